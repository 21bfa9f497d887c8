import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import * as vscode from 'vscode';

import { eventually } from '../../support/eventually';
import { assertRejects, cleanUp, run } from '../support/commands';
import { ask, makeWireFolder, needSearch, type WireFolder } from '../support/wireFiles';

/** A server that counts who comes. */
class Counter {
  visits = 0;
  readonly #server: Server = createServer((visitor) => {
    this.visits++;
    visitor.on('error', () => undefined).end();
  });

  async open(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.close();
  }
}

const visit = (port: number): string => `### Visit\ncon = dial tcp://127.0.0.1:${port}\ncon > "x"\n`;

/** As the older side of a diff of Git is: a document that no file is behind. */
describe('a view of a wire file', () => {
  const atFile = new Counter();
  const atView = new Counter();
  let folder: WireFolder;
  let provider: vscode.Disposable;
  let file: vscode.TextDocument;
  let view: vscode.TextDocument;

  before(async () => {
    folder = await makeWireFolder();
    const text = visit(await atView.open());
    provider = vscode.workspace.registerTextDocumentContentProvider('older', {
      provideTextDocumentContent: ({ path }) => (path.endsWith('/wrong.wire') ? 'oops oops\n' : text),
    });
    view = await vscode.workspace.openTextDocument(vscode.Uri.parse(`older:${folder.path}/a.wire?ref`, true));
    file = await folder.open('a.wire', visit(await atFile.open()));
  });
  after(async () => {
    await vscode.commands.executeCommand('testing.cancelRun');
    await cleanUp();
    provider.dispose();
    atFile.close();
    atView.close();
    await folder.remove();
  });

  const lenses = (document: vscode.TextDocument): Promise<vscode.CodeLens[]> =>
    ask('vscode.executeCodeLensProvider', document.uri);

  it('has its colours and its outline', async () => {
    assert.equal(view.languageId, 'wire');
    const symbols = await ask<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', view.uri);
    assert.deepEqual(symbols.map(({ name }) => name), ['Visit']); // prettier-ignore
  });

  it('is not what Problems are told of', async () => {
    const wrong = await vscode.workspace.openTextDocument(vscode.Uri.parse(`older:${folder.path}/wrong.wire`, true));
    // A file that is opened later, and is told of.
    await folder.open('control.wire', wrong.getText());
    await eventually(() => {
      const told = vscode.languages.getDiagnostics().filter(([, problems]) => problems.length > 0);
      const paths = told.map(([uri]) => `${uri.scheme}:${uri.path}`);
      assert.ok(paths.includes(`file:${folder.path}/control.wire`), String(paths));
      assert.deepEqual(
        paths.filter((path) => path.startsWith('older:')),
        [],
      );
    });
  });

  it('has no lenses, where its file has some', async () => {
    assert.ok((await lenses(file)).length > 0);
    assert.deepEqual(await lenses(view), []);
  });

  it('does not run, and says why', async () => {
    const place = { file: view.uri.toString(), section: 'Visit', line: 3 };
    await assertRejects(ask('sockscope.runSection', place), 'NOT_RUNNABLE', /is a view of a wire file/);
    await assertRejects(ask('sockscope.sendStep', place), 'NOT_RUNNABLE');
    await vscode.window.showTextDocument(view);
    await vscode.commands.executeCommand('sockscope.runSection');
    await vscode.commands.executeCommand('notifications.clearAll');
    assert.equal(atView.visits, 0);
  });

  it('is no test, when all tests run', async function () {
    await needSearch(this);
    await vscode.window.showTextDocument(file);
    await vscode.window.showTextDocument(view, vscode.ViewColumn.Beside);
    await eventually(async () => {
      await vscode.commands.executeCommand('testing.runAll');
      assert.ok(atFile.visits > 0);
    });
    await vscode.commands.executeCommand('testing.runCurrentFile');
    assert.equal(atView.visits, 0);
    assert.deepEqual(await run('listSockets'), []);
  });
});
