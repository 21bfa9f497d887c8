import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatMessage } from '../../../src/base/error';
import { NO_RECORDING } from '../../../src/cli/commands/noRecording';
import { Engine } from '../../../src/engine/engine';
import { LISTEN_OPTIONS } from '../../../src/engine/listenOptions';
import { SERVICES } from '../../../src/engine/services/services';
import { allProblems, checkScript } from '../../../src/wire/check/checker';
import { describeFailure } from '../../../src/wire/run/failureText';
import { formatScript } from '../../../src/wire/syntax/formatter';
import { PAYLOAD_FUNCTIONS } from '../../../src/wire/payload/functions';
import { STEP_WORDS } from '../../../src/wire/syntax/stepTable';
import { GENERATED, generatedFile } from '../../support/generatedDocs';
import { PROJECT_ROOT } from '../../support/vscode-install';
import { itWithIpv6 } from '../engine/harness';
import { fail, pass } from './running';

const read = (...path: string[]): string => readFileSync(join(PROJECT_ROOT, ...path), 'utf8');
const REFERENCE = read('docs', 'wire.md');
const PAGES = [
  'README.md',
  'samples/README.md',
  ...readdirSync(join(PROJECT_ROOT, 'docs')).map((name) => `docs/${name}`),
];
const SAMPLES = readdirSync(join(PROJECT_ROOT, 'samples')).filter((name) => name.endsWith('.wire'));

interface Example {
  readonly name: string;
  /** `wrong`: it has mistakes, each with its message behind it; `fails`: it does, and how stands in the block of text behind it. */
  readonly mark: string;
  readonly text: string;
  readonly behind: string;
}

/** Blocks of code in wire. */
function examplesOf(page: string): readonly Example[] {
  const markdown = read(page);
  return Array.from(markdown.matchAll(/^```wire ?(.*?)\n(.*?)^```$/gms), ({ 0: all, 1: mark, 2: text, index }) => ({
    name: `${page}:${markdown.slice(0, index).split('\n').length}`,
    mark: mark!,
    text: text!,
    behind: markdown.slice(index + all.length),
  }));
}

/** Fixed ports are for people; whoever runs the tests may have them in use. */
const onFreePort = (text: string): string => text.replace('127.0.0.1:4455', '127.0.0.1:0');

describe('the examples', () => {
  const examples = PAGES.filter((page) => page.endsWith('.md')).flatMap(examplesOf);
  for (const { name, mark, text, behind } of examples) {
    if (mark === 'wrong') {
      it(`${name} has the mistakes that it tells of, and no others`, () => {
        const problems = allProblems(checkScript(text)).filter(({ severity }) => severity === 'error');
        const told = problems.map(({ template, args, start }) => {
          const line = text.slice(0, start).split('\n').length - 1;
          return `${line}: ${formatMessage(template, args)}`;
        });
        const expected = text.split('\n').flatMap((line, index) => {
          const comment = / {2,}# (.*)$/.exec(line)?.[1];
          return comment === undefined ? [] : [`${index}: ${comment}`];
        });
        assert.ok(expected.length > 0);
        assert.deepEqual(told, expected);
      });
      continue;
    }
    it(`${name} is formatted and has no mistakes`, () => {
      assert.deepEqual(allProblems(checkScript(text)), []);
      assert.equal(formatScript(checkScript(text).script), text);
    });
    if (mark === 'fails') {
      it(`${name} fails as it tells`, async () => {
        const told = /^\n+```text\n[^\n]*\n(.*?)^```$/ms.exec(behind)![1]!;
        const lines = describeFailure(await fail(text)).map(
          (line) =>
          line.map((part) => (typeof part === 'string' ? part : part.text)).join('').trimEnd(), // prettier-ignore
        );
        const shown = lines.map((line) => `  ${line}\n`).join('');
        const timeless = (all: string): string => all.replace(/waited .*/, 'waited');
        assert.equal(timeless(shown), timeless(told));
      });
    } else if (process.platform !== 'win32' || !text.includes('udp://239.')) {
      // Not on Windows, where listening on a group binds the interface’s address, which two cannot have.
      const run = text.includes('[::') ? itWithIpv6 : it;
      run(`${name} runs`, () => pass(onFreePort(text), { engine: new Engine({ record: () => NO_RECORDING, permit: () => undefined }) })); // prettier-ignore
    }
  }
  for (const sample of SAMPLES) {
    it(`samples/${sample} is formatted and has no mistakes`, () => {
      const text = read('samples', sample);
      assert.deepEqual(allProblems(checkScript(text)), []);
      assert.equal(formatScript(checkScript(text).script), text);
    });
  }
});

describe('what is said of services, steps and words', () => {
  for (const path of GENERATED) {
    it(`in ${path} is that of the code: npm run docs writes it`, async () => {
      const { is, should } = await generatedFile(path);
      assert.equal(is, should);
    });
  }

  it('names each of them', () => {
    for (const { id } of SERVICES) assert.ok(REFERENCE.includes(`| \`${id}`), id);
    for (const { usage } of STEP_WORDS) assert.ok(REFERENCE.includes(`| \`${usage}\``), usage);
  });
});

describe('the language reference', () => {
  it('names every function, service, option and step', () => {
    const words = new Set(REFERENCE.match(/\w+/g));
    const integers = /^[ui](?:8|(?:16|24|32|48|64)[bl]e)$/;
    const names = [...PAYLOAD_FUNCTIONS.keys()].filter((name) => !integers.test(name));
    for (const name of [...names, ...[...SERVICES, ...LISTEN_OPTIONS].map(({ id }) => id)])
      assert.ok(words.has(name), name);
    for (const { word } of STEP_WORDS) assert.ok(REFERENCE.includes(word), word);
  });
});
