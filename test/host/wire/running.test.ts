import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import * as vscode from 'vscode';

import { openNewDocument } from '../../../src/ui/newDocument';
import type { SectionResult } from '../../../src/ui/wire/wireCommands';
import { eventually } from '../../support/eventually';
import { cleanUp, portOf, run } from '../support/commands';
import { ask, makeWireFolder, positionOf, type WireFolder } from '../support/wireFiles';

const ECHO = `### Echo
srv = listen tcp://127.0.0.1:0 echo
con = dial {{srv}}
con > "hello"
con < "hello"

### Wrong
srv = listen tcp://127.0.0.1:0 echo
con = dial {{srv}}
con > "hello"
con < "help!"
`;

/** Above a section that is neither running nor left open. */
const IDLE_LENSES = ['1: ▷ Run', '1: Run and keep open', '1: Run in Terminal'];

interface Argument {
  readonly file: string;
  readonly section: string;
}

function runSection(argument: Argument): Promise<SectionResult | undefined> {
  return ask('sockscope.runSection', argument);
}

/** The lenses of a document as `line: title`, lines counted from 1. */
async function lensesOf(document: vscode.TextDocument): Promise<string[]> {
  const lenses = await ask<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 100);
  return lenses
    .map(({ range, command }) => `${range.start.line + 1}: ${command?.title ?? '?'}`)
    .toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
}

describe('running a section', () => {
  let folder: WireFolder;
  beforeEach(async () => {
    folder = await makeWireFolder();
  });
  afterEach(async () => {
    await cleanUp();
    await folder.remove();
  });

  it('passes, shows its sockets while it runs, and closes them', async () => {
    const own = await run('startListener', { address: 'tcp://127.0.0.1:0' });
    const { uri } = await folder.open('a.wire', `${ECHO}\n### Waits\nsrv = listen tcp://127.0.0.1:0\nwait 10min\n`);
    const waiting = { file: uri.fsPath, section: 'Waits' };
    const running = runSection(waiting);
    await eventually(async () => {
      assert.equal((await run('listSockets')).length, 2);
    });
    const result = await runSection({ file: uri.fsPath, section: 'Echo' });
    assert.equal(result?.outcome, 'passed');
    assert.equal(result.message, undefined);
    assert.equal((await run('listSockets')).length, 2);
    await vscode.commands.executeCommand('sockscope.stopSection', waiting);
    assert.equal((await running)?.outcome, 'cancelled');
    assert.deepEqual((await run('listSockets')).map(({ id }) => id), [own.id]); // prettier-ignore
  });

  it('leaves no socket in the list when it fails, at whatever step', async () => {
    const refused = '### Refused\nsrv = listen tcp://127.0.0.1:0\nagain = listen {{srv}}\n';
    const { uri } = await folder.open('a.wire', `${ECHO}\n${refused}`);
    for (const section of ['Wrong', 'Refused']) {
      assert.equal((await runSection({ file: uri.fsPath, section }))?.outcome, 'failed');
      assert.deepEqual(await run('listSockets'), []);
    }
  });

  it('fails with a sentence, and offers to inspect what came instead', async () => {
    const document = await folder.open('a.wire', ECHO);
    await vscode.window.showTextDocument(document);
    assert.deepEqual(await lensesOf(document), [
      '1: ▷ Run',
      '1: Run and keep open',
      '1: Run in Terminal',
      '7: ▷ Run',
      '7: Run and keep open',
      '7: Run in Terminal',
    ]);
    const result = await runSection({ file: document.uri.fsPath, section: 'Wrong' });
    assert.equal(result?.outcome, 'failed');
    assert.equal(result.message, 'con received other bytes than expected: byte 3 is 6c, not 70.');
    assert.ok((await lensesOf(document)).includes('11: Inspect the 5 received bytes'));
  });

  it('takes the text of the editor, saved or not, also of an untitled file', async () => {
    const document = await openNewDocument('wire', ECHO);
    const argument = { file: document.uri.toString(), section: 'Wrong' };
    assert.equal((await runSection(argument))?.outcome, 'failed');
    const edit = new vscode.WorkspaceEdit();
    const at = positionOf(document, 'help!');
    edit.replace(document.uri, new vscode.Range(at, at.translate(0, 5)), 'hello');
    await vscode.workspace.applyEdit(edit);
    assert.equal((await runSection(argument))?.outcome, 'passed');
  });

  it('takes a file that is not open from the disk', async () => {
    const path = join(folder.path, 'closed.wire');
    await writeFile(path, ECHO);
    assert.equal((await runSection({ file: path, section: 'Echo' }))?.outcome, 'passed');
  });

  it('does not begin while its text has errors', async () => {
    const { uri } = await folder.open('a.wire', '### Broken\nsrv = lisen tcp://127.0.0.1:0\n');
    const result = await runSection({ file: uri.fsPath, section: 'Broken' });
    assert.equal(result?.outcome, 'failed');
    assert.match(result.message ?? '', /did you mean listen/);
    assert.deepEqual(await run('listSockets'), []);
  });

  it('reads the files beside it', async () => {
    const text = ECHO.replaceAll('"hello"', 'file("hello.bin")');
    const { uri } = await folder.open('a.wire', text);
    await writeFile(join(folder.path, 'hello.bin'), Uint8Array.of(0, 1, 2));
    assert.equal((await runSection({ file: uri.fsPath, section: 'Echo' }))?.outcome, 'passed');
  });

  it('of a cancelled run closes what was opened', async () => {
    const { uri } = await folder.open('a.wire', '### Long\nsrv = listen tcp://127.0.0.1:0\nwait 10min\n');
    const argument = { file: uri.fsPath, section: 'Long' };
    const running = runSection(argument);
    await eventually(async () => {
      assert.equal((await run('listSockets')).length, 1);
    });
    const document = await vscode.workspace.openTextDocument(uri);
    assert.deepEqual(await lensesOf(document), ['1: Stop']);
    await vscode.commands.executeCommand('sockscope.stopSection', argument);
    assert.equal((await running)?.outcome, 'cancelled');
    assert.deepEqual(await run('listSockets'), []);
  });

  it('begun again ends the run before', async () => {
    const { uri } = await folder.open('a.wire', '### Long\nsrv = listen tcp://127.0.0.1:0\nwait 10min\n');
    const argument = { file: uri.fsPath, section: 'Long' };
    const first = runSection(argument);
    await eventually(async () => {
      assert.equal((await run('listSockets')).length, 1);
    });
    const second = runSection(argument);
    assert.equal((await first)?.outcome, 'cancelled');
    await vscode.commands.executeCommand('sockscope.stopSection', argument);
    assert.equal((await second)?.outcome, 'cancelled');
  });

  it('opens the inspector at what a step received', async () => {
    const document = await folder.open('a.wire', ECHO);
    await vscode.window.showTextDocument(document);
    await runSection({ file: document.uri.fsPath, section: 'Echo' });
    await vscode.commands.executeCommand('sockscope.inspectReceived', { file: document.uri.fsPath, line: 5 });
    await eventually(() => {
      const tab = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      assert.ok(tab instanceof vscode.TabInputCustom);
      assert.match(tab.uri.path, /\.pcapng$/);
    });
  });
});

describe('a section that was run and kept open', () => {
  const SERVER = `### Server
srv = listen tcp://127.0.0.1:0
on srv /ping/ > "pong {{srv.port}}"
cli = dial {{srv}}
con = accept srv
con > "welcome"
`;
  let folder: WireFolder;
  let document: vscode.TextDocument;
  let argument: Argument;
  beforeEach(async () => {
    folder = await makeWireFolder();
    document = await folder.open('server.wire', SERVER);
    argument = { file: document.uri.fsPath, section: 'Server' };
  });
  afterEach(async () => {
    await cleanUp();
    await folder.remove();
  });

  async function openSockets(): Promise<string[]> {
    return (await run('listSockets')).filter(({ state }) => state !== 'closed').map(({ kind }) => kind);
  }

  it('leaves its sockets, and its rules answer', async () => {
    assert.equal((await ask<SectionResult>('sockscope.runSectionAndKeepOpen', argument)).outcome, 'passed');
    assert.deepEqual((await openSockets()).toSorted(), ['connection', 'connection', 'listener']);
    const listener = (await run('listSockets')).find(({ kind }) => kind === 'listener')!;
    const port = portOf(listener.local);
    const client = connect(Number(port), '127.0.0.1', () => client.write('ping'));
    const [answer] = (await once(client, 'data')) as [Buffer];
    assert.equal(answer.toString(), `pong ${port}`);
    client.destroy();
  });

  it('sends the payload of a step on its live socket', async () => {
    await ask('sockscope.runSectionAndKeepOpen', argument);
    assert.ok((await lensesOf(document)).includes('6: Send'));
    const sent = await ask('sockscope.sendStep', { file: document.uri.fsPath, line: 6 });
    assert.deepEqual(sent, { bytes: 7 });
    const accepted = (await run('listSockets')).find(({ parent }) => parent !== undefined)!;
    await eventually(async () => {
      const bytes = await run('readBytes', { socket: accepted.id, direction: 'sent' });
      assert.equal(new TextDecoder().decode(bytes), 'welcomewelcome');
    });
  });

  it('closes its sockets when it is told to, or run again', async () => {
    await ask('sockscope.runSectionAndKeepOpen', argument);
    assert.ok((await lensesOf(document)).includes('1: Close its sockets'));
    await vscode.commands.executeCommand('sockscope.closeSectionSockets', argument);
    assert.deepEqual(await run('listSockets'), []);
    await ask('sockscope.runSectionAndKeepOpen', argument);
    await ask('sockscope.runSection', argument);
    assert.deepEqual(await run('listSockets'), []);
    assert.deepEqual(await lensesOf(document), IDLE_LENSES);
  });

  it('is forgotten when its sockets are closed in the tree', async () => {
    await ask('sockscope.runSectionAndKeepOpen', argument);
    await vscode.commands.executeCommand('sockscope.closeAllSockets');
    await eventually(async () => {
      assert.deepEqual(await lensesOf(document), IDLE_LENSES);
    });
    // Whoever closed them may still want to look at them.
    assert.deepEqual(new Set((await run('listSockets')).map(({ state }) => state)), new Set(['closed']));
  });
});

/** Passes when the é is read as one. */
const ACCENT = `### Accent
srv = listen tcp://127.0.0.1:0 echo
con = dial {{srv}}
con > "é"
con < [c3 a9]
`;

describe('wire files that are not UTF-8 on disk', () => {
  let folder: WireFolder;
  let file: string;
  beforeEach(async () => {
    folder = await makeWireFolder();
    file = join(folder.path, 'l.wire');
    await writeFile(file, Buffer.from(ACCENT, 'latin1'));
  });
  afterEach(async () => {
    await setEncoding(undefined);
    await cleanUp();
    await folder.remove();
  });
  const setEncoding = (encoding: string | undefined): Thenable<void> =>
    vscode.workspace.getConfiguration('files').update('encoding', encoding, vscode.ConfigurationTarget.Global);
  const runAccent = (): Promise<SectionResult | undefined> => runSection({ file, section: 'Accent' });

  it('are refused until they are UTF-8', async () => {
    await assert.rejects(runAccent(), /l\.wire: This file is not UTF-8: in line 4, byte 8 is e9/);
    await writeFile(file, ACCENT);
    assert.equal((await runAccent())?.outcome, 'passed');
  });

  it('are read in the encoding that an editor would take', async () => {
    await setEncoding('iso88591');
    const result = await runAccent();
    assert.equal(result?.outcome, 'passed', result?.message);
  });
});
