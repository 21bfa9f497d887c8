import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';

import type { OpenedSamples } from '../../../src/ui/api';
import { CLICKED } from '../../../src/ui/clicked';
import { eventually } from '../../support/eventually';
import { makeTempFolder, type TempFolder } from '../../support/temp-folder';
import { assertRejects, cleanUp, run, runUnchecked } from '../support/commands';
import { sockscope } from '../support/peers';

describe('openSamples', () => {
  let folder: TempFolder;
  beforeEach(async () => {
    folder = await makeTempFolder();
  });
  afterEach(async () => {
    await cleanUp();
    await folder.remove();
  });

  it('copies the samples of the package into the folder, and overwrites nothing the next time', async () => {
    const target = vscode.Uri.file(join(folder.path, 'mine'));
    const samples = join(sockscope().extensionPath, 'samples');
    const names = (await readdir(samples)).toSorted();
    const first = (await run('openSamples', { folder: target.fsPath })) as OpenedSamples;
    assert.deepEqual(first, { folder: target.toString(), copied: names, same: [], kept: [] });
    for (const name of names) {
      assert.deepEqual(await readFile(join(target.fsPath, name)), await readFile(join(samples, name)), name);
    }
    await writeFile(join(target.fsPath, 'echo.wire'), 'mine');
    const again = (await run('openSamples', { folder: target.toString() })) as OpenedSamples;
    assert.deepEqual([again.copied, again.kept], [[], ['echo.wire']]);
    assert.equal(await readFile(join(target.fsPath, 'echo.wire'), 'utf8'), 'mine');
  });

  it('opens one sample as a document that is not saved yet', async () => {
    const { document } = (await run('openSamples', { file: 'byte-orders.wire' })) as { readonly document: string };
    const shown = vscode.window.activeTextEditor?.document;
    assert.deepEqual([shown?.uri.toString(), shown?.languageId, shown?.isUntitled], [document, 'wire', true]);
    assert.match(shown?.getText() ?? '', /^### 256 read as 1$/m);
  });

  it('refuses what cannot be, and says why', async () => {
    await assertRejects(runUnchecked('openSamples', {}), 'BAD_ARGUMENT', /either "folder" .* or "file"/);
    await assertRejects(runUnchecked('openSamples', { folder: '/x', file: 'echo.wire' }), 'BAD_ARGUMENT');
    await assertRejects(runUnchecked('openSamples', { folder: 7 }), 'BAD_ARGUMENT', /"folder" must be a string/);
    await assertRejects(runUnchecked('openSamples', { folder: 'mine' }), 'BAD_ARGUMENT', /an absolute path or a URI/);
    const target = join(folder.path, 'mine');
    await assertRejects(runUnchecked('openSamples', { folder: target, open: 'up' }), 'BAD_ARGUMENT', /"open" must be/);
    await assert.rejects(readdir(target), 'it copied all the same');
    await assertRejects(run('openSamples', { folder: 'vscode-vfs://github/a/b' }), 'NOT_ON_DISK', /on disk alone/);
    await assertRejects(run('openSamples', { file: '../package.json' }), 'UNKNOWN_SAMPLE', /There are: .*echo\.wire/);
    const file = join(folder.path, 'file');
    await writeFile(file, '');
    await assertRejects(run('openSamples', { folder: file }), 'EEXIST', /a file is in the way/);
  });
});

describe('openDocumentation', () => {
  afterEach(cleanUp);

  it('shows the README, or one of the pages, as a preview', async () => {
    for (const [argument, name] of [
      [{}, 'README.md'],
      [{ page: 'wire' }, 'wire.md'],
    ] as const) {
      await run('openDocumentation', argument);
      await eventually(() => {
        const labels = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
        assert.ok(
          labels.some((label) => label.toLowerCase().includes(name.toLowerCase())),
          labels.join(', '),
        );
      });
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    }
  });

  it('refuses a page that there is not', async () => {
    await assertRejects(
      runUnchecked('openDocumentation', { page: '../package' }),
      'BAD_ARGUMENT',
      /endpoints, payloads/,
    );
  });
});

describe('openWalkthrough', () => {
  afterEach(cleanUp);

  it('opens Getting Started, also at a step', async () => {
    for (const argument of [{}, { step: 'send' }] as const) {
      await run('openWalkthrough', argument);
      await eventually(() => {
        const labels = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
        assert.ok(
          labels.some((label) => /Get Started with Sockscope|Welcome/.test(label)),
          labels.join(', '),
        );
      });
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    }
  });

  it('refuses a step that there is not', async () => {
    await assertRejects(runUnchecked('openWalkthrough', { step: 'dance' }), 'BAD_ARGUMENT', /listen, dial, send/);
  });
});

describe('a link of the walkthrough', () => {
  afterEach(cleanUp);

  it('opens what it says without asking, and rejects nothing', async () => {
    const follow = (name: string, argument: object): Thenable<unknown> =>
      vscode.commands.executeCommand(`sockscope.${name}`, argument, CLICKED);
    const listener = await follow('startListener', { address: 'tcp://127.0.0.1:0', service: 'echo' });
    const { local, service } = listener as { readonly local: string; readonly service: string };
    assert.equal(service, 'echo');
    await follow('dialEndpoint', { address: local });
    assert.equal(await follow('startListener', { address: local }), undefined);
  });
});
