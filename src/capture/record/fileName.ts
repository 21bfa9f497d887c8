/** Longest part of a file name that comes from a title, in UTF-8 bytes: names may have 255 in all. */
const MAX_TITLE_BYTES = 180;

/** What Windows does not allow in a name, which is more than the others forbid, and control characters. */
// eslint-disable-next-line no-control-regex -- these are the characters to be replaced
const ILLEGAL = /[<>:"/\\|?*\u0000-\u001f\u007f]/g;

/**
 * `tcp 127.0.0.1 9000 · 2026-11-21 21.10.03.pcapng`
 *
 * @param number From 2 on it is added, for names that are taken.
 */
export function captureFileName(title: string, time: Date, number = 1): string {
  const suffix = number === 1 ? '' : ` (${number})`;
  return `${legalTitle(title)} · ${dateAndTime(time)}${suffix}.pcapng`;
}

/** `2026-11-21 21.10.03 a3f9c0`: `unique` tells runs apart that began in the same second, in any process. */
export function runFolderName(time: Date, unique: string): string {
  return `${dateAndTime(time)} ${unique}`;
}

function dateAndTime(time: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${date} ${two(time.getHours())}.${two(time.getMinutes())}.${two(time.getSeconds())}`;
}

function legalTitle(title: string): string {
  const bytes = Buffer.from(title.replace(ILLEGAL, '_'));
  let end = Math.min(bytes.length, MAX_TITLE_BYTES);
  // A character that would be cut in two is left out: its bytes but the first are 10xxxxxx (RFC 3629, 3).
  while (end < bytes.length && (bytes[end]! & 0xc0) === 0x80) end--;
  const legal = bytes.toString('utf8', 0, end).trim();
  return legal === '' ? 'socket' : legal;
}
