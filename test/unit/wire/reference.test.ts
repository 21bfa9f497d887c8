import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICES } from '../../../src/engine/services';
import { allProblems, checkScript } from '../../../src/wire/checker';
import { PAYLOAD_FUNCTIONS } from '../../../src/wire/payloadFunctions';
import { ACTIONS } from '../../../src/wire/script';
import { PROJECT_ROOT } from '../../support/vscode-install';
import { pass } from './running';

const REFERENCE = readFileSync(join(PROJECT_ROOT, 'docs', 'wire.md'), 'utf8');
const README = readFileSync(join(PROJECT_ROOT, 'README.md'), 'utf8');

/** Blocks of code in wire, with the line that each begins in. */
function examplesOf(markdown: string): readonly { readonly text: string; readonly line: number }[] {
  return Array.from(markdown.matchAll(/^```wire\n(.*?)^```$/gms), ({ 1: text, index }) => ({
    text: text!,
    line: markdown.slice(0, index).split('\n').length,
  }));
}

describe('the language reference', () => {
  for (const { text, line } of [...examplesOf(REFERENCE), ...examplesOf(README)]) {
    it(`has an example in line ${line} that has no mistakes and runs`, async () => {
      assert.deepEqual(allProblems(checkScript(text)), []);
      // Fixed ports are for people; whoever runs the tests may have them in use.
      await pass(text.replace('127.0.0.1:4455', '127.0.0.1:0'));
    });
  }

  it('names every function, service and action', () => {
    const words = new Set(REFERENCE.match(/\w+/g));
    const integers = /^[ui](?:8|(?:16|24|32|48|64)[bl]e)$/;
    const names = [...PAYLOAD_FUNCTIONS.keys()].filter((name) => !integers.test(name));
    for (const name of [...names, ...SERVICES.map(({ id }) => id), ...ACTIONS]) assert.ok(words.has(name), name);
  });
});
