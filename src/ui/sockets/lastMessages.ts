import { DIRECTION_SIGNS, type Direction } from '../../base/direction';
import { Throttle, type ThrottleClock } from '../../base/throttle';
import type { BytesSocket } from '../../engine/bytesSocket';
import { formatPayload } from '../../wire/payload/formatter';

/** What was sent or received last. */
export interface LastMessage {
  readonly direction: Direction;
  /** At most {@link SHOWN_BYTES} of it. */
  readonly first: Uint8Array;
  /** Of all of it. */
  readonly length: number;
}

/** Reads what was sent or received last from the record; undefined where there is nothing. */
export type ReadLastMessage = (socket: BytesSocket) => Promise<LastMessage | undefined>;

/** Bytes of a message that a row shows. */
export const SHOWN_BYTES = 24;

/** Milliseconds between two times that messages are read. */
const INTERVAL = 250;
/** Messages that are read at one time: each is a short read from a file. */
const MOST_AT_ONCE = 40;

interface Shown {
  /** The counts of the socket when it was read. */
  readonly version: string;
  readonly text: string | undefined;
}

/**
 * The beginnings of the last messages, for rows. Nothing is kept of what comes: a message is read from the record when a
 * row that shows it is drawn, behind the drawing, and a few at a time; once it is there, `changed` has the row drawn again.
 */
export class LastMessages {
  readonly #read: ReadLastMessage;
  readonly #changed: (sockets: readonly BytesSocket[]) => void;
  readonly #shown = new WeakMap<BytesSocket, Shown>();
  /** Of which the last message is to be read; at most as many as are listed. */
  readonly #wanted = new Set<BytesSocket>();
  readonly #throttle: Throttle;

  constructor(read: ReadLastMessage, changed: (sockets: readonly BytesSocket[]) => void, clock?: ThrottleClock) {
    this.#read = read;
    this.#changed = changed;
    this.#throttle = new Throttle(
      INTERVAL,
      () => {
        void this.#readSome();
      },
      clock,
    );
  }

  /** What is known of it, such as `↓ "hello\n"`; where that is no longer the last message, the next one is read. */
  textOf(socket: BytesSocket): string | undefined {
    const shown = this.#shown.get(socket);
    if (shown?.version !== versionOf(socket) && socket.conversation !== undefined) {
      this.#wanted.add(socket);
      this.#throttle.ask();
    }
    return shown?.text;
  }

  dispose(): void {
    this.#throttle.stop();
    this.#wanted.clear();
  }

  async #readSome(): Promise<void> {
    const now = [...this.#wanted].slice(0, MOST_AT_ONCE);
    for (const socket of now) this.#wanted.delete(socket);
    const changed = await Promise.all(now.map(async (socket) => ((await this.#readOne(socket)) ? [socket] : [])));
    if (changed.some(([socket]) => socket !== undefined)) this.#changed(changed.flat());
    if (this.#wanted.size > 0) this.#throttle.ask();
  }

  /** @returns Whether its row looks otherwise now. */
  async #readOne(socket: BytesSocket): Promise<boolean> {
    const version = versionOf(socket);
    // What cannot be read, since its file is gone or its disk is full, is not shown; the inspector says why.
    const message = await this.#read(socket).catch(() => undefined);
    const text = message && messageText(message);
    const before = this.#shown.get(socket)?.text;
    this.#shown.set(socket, { version, text });
    return text !== before;
  }
}

function versionOf({ bytesReceived, bytesSent }: BytesSocket): string {
  return `${bytesReceived} ${bytesSent}`;
}

/** In payload syntax, so that nothing in it acts, and it can be sent. */
function messageText({ direction, first, length }: LastMessage): string {
  return `${DIRECTION_SIGNS[direction]} ${formatPayload(first)}${length > first.length ? ' …' : ''}`;
}
