import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { parse } from 'yaml';
import { PROJECT_ROOT } from '../support/vscode-install';

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly run?: string;
}

interface Job {
  readonly uses?: string;
  readonly 'timeout-minutes'?: number;
  readonly permissions?: unknown;
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const FOLDER = join(PROJECT_ROOT, '.github', 'workflows');
const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');

/** What GitHub's own language service for workflows finds: `line: message`. */
async function findProblems(name: string, text: string): Promise<string[]> {
  const { validate } = await import('@actions/languageservice');
  const found = await validate(TextDocument.create(`file:///.github/workflows/${name}`, 'yaml', 1, text), {});
  return found.map(
    ({ range, message }) => `${range.start.line + 1}: ${typeof message === 'string' ? message : message.value}`,
  );
}

describe('the linter of workflows', () => {
  it('finds keys, expressions and steps that GitHub does not know', async () => {
    const text = [
      'on: { push: { brnches: [main] } }',
      'jobs:',
      '  test:',
      '    runs-on: ubuntu-24.04',
      '    timeout-minutes: ${{ maths.x }}',
      '    steps: [{ rn: npm test }]',
    ].join('\n');
    const problems = (await findProblems('x.yml', text)).join('\n');
    for (const expected of [/^1: .*brnches/m, /^5: .*maths/m, /^6: .*'rn'/m]) assert.match(problems, expected);
  });
});

for (const name of readdirSync(FOLDER)) {
  describe(`the workflow ${name}`, () => {
    const { permissions, concurrency, jobs } = parse(read(name)) as Workflow;

    it('is one that GitHub understands', async () => {
      assert.deepEqual(await findProblems(name, read(name)), []);
    });

    it('may read the repository and no more, and runs once at a time', () => {
      assert.deepEqual(permissions, { contents: 'read' });
      assert.ok(concurrency);
      for (const [id, job] of Object.entries(jobs)) {
        assert.equal(job.permissions, undefined, id);
        // The jobs of another workflow have their own.
        if (job.uses === undefined) assert.ok((job['timeout-minutes'] ?? Infinity) <= 90, `${id} has no time limit`);
      }
    });

    it('takes actions by their digest, leaves no token in the repository, and no expression to a shell', () => {
      for (const { uses, with: inputs, run } of Object.values(jobs).flatMap(({ steps = [] }) => steps)) {
        if (uses !== undefined) assert.match(uses, /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
        if (uses?.startsWith('actions/checkout@')) assert.equal(inputs?.['persist-credentials'], false);
        // Whoever names a branch or a tag would write a command.
        if (run !== undefined) assert.ok(!run.includes('${{'), run);
      }
      // For people, and for what keeps digests up to date.
      for (const [line] of read(name).matchAll(/uses: .*@.*/g)) assert.match(line, / # v\d+\.\d+\.\d+$/);
    });
  });
}
