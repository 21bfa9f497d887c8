/** What `{{name}}` stands for, and a payload's bytes before they are built. */
import type { FloatType } from '../../bytes/numbers/floats';
import type { IntegerType } from '../../bytes/numbers/integers';
import { decodeUtf8, encodeUtf8 } from '../../bytes/utf8';

/** Text stands for its UTF-8, a number for its decimal digits in strings, bytes for themselves; a group is not built yet. */
export type VariableValue = string | bigint | Uint8Array | PieceGroup;

/** Values of at most so many bytes (4 KiB) are built at once: only larger ones are worth keeping unbuilt. */
const MAX_BUILT = 4096;
/** How deeply values that are not built may stand in each other; such a one is built. */
const MAX_NESTING = 64;
/** Longest text that an address, a count or a time can come from, in bytes (64 KiB). */
const MAX_TEXT = 65_536;

/** A value that consists of pieces; `length` is that of all of them. */
export function valueOf(pieces: readonly Piece[], length: number): Uint8Array | PieceGroup {
  const kept = pieces.filter((piece) => piece.kind === 'hole' || lengthOfPiece(piece) > 0);
  const [only] = kept;
  if (kept.length === 1 && only?.kind === 'bytes') return only.bytes;
  const group = kept.length === 1 && only?.kind === 'group' ? only : groupOf(kept, length);
  return length <= MAX_BUILT || group.depth > MAX_NESTING ? firstBytesOf(group, length) : group;
}

const lengthOfPiece = (piece: Exclude<Piece, { kind: 'hole' }>): number =>
  piece.kind === 'bytes' ? piece.bytes.length : piece.length;

/** The value as a piece of a payload, and its length in bytes. */
export function pieceOf(value: VariableValue): { readonly piece: Piece; readonly length: number } {
  if (typeof value === 'object' && 'kind' in value) return { piece: value, length: value.length };
  const bytes = value instanceof Uint8Array ? value : encodeUtf8(String(value));
  return { piece: { kind: 'bytes', bytes }, length: bytes.length };
}

/** How many bytes the value has. */
export const lengthOfValue = (value: VariableValue): number => pieceOf(value).length;

/** The first bytes of a value, at most `limit` of them; nothing else of it is built. */
export function firstBytesOf(value: VariableValue, limit: number): Uint8Array {
  const { piece, length } = pieceOf(value);
  if (piece.kind === 'bytes' && length <= limit) return piece.bytes;
  const bytes = new Uint8Array(Math.min(limit, length));
  fillPieces([piece], bytes);
  return bytes;
}

/** The value as text; undefined when it is none, or longer than 64 KiB. */
export function textOfValue(value: VariableValue): string | undefined {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'string') return value.length > MAX_TEXT ? undefined : value;
  return value.length > MAX_TEXT ? undefined : decodeUtf8(firstBytesOf(value, MAX_TEXT));
}

/** Texts longer than this are no addresses, counts or times. */
export const isTooLong = (length: number): boolean => length > MAX_TEXT;

/** A payload's bytes before they are built: what repeats stands there once. */
export type Piece =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** A number that is bound instead of compared; its bytes are 0. */
  | { readonly kind: 'hole'; readonly name: string; readonly type: IntegerType | FloatType }
  | PieceGroup;

/** Its unit again and again, until there are `length` bytes. It may stand in many places, and is built only with the payload. */
export interface PieceGroup {
  readonly kind: 'group';
  readonly unit: readonly Piece[];
  readonly length: number;
  /** How deeply groups stand in each other, this one counted. */
  readonly depth: number;
}

export function groupOf(unit: readonly Piece[], length: number): PieceGroup {
  const depth = unit.reduce((deepest, piece) => Math.max(deepest, piece.kind === 'group' ? piece.depth : 0), 0);
  return { kind: 'group', unit, length, depth: depth + 1 };
}

/** Writes the pieces' bytes to the start of `target`, as many as it has room for, and returns how many that were. */
export function fillPieces(pieces: readonly Piece[], target: Uint8Array): number {
  let at = 0;
  for (const piece of pieces) {
    if (at === target.length) break;
    const room = target.subarray(at);
    if (piece.kind === 'bytes') {
      const bytes = piece.bytes.subarray(0, room.length);
      room.set(bytes);
      at += bytes.length;
    } else if (piece.kind === 'hole') {
      const length = Math.min(piece.type.bytes, room.length);
      room.fill(0, 0, length);
      at += length;
    } else {
      const length = Math.min(piece.length, room.length);
      // What has been written is copied behind itself, twice as much each time.
      let written = fillPieces(piece.unit, room.subarray(0, length));
      while (written < length) {
        const more = Math.min(written, length - written);
        room.copyWithin(written, 0, more);
        written += more;
      }
      at += length;
    }
  }
  return at;
}
