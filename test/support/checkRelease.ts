/** Fails unless a tag can be released: `node --import tsx test/support/checkRelease.ts v0.1.0`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { releaseProblem } from './release';
import { PROJECT_ROOT } from './vscode-install';

const read = (name: string): string => readFileSync(join(PROJECT_ROOT, name), 'utf8');

const { version } = JSON.parse(read('package.json')) as { version: string };
const problem = releaseProblem(process.argv[2] ?? '', version, read('CHANGELOG.md'));
if (problem !== undefined) {
  console.error(problem);
  process.exitCode = 1;
}
