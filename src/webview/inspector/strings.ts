import type { Template } from '../../base/error';
import { translator, type Translator } from '../shared/strings';
import { COMPOSER_STRINGS } from './composerStrings';
import { DATA_INSPECTOR_STRINGS, TYPE_LABELS } from './dataInspectorStrings';
import { FIND_STRINGS } from './findStrings';
import { SEQUENCE_STRINGS } from './sequenceStrings';
import { VIEW_STRINGS } from './viewStrings';

/** Every sentence and label of the page, in English: what the extension translates and hands over. */
export const STRINGS = {
  ...VIEW_STRINGS,
  appName: 'Inspector',
  conversation: 'Conversation',
  conversationOption: '{0} {1} ↔ {2}',
  conversationOptionOneSided: '{0} {1}',
  conversationWhole: '{0} {1} · all peers',
  conversationSides: '{0} client {1} → server {2}',
  allPeers: 'all peers',
  conversationsOmitted: '{0, plural, one {# older conversation is} other {# older conversations are}} not listed.',
  live: 'Live',
  liveHint: 'Still being recorded',
  follow: 'Follow',
  followHint: 'Keep the newest bytes in view',
  receivedTotal: '{0} received',
  sentTotal: '{0} sent',
  received: 'received',
  sent: 'sent',
  clientTotal: '{0} by the client',
  serverTotal: '{0} by the server',
  client: 'client',
  server: 'server',
  bytes: '{0, plural, one {# byte} other {# bytes}}',
  chunk: 'Chunk {0}',
  sinceLast: 'Time since the chunk before',
  fromPeer: 'from {0}',
  toPeer: 'to {0}',
  bytesGrid: 'Bytes of the conversation',
  offset: 'Offset',
  byteSentence: '{0} byte {1}, hex {2}, {3}, in chunk {4}',
  textSentence: 'Text: {0}',
  character: 'character {0}',
  space: 'space',
  notAscii: 'not ASCII',
  /** The names of 0x00 to 0x1f and 0x7f in ISO 646, parted by a bar. */
  controlNames:
    'null|start of heading|start of text|end of text|end of transmission|enquiry|acknowledge|bell|backspace|' +
    'horizontal tab|line feed|vertical tab|form feed|carriage return|shift out|shift in|data link escape|' +
    'device control 1|device control 2|device control 3|device control 4|negative acknowledge|synchronous idle|' +
    'end of transmission block|cancel|end of medium|substitute|escape|file separator|group separator|' +
    'record separator|unit separator|delete',
  loadingRow: 'Loading…',
  ...DATA_INSPECTOR_STRINGS,
  ...FIND_STRINGS,
  ...COMPOSER_STRINGS,
  ...SEQUENCE_STRINGS,
  dataInspector: 'Data inspector',
  position: '{0} byte {1} ({2})',
  selectionLength: '{0} selected',
  heardReceived: '{0} received; the last chunk is number {1}.',
  heardState: 'The state is now: {0}.',
  type: 'Type',
  bigEndian: 'Big-endian',
  littleEndian: 'Little-endian',
  networkOrder: 'network order',
  thisMachine: 'this machine',
  copyValue: 'Copy {0}',
  copiedValue: 'Copied {0}',
  copiedBytes: 'Copied {0} as hex',
  copyTooLong: 'The selection is {0} long; at most {1} can be copied. Select fewer bytes.',
  copyFailed: 'The bytes were not copied. {0}',
  noCaret: 'Click a byte, or move to one with the arrow keys, to read it as numbers and text in both byte orders.',
  nothingRecorded: 'Nothing has been recorded yet.',
  nothingRecordedHint: 'Bytes appear here as soon as this socket sends or receives some.',
  noBytes: 'This conversation has no bytes yet.',
  noBytesHint: 'They appear here as soon as some are sent or received.',
  noBytesEver: 'This conversation ended without any bytes.',
  loading: 'Opening the capture…',
  rowsFailed: 'These rows could not be read. {0}',
  bytesFailed: 'The bytes at the caret could not be read. {0}',
  moveFailed: 'The caret could not move. {0}',
  captureFailed: 'The capture could not be read. {0}',
  moreNotices: '… and {0} more',
  retry: 'Retry',
} satisfies Readonly<Record<string, Template>>;

/** All that the extension is to translate, by key. */
export const ALL_STRINGS: Readonly<Record<string, Template>> = { ...STRINGS, ...TYPE_LABELS };

export type StringKey = keyof typeof STRINGS | `type.${string}`;

export type Translate = Translator<StringKey>;

/**
 * The English sentences where `table` has none; the page itself holds those alone that the extension handed over.
 *
 * @param table What the extension handed over.
 * @param language Of numbers, and of what is in the table.
 */
export function wordingFrom(table: unknown, language?: string): Translate {
  return translator<StringKey>(ALL_STRINGS, table, language);
}
