import { showInvisible } from '../../base/printable';
import { characterLength, decodeUtf8, wholeCharactersLength } from '../utf8';
import {
  END_OF_DATA,
  noValue,
  unordered,
  value,
  viewOf,
  type CaretWindow,
  type TypeReading,
  type TypeRow,
} from './typeRow';

/** Most bytes that are shown as text in one line. */
export const LONGEST_TEXT = 64;

const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit < 0xdc00;
const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit < 0xe000;

/** The text of the selection, or the character at the caret. What is longer than a line ends in an ellipsis. */
function shown(text: string, { selected }: CaretWindow, length: number): TypeReading {
  return value(showInvisible(text) + (selected > length ? '…' : ''));
}

function readAscii(window: CaretWindow): TypeReading {
  const length = Math.min(window.selected, LONGEST_TEXT);
  const bytes = window.bytes.subarray(0, length);
  if (bytes.length < length) return END_OF_DATA;
  const foreign = bytes.find((byte) => byte > 0x7f);
  if (foreign !== undefined) return noValue('nonAscii', foreign);
  return shown(String.fromCharCode(...bytes), window, length);
}

function readUtf8(window: CaretWindow): TypeReading {
  const { bytes, selected } = window;
  if (bytes.length === 0) return END_OF_DATA;
  const length = utf8Length(bytes, selected);
  if (bytes.length < length) return END_OF_DATA;
  const text = decodeUtf8(bytes.subarray(0, length));
  return text === undefined ? noValue('notUtf8') : shown(text, window, length);
}

function utf8Length(bytes: Uint8Array, selected: number): number {
  if (selected === 1) return Math.max(1, characterLength(bytes[0] ?? 0));
  return selected <= LONGEST_TEXT ? selected : wholeCharactersLength(bytes.subarray(0, LONGEST_TEXT));
}

function readUtf16(window: CaretWindow): TypeReading {
  const { bytes, selected, order } = window;
  if (bytes.length < 2) return END_OF_DATA;
  const view = viewOf(bytes);
  const unitAt = (offset: number) => view.getUint16(offset, order === 'le');
  const wanted = selected === 1 ? (isHighSurrogate(unitAt(0)) ? 4 : 2) : Math.min(selected, LONGEST_TEXT);
  if (wanted % 2 !== 0) return noValue('notUtf16', wanted);
  if (bytes.length < wanted) return END_OF_DATA;
  // A character that the cap cuts through is left out.
  const length = wanted < selected && isHighSurrogate(unitAt(wanted - 2)) ? wanted - 2 : wanted;
  const units: number[] = [];
  for (let at = 0; at < length; at += 2) {
    const unit = unitAt(at);
    const isPaired = isHighSurrogate(unit)
      ? at + 2 < length && isLowSurrogate(unitAt(at + 2))
      : !isLowSurrogate(unit) || isHighSurrogate(units.at(-1) ?? 0);
    if (!isPaired) return noValue('notUtf16', unit);
    units.push(unit);
  }
  return shown(String.fromCharCode(...units), window, Math.max(length, selected === 1 ? 1 : 0));
}

const family = 'text';

export const TEXT_ROWS: readonly TypeRow[] = [
  { id: 'ascii', label: 'ASCII text', name: 'ASCII', family, bytes: 0, c: unordered('(char)*p'), read: readAscii },
  {
    id: 'text',
    label: 'UTF-8 text',
    name: 'UTF-8',
    family,
    bytes: 0,
    c: unordered('mbrtoc32(&c, (const char *)p, n, &state)'),
    read: readUtf8,
  },
  {
    id: 'utf16',
    label: 'UTF-16 text',
    name: 'UTF-16',
    family,
    bytes: 0,
    c: { be: '(char16_t)ntohs(x)', le: '(char16_t)le16toh(x)' },
    read: readUtf16,
  },
];
