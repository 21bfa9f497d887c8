import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeTempFolder } from '../../support/temp-folder';
import { PROJECT_ROOT } from '../../support/vscode-install';

describe('tellRetries', () => {
  it('says why a test is tried again, and counts it once', async () => {
    const folder = await makeTempFolder();
    const file = join(folder.path, 'unsteady.cjs');
    await writeFile(
      file,
      `let tries = 0; it('unsteady', () => { if (++tries < 2) throw new Error('the first time'); });`,
    );
    const args = [
      'mocha',
      '--no-config',
      '--require',
      'tsx',
      '--require',
      './test/support/tellRetries.ts',
      '--retries',
      '1',
      file,
    ];
    const { stdout } = await promisify(execFile)('npx', args, {
      cwd: PROJECT_ROOT,
      env: { ...process.env, NO_COLOR: '1' },
    });
    assert.match(stdout, /\*\*\* TRIED AGAIN: unsteady\nError: the first time\n[^]*1 passing/);
    await folder.remove();
  });
});
