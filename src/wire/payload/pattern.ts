import type { BytePattern, Hole } from '../../bytes/regex/bytePattern';
import { encodeLayout, type EncodeContext } from './encoder';
import type { Piece } from './value';
import type { Term } from './term';

/** What an expected payload says: its bytes, and holes where `?name` stands. Rejects as `encodePayload` does. */
export async function encodePattern(terms: readonly Term[], context: EncodeContext): Promise<BytePattern> {
  const { bytes, pieces } = await encodeLayout(terms, context, true);
  return { bytes, holes: holesOf(pieces) };
}

function holesOf(pieces: readonly Piece[]): Hole[] {
  const holes: Hole[] = [];
  let offset = 0;
  for (const piece of pieces) {
    switch (piece.kind) {
      case 'bytes':
        offset += piece.bytes.length;
        break;
      case 'hole':
        holes.push({ name: piece.name, type: piece.type, offset });
        offset += piece.type.bytes;
        break;
      // Within repetitions and values there are no holes.
      case 'group':
        offset += piece.length;
        break;
    }
  }
  return holes;
}
