/** What all follows from that a relay does by chance. */
import { SockscopeError } from '../../base/error';

const SEEDS = 2 ** 32;

export const drawSeed = (): number => Math.floor(Math.random() * SEEDS);

/** As people write it; undefined where it is no number. Whether it fits, {@link seedProblem} says. */
export function readSeed(text: string): number | undefined {
  return /^[0-9]{1,10}$/.test(text) ? Number(text) : undefined;
}

/** What is wrong with it. */
export function seedProblem(seed: number | string): SockscopeError | undefined {
  if (typeof seed === 'number' && Number.isInteger(seed) && seed >= 0 && seed < SEEDS) return undefined;
  return new SockscopeError('BAD_SEED', 'The seed must be a whole number from 0 to {1}, not {0}.', [seed, SEEDS - 1]);
}

/** @throws SockscopeError `BAD_SEED` */
export function requireSeed(seed: number): void {
  const problem = seedProblem(seed);
  if (problem) throw problem;
}
