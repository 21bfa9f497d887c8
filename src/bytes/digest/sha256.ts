import { BlockHash } from './blockHash';

/** The first `count` primes. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate++) {
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  }
  return found;
}

/** The first 32 bits behind the point of each prime's root (FIPS 180-4, 4.2.2 and 5.3.3). */
function rootFractions(count: number, root: (prime: number) => number): Int32Array {
  return Int32Array.from(primes(count), (prime) => {
    const value = root(prime);
    return Math.floor((value - Math.floor(value)) * 2 ** 32);
  });
}

const CONSTANTS = rootFractions(64, Math.cbrt);
const INITIAL = new Uint32Array(rootFractions(8, Math.sqrt));

const rotateRight = (word: number, count: number) => (word >>> count) | (word << (32 - count));

/** SHA-256 (FIPS 180-4, 6.2). */
export class Sha256 extends BlockHash {
  readonly #words = new Int32Array(64);

  constructor() {
    super(INITIAL.slice(), false);
  }

  protected override compress(view: DataView, offset: number): void {
    const words = this.#words;
    for (let i = 0; i < 16; i++) words[i] = view.getInt32(offset + 4 * i);
    for (let i = 16; i < 64; i++) {
      const early = words[i - 15]!;
      const late = words[i - 2]!;
      const sum0 = rotateRight(early, 7) ^ rotateRight(early, 18) ^ (early >>> 3);
      const sum1 = rotateRight(late, 17) ^ rotateRight(late, 19) ^ (late >>> 10);
      words[i] = words[i - 16]! + sum0 + words[i - 7]! + sum1;
    }
    const { state } = this;
    let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
    for (let i = 0; i < 64; i++) {
      const sum1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
      const choice = (e & f) ^ (~e & g);
      const first = (h + sum1 + choice + CONSTANTS[i]! + words[i]!) | 0;
      const sum0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
      const majority = (a & b) ^ (a & c) ^ (b & c);
      h = g;
      g = f;
      f = e;
      e = (d + first) | 0;
      d = c;
      c = b;
      b = a;
      a = (first + sum0 + majority) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, index) => {
      state[index] = state[index]! + word;
    });
  }
}
