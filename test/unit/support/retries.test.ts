import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { makeTempFolder } from '../../support/temp-folder';
import { PROJECT_ROOT } from '../../support/vscode-install';

/** What mocha prints of the tests in a text, with the plugin. */
async function runWithRetries(tests: string): Promise<string> {
  const folder = await makeTempFolder();
  const file = join(folder.path, 'unsteady.cjs');
  await writeFile(file, tests);
  const required = ['tsx', './test/support/retries.ts'].flatMap((name) => ['--require', name]);
  const { stdout } = await promisify(execFile)('npx', ['mocha', '--no-config', ...required, '--retries', '1', file], {
    cwd: PROJECT_ROOT,
    env: { ...process.env, NO_COLOR: '1' },
  });
  await folder.remove();
  return stdout;
}

describe('retries', () => {
  it('says why a test is tried again, and counts it once', async () => {
    const printed = await runWithRetries(
      `let tries = 0; it('unsteady', () => { if (++tries < 2) throw new Error('the first time'); });`,
    );
    assert.match(printed, /\*\*\* TRIED AGAIN: unsteady\nError: the first time\n[^]*1 passing/);
  });

  it('tries what prepares tests again, by promise, by callback and by time', async () => {
    const printed = await runWithRetries(`
      const tries = { promise: 0, callback: 0, time: 0 };
      before(async () => { if (++tries.promise < 2) throw new Error('no promise'); });
      beforeEach((done) => { done(++tries.callback < 2 ? new Error('no callback') : undefined); });
      describe('in time', () => {
        before(function (done) { this.timeout(20); if (++tries.time > 1) done(); });
        it('is prepared', () => {});
      });
      describe('not here', () => {
        before(function () { this.skip(); });
        it('is skipped', () => { throw new Error('not skipped'); });
      });`);
    assert.deepEqual(
      printed
        .match(/(?<=TRIED AGAIN: ).*\n.*/g)
        ?.map((text) => text.replace('\n', ' ').replace(/ \(.*| For async.*/, '')),
      [
        '"before all" hook in "{root}" Error: no promise',
        'in time "before all" hook for "is prepared" Error: Timeout of 20ms exceeded.',
        '"before each" hook for "is prepared" Error: no callback',
      ],
    );
    assert.match(printed, /1 passing[^]*1 pending/);
    assert.doesNotMatch(printed, /failing/);
  });
});
