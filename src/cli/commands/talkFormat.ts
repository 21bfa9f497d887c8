import type { Direction } from '../../base/direction';
import { showInvisible } from '../../base/printable';
import { hexDumpLines } from '../../bytes/hexDump';
import { faint, strong } from '../../bytes/styledText';
import { encodeUtf8 } from '../../bytes/utf8';
import type { LifecycleEvent } from '../../engine/recording';
import type { ParsedLine } from '../terminal/commandLine';
import type { Line, Terminal } from '../terminal/terminal';
import { countOf } from './byteCount';

/** How what comes and goes is printed. What a format says nothing about is not printed. */
export interface TalkFormat {
  /** What stands before a chunk. */
  readonly heading?: (direction: Direction, peer: string, length: number) => Line;
  /** Begins a stream, or a datagram: what its pieces are made into, in order, in lines of so many characters. */
  readonly begin: (columns?: number) => StreamFormat;
  readonly shows: readonly Direction[];
  readonly opened?: (peer: string, initiator: Direction) => Line;
  readonly event?: (peer: string, event: LifecycleEvent) => Line | undefined;
}

/** A piece of a chunk; `offset` is that of its first byte in its stream. */
export type StreamFormat = (bytes: Uint8Array, offset: number) => readonly Line[] | Uint8Array;

/** Bytes in a row of a hex dump, and how many columns that takes. */
const DUMP_WIDTHS: readonly (readonly [bytes: number, columns: number])[] = [
  [16, 78],
  [8, 45],
];
const LEAST_DUMP_WIDTH = 4;

/** Lines of a hex dump, with fewer bytes each in a narrow terminal. */
export function dumpInLines(columns = Infinity): (bytes: Uint8Array, offset: number) => readonly Line[] {
  const width = DUMP_WIDTHS.find(([, needed]) => needed <= columns)?.[0] ?? LEAST_DUMP_WIDTH;
  return (bytes, offset) => hexDumpLines(bytes, { offset, width });
}

/** The same, for what comes and goes. */
export const dumpFormat: (columns?: number) => StreamFormat = dumpInLines;

/** Everything that happens, each chunk as a hex dump. */
export const FULL_TALK: TalkFormat = {
  shows: ['received', 'sent'],
  heading: (direction, peer, length) => {
    const count = countOf({ length });
    return [strong(direction === 'received' ? `< ${count} from ${peer}` : `> ${count} to ${peer}`)];
  },
  begin: dumpFormat,
  opened: (peer, initiator) => [faint(`${peer} ${initiator === 'received' ? 'connected' : 'is connected'}`)],
  event: (peer, event) => {
    const text = describeEvent(peer, event);
    return text === undefined ? undefined : [faint(text)];
  },
};

/** What comes back, as a hex dump. */
export const RECEIVED_DUMP: TalkFormat = { shows: ['received'], begin: dumpFormat };

/** What comes back, as it is. */
export const RECEIVED_BYTES: TalkFormat = { shows: ['received'], begin: () => (bytes) => bytes };

/** Text on which nothing acts: control characters other than tab and line feed have their pictures. */
export const textFormat: () => StreamFormat = () => {
  // Characters may be cut between two pieces.
  const decoder = new TextDecoder();
  return (bytes) => {
    const lines = decoder.decode(bytes, { stream: true }).split('\n');
    return encodeUtf8(lines.map((line) => line.split('\t').map(showInvisible).join('\t')).join('\n'));
  };
};

/** What comes back, as such text. */
const RECEIVED_TEXT: TalkFormat = { shows: ['received'], begin: textFormat };

/** Of a conversation: bytes as they are, but where somebody would see them they are harmless text, unless `--raw` is given. */
export function receivedFormat({ flags }: ParsedLine, { isSeen }: Terminal): TalkFormat {
  return isSeen && !flags.has('raw') ? RECEIVED_TEXT : RECEIVED_BYTES;
}

/** For people; undefined: there is nothing to say. */
export function describeEvent(peer: string, { kind, direction, detail }: LifecycleEvent): string | undefined {
  const who = direction === 'received' ? peer : 'this side';
  switch (kind) {
    case 'open':
      return undefined;
    case 'shutdown':
      return `${who} ended its sending (FIN)`;
    case 'reset':
      return `${who} reset the connection (RST)`;
    case 'close':
      return `${peer} is closed`;
    case 'error':
      return detail ?? 'error';
    case 'note':
      return detail;
  }
}
