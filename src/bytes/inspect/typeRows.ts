import { ADDRESS_ROWS } from './addressRows';
import { FLOAT_ROWS } from './floatRows';
import { IDENTIFIER_ROWS } from './identifierRows';
import { INTEGER_ROWS } from './integerRows';
import { LEB128_ROWS } from './leb128Rows';
import { SOCKADDR_ROWS } from './sockaddrRows';
import { TEXT_ROWS } from './textRows';
import { TIME_ROWS } from './timeRows';
import type { TypeRow } from './typeRow';

/** All rows of the data inspector, in the order in which they are shown. */
export const TYPE_ROWS: readonly TypeRow[] = [
  ...INTEGER_ROWS,
  ...LEB128_ROWS,
  ...FLOAT_ROWS,
  ...TEXT_ROWS,
  ...ADDRESS_ROWS,
  ...SOCKADDR_ROWS,
  ...TIME_ROWS,
  ...IDENTIFIER_ROWS,
];
