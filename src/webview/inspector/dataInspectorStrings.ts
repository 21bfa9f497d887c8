import type { Template } from '../../base/error';
import { FAMILY_TEXTS, NO_VALUE_TEXTS } from '../../bytes/inspect/readingText';
import { TYPE_ROWS } from '../../bytes/inspect/typeRows';

/** What the data inspector says: a part of the page's strings. */
export const DATA_INSPECTOR_STRINGS = {
  ...NO_VALUE_TEXTS,
  ...FAMILY_TEXTS,
  copyValueOf: 'Copy. In C: {0}',
  pinned: 'Pinned',
  pinRow: 'Pin {0}',
  hideRow: 'Hide {0}',
  showHiddenRows: 'Show hidden types ({0})',
  inC: '{0}, in C:',
  expressionHint:
    'p points to the first byte. x is an unsigned integer as wide as the type, zero before the bytes are copied into it ' +
    'with memcpy. n is the length of the selection.',
  bigEndianShort: 'BE',
  littleEndianShort: 'LE',
  bothOrdersShort: 'BE, LE',
  selectionSummary: 'Selection',
  summarizing: 'Computing: {0} %',
  summaryTooLong: 'The selection is {0} long; checksums are computed over at most {1}. Select fewer bytes.',
  length: 'Length',
  entropy: 'Entropy',
  entropyValue: '{0} bits per byte',
  histogram: 'How often each byte value occurs',
  histogramSentence: '{0} of 256 values; most frequent: {1}',
  byteShare: '{0} ({1} %)',
} satisfies Readonly<Record<string, Template>>;

/** The names of the data inspector's types, which stand beside the types: `type.u16`. */
export const TYPE_LABELS: Readonly<Record<string, Template>> = Object.fromEntries(
  TYPE_ROWS.map(({ id, label }) => [`type.${id}`, label]),
);
