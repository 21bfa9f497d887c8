import type { Direction } from '../../base/direction';
import type { Capture } from '../../capture/capture';
import { ipSchemeOf, type Conversation } from '../../capture/conversation';
import { formatSocketAddress } from '../../engine/address/endpoint';
import { faint, strong } from '../../bytes/styledText';
import { parseCommandLine, type CommandLine } from '../terminal/commandLine';
import { UsageError, type Line, type Terminal } from '../terminal/terminal';
import { countOf } from './byteCount';
import {
  ARROWS,
  CAPTURE_FILES,
  complainOfProblems,
  conversationNumber,
  endsOf,
  followCapture,
  timeIn,
  withCapture,
} from './captureArguments';
import { expandNames } from './namedFiles';
import { describeEvent, dumpFormat, textFormat, type StreamFormat } from './talkFormat';

export const SHOW: CommandLine = {
  usage: 'sockscope show CAPTURE [--conversation N] [--text] [--raw sent|received] [--follow]',
  options: {
    conversation: { value: 'N', help: 'its chunks and events in their order, instead of the list' },
    text: { help: 'with --conversation: text instead of a hex dump; control characters have pictures' },
    raw: { value: 'sent|received', help: 'with --conversation: the bytes of one direction, as they are' },
    follow: { help: 'go on while the capture grows, until Ctrl+C' },
  },
};

/** Bytes of a chunk that are read and printed at once. */
const PIECE = 65_536;

const LF = 0x0a;

const DIRECTIONS: ReadonlyMap<string, Direction> = new Map([
  ['sent', 'sent'],
  ['received', 'received'],
]);

/** Lists the conversations of a capture, or prints what was said in one of them. */
export async function show(args: readonly string[], terminal: Terminal): Promise<number> {
  const line = parseCommandLine(SHOW, args);
  if (line.positionals.length !== 1) throw new UsageError(`show takes a capture. Usage: ${SHOW.usage}`);
  const chosen = line.values.get('conversation');
  if (chosen === undefined && (line.flags.has('text') || line.values.has('raw'))) {
    throw new UsageError('--text and --raw are for one conversation: name it by --conversation N.');
  }
  const raw = line.values.get('raw');
  const direction = DIRECTIONS.get(raw ?? '');
  if (raw !== undefined && direction === undefined) {
    throw new UsageError(`--raw takes sent or received, not “${raw}”.`);
  }
  const name = await oneCapture(line.positionals, terminal);
  const isFollowing = line.flags.has('follow');
  const print =
    chosen === undefined
      ? new ListPrinter(terminal)
      : direction === undefined
        ? new ChunkPrinter(chosen, line.flags.has('text'), terminal, isFollowing)
        : new BytesPrinter(chosen, direction, terminal, isFollowing);
  if (isFollowing) {
    await followCapture(name, terminal, (capture) => print.print(capture));
    return 0;
  }
  return withCapture(name, terminal, async (capture) => {
    await print.print(capture);
    await complainOfProblems(capture, name, terminal);
    return 0;
  });
}

/** A folder or a pattern stands for the one capture in it. @throws UsageError where there are others */
async function oneCapture(names: readonly string[], terminal: Terminal): Promise<string> {
  const [name, ...others] = await expandNames(names, terminal.folder, CAPTURE_FILES);
  if (name === undefined) throw new UsageError(`There is no capture in ${names.join('')}.`);
  if (others.length === 0) return name;
  throw new UsageError(`show takes one capture, and there are ${others.length + 1}: ${name}, ${others.join(', ')}.`);
}

/** Prints of a capture what it has not printed yet; the next one is the same, or has grown. */
interface Printer {
  readonly print: (capture: Capture) => Promise<void>;
}

/** A line for each conversation, and another one when its state has changed. */
class ListPrinter implements Printer {
  readonly #terminal: Terminal;
  readonly #states: string[] = [];

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  async print({ conversations }: Capture): Promise<void> {
    for (let id = 0; id < conversations.length && !this.#terminal.isInterrupted; id++) {
      const overview = conversations.overview(id)!;
      const { scheme, state, received, sent, chunks } = overview;
      if (this.#states[id] === state) continue;
      this.#states[id] = state;
      const counts = `${ARROWS.received} ${received} B  ${ARROWS.sent} ${sent} B  ${chunks} ${chunks === 1 ? 'chunk' : 'chunks'}`;
      await this.#terminal.print([strong(String(id)), `  ${scheme}  ${endsOf(overview)}  ${counts}  ${state}`]);
    }
  }
}

/** The conversation with that number; while a capture is followed, it may be yet to come. @throws UsageError */
function conversationOf({ conversations }: Capture, chosen: string, isFollowing: boolean): Conversation | undefined {
  const isYetToCome = isFollowing && /^\d{1,9}$/.test(chosen) && Number(chosen) >= conversations.length;
  return isYetToCome ? undefined : conversations.at(conversationNumber(chosen, conversations));
}

class BytesPrinter implements Printer {
  readonly #chosen: string;
  readonly #direction: Direction;
  readonly #terminal: Terminal;
  readonly #isFollowing: boolean;
  #printed = 0;

  constructor(chosen: string, direction: Direction, terminal: Terminal, isFollowing: boolean) {
    this.#chosen = chosen;
    this.#direction = direction;
    this.#terminal = terminal;
    this.#isFollowing = isFollowing;
  }

  async print(capture: Capture): Promise<void> {
    const log = conversationOf(capture, this.#chosen, this.#isFollowing)?.log;
    if (log === undefined) return;
    const end = log.bytes(this.#direction);
    for await (const pieces of capture.readPieces(log, this.#direction, this.#printed, end)) {
      for (const { bytes } of pieces) {
        // The buffer is used again.
        if (bytes) await this.#terminal.write(bytes.slice());
      }
      if (this.#terminal.isInterrupted) return;
    }
    this.#printed = end;
  }
}

/** Chunks and events in their order. */
class ChunkPrinter implements Printer {
  readonly #chosen: string;
  readonly #terminal: Terminal;
  readonly #isFollowing: boolean;
  readonly #formats: Readonly<Record<Direction, StreamFormat>>;
  #nextEvent = 0;
  /** The one that was printed last, and how much of it: what was read while it was being written may be a part of it. */
  #last: { readonly chunk: number; readonly length: number } | undefined;

  constructor(chosen: string, isText: boolean, terminal: Terminal, isFollowing: boolean) {
    this.#chosen = chosen;
    this.#terminal = terminal;
    this.#isFollowing = isFollowing;
    const begin = isText ? textFormat : dumpFormat;
    const { columns } = terminal;
    this.#formats = { received: begin(columns), sent: begin(columns) };
  }

  async print(capture: Capture): Promise<void> {
    const conversation = conversationOf(capture, this.#chosen, this.#isFollowing);
    if (conversation === undefined) return;
    const { log } = conversation;
    for (let chunk = this.#last?.chunk ?? 0; chunk < log.length && !this.#terminal.isInterrupted; chunk++) {
      const length = log.byteLength(chunk);
      const printed = this.#last?.chunk === chunk ? this.#last.length : undefined;
      if (length === printed) continue;
      await this.#tellEvents(capture, conversation, chunk);
      await printChunk(capture, conversation, chunk, printed ?? 0, this.#formats, this.#terminal);
      this.#last = { chunk, length };
    }
    if (!this.#terminal.isInterrupted) await this.#tellEvents(capture, conversation, log.length);
  }

  async #tellEvents(capture: Capture, { events, scheme, remote }: Conversation, until: number): Promise<void> {
    const peer = remote ? formatSocketAddress(ipSchemeOf({ scheme }), remote) : 'the socket';
    for (; this.#nextEvent < events.length && events[this.#nextEvent]!.beforeChunk <= until; this.#nextEvent++) {
      const event = events[this.#nextEvent]!;
      const text = describeEvent(peer, event) ?? event.detail;
      if (text !== undefined) await this.#terminal.print([faint(`${timeIn(capture, event.time)}  ${text}`)]);
    }
  }
}

/** @param from Bytes of it that are left out. */
async function printChunk(
  capture: Capture,
  { log, peers }: Conversation,
  chunk: number,
  from: number,
  formats: Readonly<Record<Direction, StreamFormat>>,
  terminal: Terminal,
): Promise<void> {
  const direction = log.direction(chunk);
  const length = log.byteLength(chunk) - from;
  const offset = log.offset(chunk) + from;
  const peer = peers?.get(log.peer(chunk));
  const who =
    peer === undefined ? '' : ` ${direction === 'received' ? 'from' : 'to'} ${peer.address} port ${peer.port}`;
  const what = log.isGap(chunk) ? `${countOf({ length })} missing in the capture` : countOf({ length });
  const heading: Line = [strong(`${ARROWS[direction]} ${what}${who}`), faint(`  ${timeIn(capture, log.time(chunk))}`)];
  await terminal.print(heading);
  if (log.isGap(chunk)) return;
  for (let at = 0; at < length && !terminal.isInterrupted; at += PIECE) {
    const bytes = await capture.readBytes(log, direction, offset + at, Math.min(PIECE, length - at));
    const made = formats[direction](bytes, peers === undefined ? offset + at : from + at);
    if (made instanceof Uint8Array) {
      const isLast = at + PIECE >= length;
      await terminal.write(isLast && made.at(-1) !== LF ? Buffer.concat([made, Buffer.of(LF)]) : made);
    } else await terminal.print(...made);
  }
}
