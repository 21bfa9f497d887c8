import { Random } from './random';
import { holdWireFile, mutatedFile, randomFile } from './wireFiles';

/**
 * Holds `count` random and mutated files, each with a seed of its own, from `seed` on.
 *
 * @throws Error with the seed and the text of the first one that breaks something
 */
export function fuzzWireFiles(samples: readonly string[], count: number, seed: number): void {
  for (let own = seed; own < seed + count; own++) {
    const random = new Random(own);
    const text = random.below(2) === 0 ? randomFile(random) : mutatedFile(random.pick(samples), random);
    try {
      holdWireFile(text);
    } catch (error) {
      throw new Error(`seed ${own}: ${JSON.stringify(text)}`, { cause: error });
    }
  }
}
