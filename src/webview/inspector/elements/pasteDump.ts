import { dumpAsHex } from '../view/pastedDump';

/** Puts a pasted dump into a field for hex as its bytes: in one line its rows would run together. */
export function pasteDump(event: ClipboardEvent): void {
  const field = event.target as HTMLInputElement;
  const hex = dumpAsHex(event.clipboardData?.getData('text/plain') ?? '');
  if (hex === undefined) return;
  event.preventDefault();
  field.setRangeText(hex, field.selectionStart ?? 0, field.selectionEnd ?? field.value.length, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
