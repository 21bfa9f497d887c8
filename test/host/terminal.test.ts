import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';

import { openNewDocument } from '../../src/ui/newDocument';
import { eventually } from '../support/eventually';
import { makeTempFolder, type TempFolder } from '../support/temp-folder';
import { assertRejects, cleanUp, run } from './support/commands';
import { sockscope } from './support/peers';
import { ask, makeWireFolder } from './support/wireFiles';

const execute = promisify(execFile);

const version = (): string => (sockscope().packageJSON as { version: string }).version;

/** Beside the captures: in the storage that VS Code gives the extension. */
async function folderOfShims(): Promise<string> {
  const { capture } = await run('startListener', { address: 'tcp://127.0.0.1:0' });
  return join(dirname(dirname(vscode.Uri.parse(capture).fsPath)), 'bin');
}

describe('the terminal program', () => {
  let folder: TempFolder;
  let files = 0;
  before(async () => {
    folder = await makeTempFolder();
    await sockscope().activate();
  });
  after(() => folder.remove());
  afterEach(cleanUp);

  /** What a line writes in a terminal of its own; undefined where VS Code has none. */
  async function saidInTerminal(line: string): Promise<string | undefined> {
    const path = join(folder.path, String(files++));
    const shellArgs = ['-c', `{ ${line}; } > '${path}' 2>&1; echo . > '${path}.done'; exec sleep 60`];
    const terminal = vscode.window.createTerminal({ shellPath: '/bin/sh', shellArgs });
    try {
      // Where they cannot be opened, VS Code waits for one for ever.
      const end = new Promise<undefined>((resolve) => setTimeout(resolve, 5000, undefined));
      if ((await Promise.race([terminal.processId, end])) === undefined) return undefined;
      await eventually(() => readFile(`${path}.done`));
      return await readFile(path, 'utf8');
    } finally {
      terminal.dispose();
    }
  }

  it('is there for a shell, and runs on the Node of the extension', async () => {
    const PATH = (await folderOfShims()) + delimiter + process.env['PATH']!;
    await eventually(async () => {
      const { stdout } = await execute('/bin/sh', ['-c', 'sockscope --version'], { env: { PATH } });
      assert.equal(stdout, `${version()}\n`);
    });
    const { stdout } = await execute('/bin/sh', ['-c', 'tail -n 1 "$(command -v sockscope)"'], { env: { PATH } });
    assert.ok(stdout.includes(process.execPath), stdout);
  });

  it('is on the path of a terminal, and is taken from it by the setting', async function () {
    if ((await saidInTerminal('true')) === undefined) {
      // The oldest VS Code has no terminals here, for want of what opens them.
      return this.skip();
    }
    const expectSaid = (expected: RegExp): Promise<void> =>
      eventually(async () => {
        assert.match((await saidInTerminal('sockscope --version'))!, expected);
      });
    const settings = vscode.workspace.getConfiguration('sockscope');
    const set = (value: boolean | undefined): Thenable<void> =>
      settings.update('terminal.programOnPath', value, vscode.ConfigurationTarget.Global);
    await expectSaid(new RegExp(`^${version().replaceAll('.', String.raw`\.`)}\n$`));
    try {
      await set(false);
      await expectSaid(/not found/);
    } finally {
      await set(undefined);
    }
    await expectSaid(/^\d/);
  });

  it('runs a section of a wire file as it is in the editor, of several with the same title that one', async function () {
    const hasTerminals = (await saidInTerminal('true')) !== undefined;
    const server = createServer((connection) => {
      connection.on('data', (bytes) => heard.push(bytes.toString())).on('error', () => undefined);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const heard: string[] = [];
    const wires = await makeWireFolder();
    try {
      const section = (text: string): string =>
        `### Same\ncon = dial tcp://127.0.0.1:${(server.address() as AddressInfo).port}\ncon > "${text}"\n`;
      const document = await wires.open('it is.wire', section('one') + section('two'));
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, new vscode.Range(5, 7, 5, 10), 'three');
      await vscode.workspace.applyEdit(edit);
      const argument = { file: document.uri.fsPath, section: 'Same #2' };
      const typed = await ask<{ command: string }>('sockscope.runInTerminal', argument);
      assert.deepEqual(typed, { command: `sockscope run '${document.uri.fsPath}' --line 4` });
      assert.equal(document.isDirty, false);
      assert.equal(vscode.window.terminals.at(-1)?.name, 'Sockscope');
      await assertRejects(ask('sockscope.runInTerminal', { ...argument, section: 'None' }), 'NO_SECTION');
      const untitled = await openNewDocument('wire', section('four'));
      const unsaved = { file: untitled.uri.toString(), section: 'Same' };
      await assertRejects(ask('sockscope.runInTerminal', unsaved), 'NOT_SAVED');
      if (!hasTerminals) return this.skip();
      await eventually(() => {
        assert.deepEqual(heard, ['three']);
      });
    } finally {
      for (const terminal of vscode.window.terminals) terminal.dispose();
      server.close();
      await wires.remove();
    }
  });
});
