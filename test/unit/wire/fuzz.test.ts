import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fuzzWireFiles } from '../../fuzz/fuzzWireFiles';
import { PROJECT_ROOT } from '../../support/vscode-install';

const SAMPLES = join(PROJECT_ROOT, 'samples');
/** `npm run fuzz:wire` reads more. */
const FILES = 2000;

describe('random and mutated wire files', () => {
  it('make nothing throw, loop or take long, and are formatted stably', () => {
    const names = readdirSync(SAMPLES).filter((name) => name.endsWith('.wire'));
    const samples = names.map((name) => readFileSync(join(SAMPLES, name), 'utf8'));
    fuzzWireFiles(samples, FILES, Math.floor(Math.random() * 2 ** 31));
  }).timeout(60_000);
});
