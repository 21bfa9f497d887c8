/**
 * `npm run fuzz:wire [-- COUNT [SEED]]`: reads that many random and mutated wire files, 100,000 unless told otherwise. The
 * seed of a file that breaks something is printed, and finds it again with a count of 1.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fuzzWireFiles } from './fuzzWireFiles';

const [count = '100000', seed = String(Date.now() % 2 ** 31)] = process.argv.slice(2);
const samples = join(import.meta.dirname, '..', '..', 'samples');
const begun = performance.now();
fuzzWireFiles(
  readdirSync(samples)
    .filter((name) => name.endsWith('.wire'))
    .map((name) => readFileSync(join(samples, name), 'utf8')),
  Number(count),
  Number(seed),
);
console.log(`${count} wire files in ${Math.round((performance.now() - begun) / 1000)} s, from seed ${seed} on`);
