import type { Direction } from '../bytes/direction';
import { formatHostPort, formatSocketEndpoint } from '../engine/endpoint';
import type { IpEndpoint, LifecycleEvent, Recording, SocketEndpoint } from '../engine/tap';
import { hexDump } from './hexDump';
import type { Terminal } from './terminal';

/** Bytes that may wait for a slow terminal (1 MiB) before connections stop reading. */
const MAX_WAITING = 1_048_576;

/** A record that is printed while it is made: a hex dump of each chunk, with its direction and peer. */
export class PrintedRecording {
  readonly #terminal: Terminal;
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** Settles when all has been printed. */
  printed(): Promise<void> {
    return this.#last;
  }

  readonly record = (): Recording => ({
    uri: '',
    stream: ({ remote, initiator }) => {
      const peer = nameOf('tcp', remote);
      const offsets = { sent: 0, received: 0 };
      this.#line(`${peer} ${initiator === 'received' ? 'connected' : 'is connected'}`);
      return {
        conversation: 0,
        chunk: (direction, bytes) => {
          this.#chunk(direction, peer, bytes, offsets[direction]);
          offsets[direction] += bytes.length;
          return this.#waiting <= MAX_WAITING;
        },
        event: (event) => {
          this.#event(peer, event);
        },
        drained: () => this.#last,
      };
    },
    datagrams: () => ({
      conversation: 0,
      datagram: (direction, bytes, peer: IpEndpoint) => {
        // What finds no room is left out, as the network does with datagrams.
        if (this.#waiting > MAX_WAITING) return false;
        this.#chunk(direction, `udp://${formatHostPort(peer.address, peer.port)}`, bytes, 0);
        return true;
      },
      event: (event) => {
        if (event.kind === 'error') this.#line(event.detail ?? 'error');
      },
    }),
    note: () => undefined,
    close: () => this.#last,
  });

  #chunk(direction: Direction, peer: string, bytes: Uint8Array, offset: number): void {
    const { style } = this.#terminal;
    const count = `${bytes.length} ${bytes.length === 1 ? 'byte' : 'bytes'}`;
    const heading = direction === 'received' ? `< ${count} from ${peer}` : `> ${count} to ${peer}`;
    this.#print(() => `${style.strong(heading)}\n${hexDump(bytes, offset, style)}`, bytes.length);
  }

  #event(peer: string, { kind, direction, detail }: LifecycleEvent): void {
    const who = direction === 'received' ? peer : 'this side';
    if (kind === 'shutdown') this.#line(`${who} ended its sending (FIN)`);
    else if (kind === 'reset') this.#line(`${who} reset the connection (RST)`);
    else if (kind === 'close') this.#line(`${peer} is closed`);
    else if (kind === 'error') this.#line(detail ?? 'error');
  }

  #line(text: string): void {
    this.#print(() => `${this.#terminal.style.faint(text)}\n`, 0);
  }

  #print(make: () => string, bytes: number): void {
    this.#waiting += bytes;
    this.#last = this.#last.then(async () => {
      await this.#terminal.print(make());
      this.#waiting -= bytes;
    });
  }
}

function nameOf(transport: 'tcp', end: SocketEndpoint): string {
  return end.family === 'unix' && end.path === '' ? 'a Unix socket' : formatSocketEndpoint(transport, end);
}
