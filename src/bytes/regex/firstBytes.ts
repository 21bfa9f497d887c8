import { Op, type RegexProgram } from './program';

/** The bytes that a match can begin with; undefined when it can be empty, or begins with an assertion. */
export function firstBytesOfMatch({
  ops,
  xs,
  ys,
  classes,
}: Pick<RegexProgram, 'ops' | 'xs' | 'ys' | 'classes'>): Uint8Array | undefined {
  const first = new Uint8Array(256);
  const seen = new Uint8Array(ops.length);
  const waiting = [0];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (seen[at] === 1) continue;
    seen[at] = 1;
    const op = ops[at];
    if (op === Op.class) {
      for (const [byte, member] of classes[xs[at]!]!.entries()) if (member === 1) first[byte] = 1;
    } else if (op === Op.byte) {
      first[xs[at]!] = 1;
    } else if (op === Op.split) {
      waiting.push(xs[at]!, ys[at]!);
    } else if (op === Op.jump) {
      waiting.push(xs[at]!);
    } else if (op === Op.save || op === Op.clear) {
      waiting.push(at + 1);
    } else {
      return undefined;
    }
  }
  return first;
}
