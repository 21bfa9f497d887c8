import { toHex } from '../hex';
import { fixedRow, type TypeRow } from './typeRow';

/** Lengths of the first three fields, which are integers; the bytes behind them stand in order everywhere. */
const INTEGER_FIELDS = [4, 2, 2] as const;

export const IDENTIFIER_ROWS: readonly TypeRow[] = [
  // Big-endian as RFC 9562 has it, little-endian as Windows keeps a `GUID` in memory.
  fixedRow(
    {
      id: 'guid',
      label: 'GUID, UUID',
      name: 'GUID',
      family: 'identifiers',
      bytes: 16,
      c: { be: 'uuid_unparse_lower(p, s)', le: 'StringFromGUID2((const GUID *)p, s, 39)' },
    },
    (view, little) => {
      const parts: string[] = [];
      let at = 0;
      for (const length of INTEGER_FIELDS) {
        const field = new Uint8Array(view.buffer, view.byteOffset + at, length);
        parts.push(toHex(little ? field.toReversed() : field));
        at += length;
      }
      const rest = toHex(new Uint8Array(view.buffer, view.byteOffset + at, 8));
      return [...parts, rest.slice(0, 4), rest.slice(4)].join('-');
    },
  ),
];
