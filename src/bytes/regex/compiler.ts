import { isAnchored, type ByteRegex, type RegexNode, type RepeatNode } from './byteRegex';
import type { CharacterSet } from './characterSet';
import type { BytePattern } from './bytePattern';
import { firstBytesOfMatch } from './firstBytes';
import { ASSERTION_CODES, FIRST_LOOKING_AHEAD, Op, type RegexProgram } from './program';
import { utf8Sequences, type ByteRange } from './utf8Ranges';

/** Most instructions of a program, which bound the work for each byte. */
export const MAX_PROGRAM = 4000;

/**
 * Most instructions of a program times the positions that each of its threads remembers (two for each group): a search takes at
 * most eight times as many bytes of memory (8 MiB).
 */
export const MAX_PROGRAM_SLOTS = 1_048_576;

/** A pattern that is searched for in a stream. */
export type SearchPattern =
  { readonly kind: 'regex'; readonly regex: ByteRegex } | { readonly kind: 'bytes'; readonly pattern: BytePattern };

/**
 * One program for all of the patterns, the first of which has the highest priority where several begin at the same byte.
 * Undefined when it would have more than `MAX_PROGRAM` instructions, or remember too much for each.
 */
export function compilePatterns(patterns: readonly SearchPattern[]): RegexProgram | undefined {
  try {
    return new Compiler().program(patterns);
  } catch (error) {
    if (error instanceof ProgramTooLarge) return undefined;
    throw error;
  }
}

class ProgramTooLarge extends Error {}

class Compiler {
  readonly #ops: number[] = [];
  readonly #xs: number[] = [];
  readonly #ys: number[] = [];
  readonly #classes: Uint8Array[] = [];
  readonly #classNumbers = new Map<string, number>();

  program(patterns: readonly SearchPattern[]): RegexProgram {
    let slots = 2;
    for (const [index, pattern] of patterns.entries()) {
      const isLast = index === patterns.length - 1;
      const split = isLast ? undefined : this.#emit(Op.split, this.#ops.length + 1);
      this.#emit(Op.save, 0);
      if (pattern.kind === 'regex') {
        this.#node(pattern.regex.node, pattern.regex.unicode);
        slots = Math.max(slots, 2 * pattern.regex.groups + 2);
      } else {
        this.#bytes(pattern.pattern);
        slots = Math.max(slots, 2 * pattern.pattern.holes.length + 2);
      }
      this.#emit(Op.save, 1);
      this.#emit(Op.match, index);
      if (split !== undefined) this.#ys[split] = this.#ops.length;
    }
    if (this.#ops.length * slots > MAX_PROGRAM_SLOTS) throw new ProgramTooLarge();
    const ops = Uint8Array.from(this.#ops);
    const xs = Int32Array.from(this.#xs);
    const ys = Int32Array.from(this.#ys);
    const classes = this.#classes;
    return {
      ops,
      xs,
      ys,
      classes,
      slots,
      looksAhead: this.#ops.some((op, at) => op === Op.assert && this.#xs[at]! >= FIRST_LOOKING_AHEAD),
      anchored: patterns.every((pattern) => pattern.kind === 'regex' && isAnchored(pattern.regex.node)),
      firstBytes: firstBytesOfMatch({ ops, xs, ys, classes }),
    };
  }

  #emit(op: number, x = 0, y = 0): number {
    if (this.#ops.length >= MAX_PROGRAM) throw new ProgramTooLarge();
    this.#ops.push(op);
    this.#xs.push(x);
    this.#ys.push(y);
    return this.#ops.length - 1;
  }

  #node(node: RegexNode, unicode: boolean): void {
    switch (node.kind) {
      case 'characters':
        if (unicode) this.#utf8(node.set);
        else this.#ranges(node.set);
        return;
      case 'sequence':
        for (const part of node.nodes) this.#node(part, unicode);
        return;
      case 'choice':
        this.#alternatives(node.options, (option) => {
          this.#node(option, unicode);
        });
        return;
      case 'group':
        this.#emit(Op.save, 2 * node.number);
        this.#node(node.node, unicode);
        this.#emit(Op.save, 2 * node.number + 1);
        return;
      case 'assertion':
        this.#emit(Op.assert, ASSERTION_CODES[node.assertion]);
        return;
      case 'repeat':
        this.#repeat(node, unicode);
        return;
    }
  }

  #alternatives<Option>(options: readonly Option[], compile: (option: Option) => void): void {
    const jumps: number[] = [];
    for (const [index, option] of options.entries()) {
      if (index === options.length - 1) {
        compile(option);
      } else {
        const split = this.#emit(Op.split, this.#ops.length + 1);
        compile(option);
        jumps.push(this.#emit(Op.jump));
        this.#ys[split] = this.#ops.length;
      }
    }
    for (const jump of jumps) this.#xs[jump] = this.#ops.length;
  }

  #repeat(repeat: RepeatNode, unicode: boolean): void {
    const { min, max } = repeat;
    const isEndless = max === Infinity;
    // The last of the required ones begins the loop: `x+` needs no copy.
    const copies = isEndless && min > 0 ? min - 1 : min;
    for (let i = 0; i < copies; i++) {
      const before = this.#ops.length;
      this.#repetition(repeat, unicode);
      // What has no instruction matches nothing, however often: only those with one are bounded by the program's size.
      if (this.#ops.length === before) return;
    }
    if (isEndless && min > 0) {
      const loop = this.#ops.length;
      this.#repetition(repeat, unicode);
      this.#split(this.#emit(Op.split), repeat.lazy, loop, this.#ops.length);
    } else if (isEndless) {
      const split = this.#emit(Op.split);
      this.#repetition(repeat, unicode);
      this.#emit(Op.jump, split);
      this.#split(split, repeat.lazy, split + 1, this.#ops.length);
    } else {
      const splits: number[] = [];
      for (let i = min; i < max; i++) {
        splits.push(this.#emit(Op.split));
        this.#repetition(repeat, unicode);
      }
      for (const split of splits) this.#split(split, repeat.lazy, split + 1, this.#ops.length);
    }
  }

  #split(at: number, lazy: boolean, again: number, out: number): void {
    this.#xs[at] = lazy ? out : again;
    this.#ys[at] = lazy ? again : out;
  }

  /** As in ECMAScript, each repetition forgets what the groups within matched before. */
  #repetition({ node, firstGroup, endGroup }: RepeatNode, unicode: boolean): void {
    if (endGroup > firstGroup) this.#emit(Op.clear, 2 * firstGroup, 2 * endGroup);
    this.#node(node, unicode);
  }

  #utf8(set: CharacterSet): void {
    const sequences = utf8Sequences(set);
    const ascii = sequences.filter((sequence) => sequence.length === 1).map(([range]) => range!);
    const longer = sequences.filter((sequence) => sequence.length > 1);
    const options: readonly (readonly ByteRange[])[][] = [
      ...(ascii.length > 0 || longer.length === 0 ? [[ascii]] : []),
      ...longer.map((sequence) => sequence.map((range) => [range])),
    ];
    this.#alternatives(options, (places) => {
      for (const ranges of places) this.#ranges(ranges);
    });
  }

  #ranges(ranges: readonly ByteRange[]): void {
    const [only] = ranges;
    if (ranges.length === 1 && only!.first === only!.last) {
      this.#emit(Op.byte, only!.first);
      return;
    }
    const key = ranges.map(({ first, last }) => `${first}-${last}`).join();
    let number = this.#classNumbers.get(key);
    if (number === undefined) {
      const members = new Uint8Array(256);
      for (const { first, last } of ranges) members.fill(1, first, last + 1);
      number = this.#classes.push(members) - 1;
      this.#classNumbers.set(key, number);
    }
    this.#emit(Op.class, number);
  }

  /** Bytes that are compared, and holes that take any, as groups. */
  #bytes({ bytes, holes }: BytePattern): void {
    let next = 0;
    for (let at = 0; at < bytes.length; at++) {
      const hole = holes[next];
      if (hole?.offset !== at) {
        this.#emit(Op.byte, bytes[at]);
        continue;
      }
      next++;
      this.#emit(Op.save, 2 * next);
      for (let i = 0; i < hole.type.bytes; i++) this.#ranges([{ first: 0, last: 255 }]);
      this.#emit(Op.save, 2 * next + 1);
      at += hole.type.bytes - 1;
    }
  }
}
