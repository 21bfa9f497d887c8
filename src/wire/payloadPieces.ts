import type { FloatType } from '../bytes/floats';
import type { IntegerType } from '../bytes/integers';

/** A payload's bytes before they are built: what repeats stands there once. */
export type Piece =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** A number that is bound instead of compared; its bytes are 0. */
  | { readonly kind: 'hole'; readonly name: string; readonly type: IntegerType | FloatType }
  /** `length` is that of all repetitions together. */
  | { readonly kind: 'repeat'; readonly unit: readonly Piece[]; readonly length: number };

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
