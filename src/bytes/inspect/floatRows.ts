import { bfloat16Text, float16Text, shortestFloat32, shortestFloat64 } from '../numbers/floatText';
import { fixedRow, type Expressions, type TypeRow } from './typeRow';

/** A number's bits, once they are in this machine's order, as the floating-point type that they are. */
function reinterpreted(integer: string, float: string, be: string, le: string): Expressions {
  const expression = (bits: string) => `(union { ${integer} u; ${float} f; }){ ${bits} }.f`;
  return { be: expression(be), le: expression(le) };
}

const family = 'floats';

export const FLOAT_ROWS: readonly TypeRow[] = [
  fixedRow(
    {
      id: 'f16',
      label: 'Float 16-bit',
      name: 'f16',
      family,
      bytes: 2,
      c: reinterpreted('uint16_t', '_Float16', 'ntohs(x)', 'le16toh(x)'),
    },
    (view, little) => float16Text(view.getUint16(0, little)),
  ),
  fixedRow(
    {
      id: 'bf16',
      label: 'bfloat16',
      name: 'bf16',
      family,
      bytes: 2,
      c: reinterpreted('uint32_t', 'float', '(uint32_t)ntohs(x) << 16', '(uint32_t)le16toh(x) << 16'),
    },
    (view, little) => bfloat16Text(view.getUint16(0, little)),
  ),
  fixedRow(
    {
      id: 'f32',
      label: 'Float 32-bit',
      name: 'f32',
      family,
      bytes: 4,
      c: reinterpreted('uint32_t', 'float', 'ntohl(x)', 'le32toh(x)'),
    },
    (view, little) => shortestFloat32(view.getFloat32(0, little)),
  ),
  fixedRow(
    {
      id: 'f64',
      label: 'Float 64-bit',
      name: 'f64',
      family,
      bytes: 8,
      c: reinterpreted('uint64_t', 'double', 'be64toh(x)', 'le64toh(x)'),
    },
    (view, little) => shortestFloat64(view.getFloat64(0, little)),
  ),
];
