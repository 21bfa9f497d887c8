import type { Template } from '../../base/error';
import { decodeInteger, type ByteOrder } from '../numbers/integers';
import { END_OF_DATA, fixedRow, noValue, value, type CaretWindow, type TypeReading, type TypeRow } from './typeRow';

/** Bytes of the longest selection that is read as one integer. */
export const LONGEST_INTEGER = 32;

/** What C needs for a width in bits: which integer holds it, and how both byte orders are read into it. */
interface Width {
  readonly bits: 8 | 16 | 24 | 32 | 48 | 64;
  /** Bits of the C type that holds it. */
  readonly holder: 8 | 16 | 32 | 64;
  readonly be: string;
  readonly le: string;
}

const WIDTHS: readonly Width[] = [
  { bits: 8, holder: 8, be: 'x', le: 'x' },
  { bits: 16, holder: 16, be: 'ntohs(x)', le: 'le16toh(x)' },
  { bits: 24, holder: 32, be: 'ntohl(x)', le: 'le32toh(x)' },
  { bits: 32, holder: 32, be: 'ntohl(x)', le: 'le32toh(x)' },
  { bits: 48, holder: 64, be: 'be64toh(x)', le: 'le64toh(x)' },
  { bits: 64, holder: 64, be: 'be64toh(x)', le: 'le64toh(x)' },
];

const UNSIGNED_LABELS: Readonly<Record<Width['bits'], Template>> = {
  8: 'Unsigned 8-bit',
  16: 'Unsigned 16-bit',
  24: 'Unsigned 24-bit',
  32: 'Unsigned 32-bit',
  48: 'Unsigned 48-bit',
  64: 'Unsigned 64-bit',
};

const SIGNED_LABELS: Readonly<Record<Width['bits'], Template>> = {
  8: 'Signed 8-bit',
  16: 'Signed 16-bit',
  24: 'Signed 24-bit',
  32: 'Signed 32-bit',
  48: 'Signed 48-bit',
  64: 'Signed 64-bit',
};

/** In a wider holder, a big-endian value stands in the upper bits; a signed one must, for its sign to be carried on. */
function expression({ bits, holder, ...read }: Width, order: ByteOrder, signed: boolean): string {
  const spare = holder - bits;
  if (!signed) return spare > 0 && order === 'be' ? `${read.be} >> ${spare}` : read[order];
  const cast = `(int${holder}_t)`;
  if (spare === 0) return `${cast}${read[order]}`;
  return order === 'be' ? `${cast}${read.be} >> ${spare}` : `${cast}(${read.le} << ${spare}) >> ${spare}`;
}

function integerRow(width: Width, signed: boolean): TypeRow {
  const { bits } = width;
  const id = `${signed ? 'i' : 'u'}${bits}`;
  const row = {
    id,
    label: (signed ? SIGNED_LABELS : UNSIGNED_LABELS)[bits],
    name: id,
    family: 'integers',
    bytes: bits / 8,
    c: { be: expression(width, 'be', signed), le: expression(width, 'le', signed) },
  } as const;
  return fixedRow(row, (view, little) => integerText(bytesOf(view), little ? 'le' : 'be', signed));
}

const bytesOf = (view: DataView) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

function integerText(bytes: Uint8Array, order: ByteOrder, signed: boolean): string {
  return decodeInteger(bytes, order, signed).toString();
}

/** A row on all of the selection as one integer. */
function selectionRow(
  row: Omit<TypeRow, 'read' | 'family' | 'bytes'>,
  write: (window: CaretWindow) => string,
): TypeRow {
  const read = ({ bytes, selected, order }: CaretWindow): TypeReading => {
    if (selected > LONGEST_INTEGER) return noValue('tooLong', LONGEST_INTEGER);
    if (bytes.length < selected) return END_OF_DATA;
    return value(write({ bytes: bytes.subarray(0, selected), selected, order }));
  };
  return { ...row, family: 'integers', bytes: 0, read };
}

/** Digits of the selection's bits in a power of two as the base, all leading zeros written. */
const digits =
  (base: 2 | 8 | 16, bitsPerDigit: number, prefix: string) =>
  ({ bytes, order }: CaretWindow): string => {
    const count = Math.ceil((8 * bytes.length) / bitsPerDigit);
    return prefix + decodeInteger(bytes, order, false).toString(base).padStart(count, '0');
  };

/** Eight bits to a group. */
const bits = (window: CaretWindow) => digits(2, 1, '')(window).replace(/.{8}(?=.)/g, '$& ');

const NETWORK_LOOP = 'for (v = 0, i = 0; i < n; i++) v = v << 8 | p[i];';
const REVERSE_LOOP = 'for (v = 0, i = n; i-- > 0;) v = v << 8 | p[i];';
const LOOPS = { be: NETWORK_LOOP, le: REVERSE_LOOP };

export const INTEGER_ROWS: readonly TypeRow[] = [
  ...WIDTHS.flatMap((width) => [integerRow(width, false), integerRow(width, true)]),
  selectionRow({ id: 'uN', label: 'Selection as one unsigned integer', name: 'uN', c: LOOPS }, (window) =>
    integerText(window.bytes, window.order, false),
  ),
  selectionRow({ id: 'iN', label: 'Selection as one signed integer', name: 'iN', c: LOOPS }, (window) =>
    integerText(window.bytes, window.order, true),
  ),
  selectionRow({ id: 'hex', label: 'Hexadecimal', name: 'hex', c: LOOPS }, digits(16, 4, '0x')),
  selectionRow({ id: 'octal', label: 'Octal', name: 'octal', c: LOOPS }, digits(8, 3, '0')),
  selectionRow({ id: 'bits', label: 'Bits', name: 'bits', c: LOOPS }, bits),
  fixedRow(
    { id: 'bool', label: 'Boolean', name: 'bool', family: 'integers', bytes: 1, c: { be: 'x != 0', le: 'x != 0' } },
    (view) => String(view.getUint8(0) !== 0),
  ),
];
