import { SockscopeError } from '../../base/error';
import { encodeUtf8 } from '../../bytes/utf8';
import { readArgument } from './payloadArgument';
import type { InputLine } from '../terminal/lines';
import { UsageError, type Terminal } from '../terminal/terminal';

/** Somebody whom a typed line can go to. */
export interface TalkPeer {
  /** Stays the same for as long as it is there, and is nobody else’s. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** Settles when the system has taken the bytes. */
  readonly send: (bytes: Uint8Array) => Promise<void>;
}

export interface Talk {
  readonly terminal: Terminal;
  /** Whoever can be sent to now, in the order in which they came. */
  readonly peers: () => readonly TalkPeer[];
  /** Settles when that may have changed. */
  readonly changed: () => Promise<void>;
  /** What ends a line that is text, in place of its own end. */
  readonly eol: string;
}

/** `@2 text`: to one of several; `@all text`: to all of them. */
const ADDRESSED = /^@([1-9][0-9]{0,8}|all)(?: (.*))?$/s;

/**
 * Sends each line of standard input to the peer, or to the one that the line begins with. A payload is sent as its bytes, and
 * other text with a line end; what is likelier to be something else is refused, as it is in an argument. Lines wait until somebody is there, and until the system has taken the one before. Settles when
 * the input has ended, or at the interruption; what goes wrong with a line is told, and the next one is read.
 */
export async function talk(options: Talk): Promise<void> {
  const { terminal } = options;
  const numbers = new Numbers();
  for await (const line of terminal.lines()) await telling(terminal, sendLine(line, options, numbers));
}

/** Tells what goes wrong where it is about what was typed or about the peer. */
export async function telling(terminal: Terminal, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof SockscopeError)) throw error;
    await terminal.complain(error.message);
  }
}

async function sendLine(line: InputLine, { terminal, peers, changed, eol }: Talk, numbers: Numbers): Promise<void> {
  if (line.kind === 'refused') throw line.error;
  while (peers().length === 0) {
    await terminal.unlessInterrupted(changed());
    if (terminal.isInterrupted) return;
  }
  const [, to, text = to === undefined ? line.text : ''] = ADDRESSED.exec(line.text) ?? [];
  const receivers = numbers.choose(peers(), to);
  const read = await readArgument(text, terminal);
  const bytes = read.isText && line.isEnded ? encodeUtf8(text + eol) : read.bytes;
  await terminal.unlessInterrupted(Promise.all(receivers.map((peer) => telling(terminal, peer.send(bytes)))));
}

/** Peers are numbered from 1 on when they are first told of, and no number is given twice. */
class Numbers {
  readonly #known = new Map<string, number>();
  #last = 0;

  /** @throws SockscopeError `WHICH_PEER` when there are several and none is named, `NO_SUCH_PEER` */
  choose(peers: readonly TalkPeer[], to: string | undefined): readonly TalkPeer[] {
    const present = new Set(peers.map(({ id }) => id));
    for (const id of this.#known.keys()) if (!present.has(id)) this.#known.delete(id);
    for (const { id } of peers) if (!this.#known.has(id)) this.#known.set(id, ++this.#last);
    if (to === 'all' || (to === undefined && peers.length === 1)) return peers;
    const list = peers.map(({ id, name }) => `@${this.#known.get(id)!} ${name}`).join(', ');
    if (to === undefined) {
      const template = 'Not sent, since there are {0} peers: begin the line with @ and the number of one, or @all. {1}';
      throw new SockscopeError('WHICH_PEER', template, [peers.length, list]);
    }
    const peer = peers.find(({ id }) => this.#known.get(id) === Number(to));
    if (peer !== undefined) return [peer];
    const template = 'Not sent: there is no peer @{0}; there are: {1}. To send such text, write it in quotes.';
    throw new SockscopeError('NO_SUCH_PEER', template, [to, list]);
  }
}
