import { hexDumpLines } from '../../../bytes/hexDump';
import { withoutTones } from '../../../bytes/styledText';

const LINE_BYTES = 16;
const OFFSET_DIGITS = 4;

/**
 * Lines of a hex dump for places that are narrow: a single line is no wider than it needs.
 *
 * @param offset That of the first byte.
 */
export function shownDump(bytes: Uint8Array, offset = 0): string[] {
  const width = Math.max(1, Math.min(LINE_BYTES, bytes.length));
  return hexDumpLines(bytes, { offset, width, digits: OFFSET_DIGITS }).map(withoutTones);
}
