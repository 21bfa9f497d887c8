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
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const clock = `${two(time.getHours())}.${two(time.getMinutes())}.${two(time.getSeconds())}`;
  const suffix = number === 1 ? '' : ` (${number})`;
  return `${legalTitle(title)} · ${date} ${clock}${suffix}.pcapng`;
}

function legalTitle(title: string): string {
  const bytes = new TextEncoder().encode(title.replace(ILLEGAL, '_')).subarray(0, MAX_TITLE_BYTES);
  // While streaming, a character that was cut in two is waited for, and so left out.
  const legal = new TextDecoder().decode(bytes, { stream: true }).trim();
  return legal === '' ? 'socket' : legal;
}
