import { formatHostPort } from '../address/endpoint';
import type { IpSocketAddress } from '../address/socketAddress';
import type { DatagramSocket } from '../datagramSocket';
import { MAX_RELAY_PEERS, RELAY_IDLE } from '../limits';
import { DatagramFlow, type DatagramFlowOptions } from './datagramFlow';
import type { RelayState } from './relayState';

export interface DatagramRelayOptions extends Pick<DatagramFlowOptions, 'dial' | 'note'> {
  readonly state: RelayState;
  readonly socket: DatagramSocket;
  /** Whether the process has room for one more socket. */
  readonly hasRoom: () => boolean;
  /** Milliseconds without a datagram after which a peer is forgotten; a minute unless given. */
  readonly idle?: number;
  readonly maxPeers?: number;
}

/** A relay of datagrams: for each peer of its socket one of its own toward the target. */
export class DatagramRelay {
  readonly #options: DatagramRelayOptions;
  readonly #idle: number;
  /** The one silent for longest first. */
  readonly #flows = new Map<string, DatagramFlow>();
  readonly #closing = new Set<Promise<void>>();
  /** That of the last datagram, which is the last of all. */
  #latest: DatagramFlow | undefined;
  #sweep: NodeJS.Timeout | undefined;
  #withoutRoom = 0;

  constructor(options: DatagramRelayOptions) {
    this.#options = options;
    this.#idle = options.idle ?? RELAY_IDLE;
    options.socket.onReceive((bytes, peer) => {
      this.#received(bytes, peer);
    });
    options.socket.beforeClosing(() => {
      for (const flow of this.#flows.values()) flow.letGo();
    });
  }

  get peers(): number {
    return this.#flows.size;
  }

  flowOf({ address, port }: IpSocketAddress): DatagramFlow | undefined {
    return this.#flows.get(formatHostPort(address, port));
  }

  /** The flow, when there is exactly one. */
  get only(): DatagramFlow | undefined {
    const [flow] = this.#flows.values();
    return this.#flows.size === 1 ? flow : undefined;
  }

  /** Settles when all sockets toward the target are closed. */
  async close(): Promise<void> {
    clearTimeout(this.#sweep);
    if (this.#withoutRoom > 0) {
      this.#options.note(`${this.#withoutRoom} datagrams were dropped: no socket could be opened for their peers.`);
      this.#withoutRoom = 0;
    }
    for (const key of [...this.#flows.keys()]) this.#forget(key);
    await Promise.all(this.#closing);
  }

  #received(bytes: Uint8Array, peer: IpSocketAddress): void {
    if (this.#latest?.peer === peer) {
      this.#latest.received(bytes);
      return;
    }
    const key = formatHostPort(peer.address, peer.port);
    let flow = this.#flows.get(key);
    if (flow) {
      this.#flows.delete(key);
    } else {
      const { hasRoom, maxPeers = MAX_RELAY_PEERS } = this.#options;
      if (this.#flows.size >= maxPeers) this.#forgetFirst();
      if (!hasRoom()) {
        this.#withoutRoom++;
        this.#options.state.counts.client.dropped++;
        return;
      }
      flow = new DatagramFlow({ ...this.#options, peer });
    }
    this.#flows.set(key, flow);
    this.#latest = flow;
    flow.received(bytes);
    this.#sweep ??= this.#planSweep(this.#idle);
  }

  #planSweep(time: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.#sweep = undefined;
      const before = this.#options.state.clock() - this.#idle;
      let next = Infinity;
      for (const [key, flow] of this.#flows) {
        if (flow.lastUsed > before) next = Math.min(next, flow.lastUsed);
        // Whoever looks at a message for long is not idle.
        else if (flow.isHolding) next = Math.min(next, before + this.#idle);
        else this.#forget(key);
      }
      if (next < Infinity) this.#sweep = this.#planSweep(Math.max(1, next - before));
    }, time);
  }

  #forgetFirst(): void {
    const first = this.#flows.keys().next();
    if (first.done !== true) this.#forget(first.value);
  }

  #forget(key: string): void {
    const flow = this.#flows.get(key);
    this.#flows.delete(key);
    if (this.#latest === flow) this.#latest = undefined;
    const closing = flow?.close().finally(() => this.#closing.delete(closing!));
    if (closing) this.#closing.add(closing);
  }
}
