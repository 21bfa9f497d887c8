import assert from 'node:assert/strict';
import * as vscode from 'vscode';

import { eventually } from '../../support/eventually';
import { spawnTool, type ToolProcess } from '../../support/process';
import { requireTool } from '../../support/tools';
import { cleanUp, freePort, run } from '../support/commands';

describe('the editor’s selections', () => {
  let server: ToolProcess;
  let socket: string;
  let untitled = 0;

  beforeEach(async function () {
    const ncat = requireTool(this, 'ncat');
    const port = await freePort('tcp');
    server = spawnTool(ncat, ['-v', '-l', '127.0.0.1', port]);
    await server.stderr.waitForText(/Listening on/);
    ({ id: socket } = await run('dialEndpoint', { address: `:${port}` }));
  });
  afterEach(cleanUp);

  /** Opens an untitled editor in which each of `parts` is selected, the last one first. */
  async function select(content: string, ...parts: readonly string[]): Promise<void> {
    // A name of its own: the next without one is called like the one just closed, and may still find its text.
    const document = await vscode.workspace.openTextDocument(
      vscode.Uri.parse(`untitled:Untitled-${1000 + untitled++}`),
    );
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 0), content);
    });
    const selections = parts
      .map((part) => {
        const start = content.indexOf(part);
        assert.ok(start >= 0, part);
        // From its end to its beginning, as one selects backwards.
        return new vscode.Selection(document.positionAt(start + part.length), document.positionAt(start));
      })
      .toReversed();
    await eventually(async () => {
      editor.selections = selections;
      // An answer from the window: what it had to say about cursors before is here by now.
      await vscode.commands.executeCommand('setContext', 'sockscope.tests', true);
      assert.equal(vscode.window.activeTextEditor, editor);
      assert.deepEqual(editor.selections, selections);
    });
  }

  async function assertSent(expected: Uint8Array | string): Promise<void> {
    const bytes = Uint8Array.from(Buffer.from(expected));
    assert.deepEqual(await server.stdout.waitForBytes(bytes.length), bytes);
    assert.deepEqual(await run('readBytes', { socket, direction: 'sent' }), bytes);
  }

  it('go as the text that stands there, in its order', async () => {
    await select('one, two\nand drei: Grüße 👋\n', 'one', 'two\nand', 'Grüße 👋');
    assert.deepEqual(await vscode.commands.executeCommand('sockscope.sendSelection'), { bytes: 22 });
    await assertSent('onetwo\nandGrüße 👋');
  });

  it('go as hex', async () => {
    await select('0a 0B # and\n68,69\nff', '0a 0B', '68,69', 'ff');
    assert.deepEqual(await vscode.commands.executeCommand('sockscope.sendSelectionAsHex'), { bytes: 5 });
    await assertSent(Uint8Array.of(0x0a, 0x0b, 0x68, 0x69, 0xff));
  });

  it('go as hex whatever the notation, dumps without their columns', async () => {
    await select('0x0a,de:ad 0000  61 7a  az', '0x0a', 'de:ad', '0000  61 7a  az');
    assert.deepEqual(await vscode.commands.executeCommand('sockscope.sendSelectionAsHex'), { bytes: 5 });
    await assertSent(Uint8Array.of(0x0a, 0xde, 0xad, 0x61, 0x7a));
  });

  it('go as payload syntax', async () => {
    await select('u16be(0x0A0B) then "hi\\r\\n"', 'u16be(0x0A0B)', '"hi\\r\\n"');
    assert.deepEqual(await vscode.commands.executeCommand('sockscope.sendSelectionAsPayload'), { bytes: 6 });
    await assertSent(Uint8Array.of(0x0a, 0x0b, 0x68, 0x69, 0x0d, 0x0a));
  });

  it('leave out cursors that select nothing', async () => {
    await select('only this', '', 'this');
    assert.deepEqual(await vscode.commands.executeCommand('sockscope.sendSelection'), { bytes: 4 });
    await assertSent('this');
  });
});
