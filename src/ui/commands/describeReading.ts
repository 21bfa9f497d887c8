import { hexPreview } from '../../bytes/hex';
import { describeReading, type Reading } from '../../bytes/written/readWritten';
import { sentenceOf } from '../problems';
import { counted } from '../wording';

const PREVIEW_BYTES = 16;

/** What a text was taken for: a name, and the bytes that it makes. */
export type NamedReading = Pick<Reading, 'bytes'> & ReturnType<typeof describeReading>;

/** `Hex digits`, in the user's language. */
export function nameOf(reading: Reading | NamedReading): string {
  return sentenceOf('template' in reading ? reading : describeReading(reading));
}

/** `2 bytes: 0a 0b`; of many, the first. */
export function countAndBytes({ bytes }: Pick<Reading, 'bytes'>): string {
  const hex = hexPreview(bytes, PREVIEW_BYTES);
  return counted('{0, plural, one {# byte} other {# bytes}}: {1}', bytes.length, hex);
}

/** `Hex digits · 2 bytes: 0a 0b`. */
export function describeBytesOf(reading: Reading): string {
  return `${nameOf(reading)} · ${countAndBytes(reading)}`;
}
