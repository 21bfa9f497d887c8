import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseVsCodeName, PROJECT_ROOT } from '../../support/vscode-install';

describe('parseVsCodeName', () => {
  it('takes names and version numbers', () => {
    assert.equal(parseVsCodeName('newest'), 'newest');
    assert.equal(parseVsCodeName('1.100.3'), 'floor');
    assert.equal(parseVsCodeName('1.2.3'), undefined);
  });

  it('knows as floor what package.json asks for', async () => {
    const { engines } = JSON.parse(await readFile(join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
      engines: { vscode: string };
    };
    const minor = /^\^(\d+\.\d+)\.0$/.exec(engines.vscode)?.[1];
    assert.equal(parseVsCodeName(`${minor ?? ''}.3`), 'floor');
  });
});
