import { DROPS_DELAY } from '../limits';
import { isSameAddress } from '../address/sameAddress';
import type { IpSocketAddress } from '../address/socketAddress';
import type { KernelSockets } from './kernelSockets';

export interface KernelDropsOptions {
  readonly kernel: KernelSockets;
  readonly local: IpSocketAddress;
  /** Of a connected socket. */
  readonly remote: IpSocketAddress | undefined;
  /** Milliseconds from a datagram until the kernel is asked; `DROPS_DELAY` unless given. */
  readonly delay?: number;
  /** The count is another, or became known or unknown. */
  readonly changed: () => void;
  /** For the record: the first count, each that is at least twice the one told before, and the last (`isLast`). */
  readonly tell: (count: number, isLast: boolean) => void;
}

/** How many datagrams to one UDP socket the kernel dropped. It is asked a moment after datagrams came, not all the time, and in the end. */
export class KernelDrops {
  readonly #options: KernelDropsOptions;
  #count: number | undefined = 0;
  /** The last that was known. */
  #known = 0;
  #told = 0;
  #timer: NodeJS.Timeout | undefined;
  #asking = Promise.resolve();
  #hasEnded = false;

  constructor(options: KernelDropsOptions) {
    this.#options = options;
  }

  /** Undefined when it cannot be known. */
  get count(): number | undefined {
    return this.#count;
  }

  /** Something came, so that something may have been dropped. */
  look(): void {
    // Once the socket is closed, its address may be that of another.
    if (this.#timer || this.#hasEnded) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#askNext();
    }, this.#options.delay ?? DROPS_DELAY);
    this.#timer.unref();
  }

  /** Asks a last time, since more may have been dropped than was read. Call it directly before the socket is closed. */
  async end(): Promise<void> {
    this.#hasEnded = true;
    clearTimeout(this.#timer);
    await this.#askNext();
    if (this.#count !== undefined && this.#count > 0) this.#options.tell(this.#count, true);
  }

  /** An answer that overtook an older one would look as if the kernel's counter had wrapped around. */
  #askNext(): Promise<void> {
    this.#asking = this.#asking.then(() => this.#ask());
    return this.#asking;
  }

  async #ask(): Promise<void> {
    const { kernel, local, remote, changed, tell } = this.#options;
    const all = await kernel.at('udp', local.port);
    const found = all?.filter(
      (socket) => isEnd(socket.local, local) && (remote ? isEnd(socket.remote, remote) : socket.remote.port === 0),
    );
    // It was closed meanwhile.
    if (found?.length === 0) return;
    // Of several programs that share the address (SO_REUSEPORT), nobody says which is this one.
    const drops = found?.length === 1 ? found[0]?.drops : undefined;
    const before = this.#count;
    // The kernel counts with 32 bits, and some kernels show them with a sign.
    if (drops !== undefined) this.#known += (drops - this.#known) >>> 0;
    this.#count = drops === undefined ? undefined : this.#known;
    if (this.#count === before) return;
    changed();
    if (this.#hasEnded || this.#count === undefined || this.#count < Math.max(1, 2 * this.#told)) return;
    this.#told = this.#count;
    tell(this.#count, false);
  }
}

function isEnd(one: IpSocketAddress, other: IpSocketAddress): boolean {
  return one.port === other.port && isSameAddress(one.address, other.address);
}
