import type { Direction } from '../../base/direction';
import { formatHostPort } from '../../engine/address/endpoint';
import type { Recording } from '../../engine/recording';
import type { IpSocketAddress } from '../../engine/address/socketAddress';
import { peerName, unknownPeerName } from './peerName';
import type { StreamFormat, TalkFormat } from './talkFormat';
import type { Line, Terminal } from '../terminal/terminal';

/** Bytes of a chunk that are made into lines at once. */
const SLICE = 16_384;

/** Most that is kept for a slow reader, in bytes: 64 MiB, for a thousand connections with a chunk each. */
const MAX_KEPT = 64 * 1024 * 1024;

/**
 * A record that is printed while it is made. Connections stop reading, and sending, while the output does not keep up.
 * What cannot wait for it (datagrams, and what is told of connections) is then left out and counted; not so the errors of a
 * datagram socket, at most `MAX_NOTED_ERRORS` and some tens that count what the system dropped.
 */
export class PrintedRecording {
  readonly #terminal: Terminal;
  readonly #format: TalkFormat;
  readonly #keys: ((line: Uint8Array) => void) | undefined;
  #leftOut = 0;

  /** @param keys Gets the keys of TLS, a line at a time. */
  constructor(terminal: Terminal, format: TalkFormat, keys?: (line: Uint8Array) => void) {
    this.#keys = keys;
    this.#terminal = terminal;
    this.#format = format;
  }

  readonly record = (): Recording => ({
    uri: '',
    stream: ({ scheme, remote, isRemoteUnknown = false, initiator }) => {
      const peer = isRemoteUnknown ? unknownPeerName(scheme, remote) : peerName(scheme, remote);
      const offsets = { sent: 0, received: 0 };
      const formats = {
        sent: this.#format.begin(this.#terminal.columns),
        received: this.#format.begin(this.#terminal.columns),
      };
      this.#line(this.#format.opened?.(peer, initiator));
      return {
        conversation: 0,
        chunk: (direction, bytes) => {
          this.#chunk(direction, peer, bytes, offsets[direction], formats[direction]);
          offsets[direction] += bytes.length;
          return this.#terminal.hasRoom;
        },
        event: (event) => {
          this.#line(this.#format.event?.(peer, event));
        },
        drained: () => this.#terminal.room(),
      };
    },
    datagrams: () => ({
      conversation: 0,
      datagram: (direction, bytes, { address, port }: IpSocketAddress) => {
        if (!this.#terminal.hasRoom) {
          this.#leaveOut();
          return false;
        }
        this.#chunk(
          direction,
          `udp://${formatHostPort(address, port)}`,
          bytes,
          0,
          this.#format.begin(this.#terminal.columns),
        );
        return true;
      },
      event: (event) => {
        if (event.kind === 'note') this.#line(this.#format.event?.('', event));
        const line = event.kind === 'error' ? this.#format.event?.('', event) : undefined;
        // A datagram socket tells few of them, and each but once, so that they are never left out: the last says how many were lost.
        if (line !== undefined) this.#terminal.queue(0, () => [line]);
      },
    }),
    note: () => undefined,
    keys: (line) => {
      this.#keys?.(line);
    },
    close: () => Promise.resolve(),
  });

  #chunk(direction: Direction, peer: string, bytes: Uint8Array, offset: number, format: StreamFormat): void {
    const { shows, heading } = this.#format;
    if (!shows.includes(direction)) return;
    // Each new connection brings a chunk before it can be told to wait: there is an end to that too.
    if (this.#terminal.waiting > MAX_KEPT) {
      this.#leaveOut();
      return;
    }
    if (heading !== undefined) this.#terminal.queue(0, () => [heading(direction, peer, bytes.length)]);
    for (let at = 0; at < bytes.length; at += SLICE) {
      const slice = bytes.subarray(at, at + SLICE);
      this.#terminal.queue(slice.length, () => format(slice, offset + at));
    }
  }

  #line(line: Line | undefined): void {
    if (line === undefined) return;
    if (this.#terminal.hasRoom) this.#terminal.queue(0, () => [line]);
    else this.#leaveOut();
  }

  /** Counts what is left out, and says how much it was as soon as somebody reads again. */
  #leaveOut(): void {
    this.#leftOut++;
    if (this.#leftOut > 1) return;
    void this.#terminal.room().then(() => {
      const count = this.#leftOut;
      this.#leftOut = 0;
      return this.#terminal.complain(
        `Left out ${count} ${count === 1 ? 'entry' : 'entries'} here: the output is read more slowly than they came.`,
      );
    });
  }
}
