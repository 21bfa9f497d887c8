import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';

import { LISTEN_OPTIONS } from '../../../src/engine/listenOptions';
import { SERVICES } from '../../../src/engine/services/services';
import { openNewDocument } from '../../../src/ui/newDocument';
import { eventually } from '../../support/eventually';
import { cleanUp, run } from '../support/commands';
import { ask, makeWireFolder, positionOf, type WireFolder } from '../support/wireFiles';

/** What a provider's Markdown says. */
function textOf(hovers: readonly vscode.Hover[]): string {
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
    .join('\n')
    .replace(/\\(?=[^\w\s])/g, '');
}

async function hoverAt(document: vscode.TextDocument, text: string): Promise<string> {
  const position = positionOf(document, text);
  return textOf(await ask<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, position));
}

/** What is offered where `text` ends. */
async function offersBehind(document: vscode.TextDocument, text: string): Promise<string[]> {
  const position = positionOf(document, text, text.length);
  const { items } = await ask<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, position);
  // Words of the file and contributed snippets are offered by the editor itself, wherever one types.
  const { Text, Snippet } = vscode.CompletionItemKind;
  return items
    .filter(({ kind }) => kind !== Text && kind !== Snippet)
    .map(({ label }) => (typeof label === 'string' ? label : label.label));
}

const FILE = `@greeting = "hi\\r\\n"
### First
srv = listen tcp://127.0.0.1:0 echo
cli = dial {{srv}}
cli > "{{greeting}}" u16be(0x0A0B) file("data.bin")
cli < u16be(?number)
`;

describe('a wire file in the editor', () => {
  let folder: WireFolder;
  beforeEach(async () => {
    folder = await makeWireFolder();
  });
  afterEach(async () => {
    await cleanUp();
    await folder.remove();
  });

  it('is of the language wire, on disk and untitled', async () => {
    const saved = await folder.open('a.wire', FILE);
    const untitled = await openNewDocument('wire', 'con > ');
    assert.equal(saved.languageId, 'wire');
    assert.equal(untitled.languageId, 'wire');
    await eventually(() => {
      assert.ok(vscode.languages.getDiagnostics(untitled.uri).length > 0);
    });
  });

  it('shows what is wrong while one types, and offers to mend it', async () => {
    const document = await folder.open('a.wire', '### One\nsrv = lisen tcp://127.0.0.1:0 ehco\n');
    const editor = await vscode.window.showTextDocument(document);
    const [first] = await eventually(() => {
      const found = vscode.languages.getDiagnostics(document.uri);
      assert.equal(found.length, 1);
      return found;
    });
    assert.equal(first!.message, 'There is no step “lisen”: did you mean listen?');
    assert.equal(first!.code, 'WIRE_UNKNOWN_STEP');
    assert.equal(document.getText(first!.range), 'lisen');

    const actions = await ask<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, first!.range);
    const fix = actions.find(({ title }) => title === 'Replace “lisen” with “listen”');
    assert.ok(fix?.edit && fix.isPreferred);
    await vscode.workspace.applyEdit(fix.edit);
    assert.equal(document.lineAt(1).text, 'srv = listen tcp://127.0.0.1:0 ehco');
    // With the step understood, its service can be looked at.
    await eventually(() => {
      const [next] = vscode.languages.getDiagnostics(document.uri);
      assert.match(next?.message ?? '', /There is no service “ehco”/);
    });
    await editor.edit((edit) => {
      edit.replace(new vscode.Range(1, 31, 1, 35), 'echo');
    });
    await eventually(() => {
      assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
    });
  });

  it('forgets its problems when it is closed', async () => {
    const uri = vscode.Uri.file(join(folder.path, 'closed.wire'));
    await writeFile(uri.fsPath, 'oops oops oops');
    // Not opened by the tests, which would hold it.
    await vscode.commands.executeCommand('vscode.open', uri);
    await eventually(() => {
      assert.ok(vscode.languages.getDiagnostics(uri).length > 0);
    });
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await eventually(() => {
      assert.deepEqual(vscode.languages.getDiagnostics(uri), []);
    });
  });

  it('fades a definition that nobody uses', async () => {
    const document = await folder.open('a.wire', '@unused = 1\n### One\nwait 1ms\n');
    const [diagnostic] = await eventually(() => {
      const found = vscode.languages.getDiagnostics(document.uri);
      assert.equal(found.length, 1);
      return found;
    });
    assert.equal(diagnostic!.severity, vscode.DiagnosticSeverity.Warning);
    assert.deepEqual(diagnostic!.tags, [vscode.DiagnosticTag.Unnecessary]);
  });

  it('is formatted as a whole', async () => {
    const document = await folder.open('a.wire', '###   One\nsrv=listen   tcp://127.0.0.1:0\nsrv   close   # bye\n');
    const edits = await ask<vscode.TextEdit[]>('vscode.executeFormatDocumentProvider', document.uri, {});
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, edits);
    await vscode.workspace.applyEdit(edit);
    assert.equal(document.getText(), '### One\nsrv = listen tcp://127.0.0.1:0\nsrv close  # bye\n');
  });

  it('tells of a payload how many bytes it makes, and which', async () => {
    const document = await folder.open('a.wire', FILE);
    const number = await hoverAt(document, 'u16be(0x0A0B)');
    assert.match(number, /Unsigned 16-bit integers, big-endian/);
    assert.match(number, /2 bytes/);
    assert.match(number, /0000 {2}0a 0b/);
    assert.match(number, /whole payload is known when it runs/);
    const whole = await folder.open('b.wire', 'con = dial :1\ncon > "hi" zeros(100)\n');
    assert.match(await hoverAt(whole, '"hi"'), /2 bytes.*68 69.*The whole payload: 102 bytes/s);
  });

  it('tells of addresses, words, services and names what they mean', async () => {
    const document = await folder.open('a.wire', FILE);
    assert.match(await hoverAt(document, 'tcp://'), /free port that the system chooses.*this machine can reach it/);
    assert.match(await hoverAt(document, 'listen'), /Listens on an address/);
    assert.match(await hoverAt(document, 'echo'), /Sends everything back/);
    assert.match(await hoverAt(document, '<'), /Expects that exactly these bytes come next/);
    assert.match(await hoverAt(document, 'cli >'), /cli = dial.*A socket, opened in line 4/s);
    assert.match(await hoverAt(document, 'greeting}}'), /68 69 0d 0a.*4 bytes/s);
  });

  it('offers steps, names, services, functions, properties and values where they belong', async () => {
    const start =
      'srv = listen tcp://127.0.0.1:0 \nsrv2 = \ncli = dial \ncli > "{{" \ncli \ncli < \n@eol = \ncli > "{{srv." \n';
    const document = await folder.open('a.wire', start);
    const words = [...SERVICES, ...LISTEN_OPTIONS].map(({ id }) => id);
    assert.deepEqual(await offersBehind(document, '127.0.0.1:0 '), words);
    assert.deepEqual(await offersBehind(document, 'srv2 = '), ['listen', 'dial', 'accept', 'relay']);
    assert.deepEqual((await offersBehind(document, 'cli = dial '))[0], '{{srv}}');
    assert.deepEqual(await offersBehind(document, '"{{'), ['srv']);
    assert.deepEqual((await offersBehind(document, '\ncli ')).slice(0, 2), ['>', '<']);
    const expectations = await offersBehind(document, 'cli < ');
    for (const word of ['until', 'eof', 'u16be', 'prefixed']) assert.ok(expectations.includes(word), word);
    assert.deepEqual(await offersBehind(document, '@eol = '), ['lf', 'crlf']);
    assert.deepEqual(await offersBehind(document, '{{srv.'), ['host', 'port', 'peer']);
  });

  it('offers what listens just now, and the files of its folder', async () => {
    const { local } = await run('startListener', { address: 'tcp://127.0.0.1:0' });
    await writeFile(join(folder.path, 'data.bin'), '');
    const document = await folder.open('a.wire', 'cli = dial \ncli > file("")\n');
    assert.ok((await offersBehind(document, 'dial ')).includes(local));
    assert.deepEqual((await offersBehind(document, 'file("')).toSorted(), ['a.wire', 'data.bin']);
  });

  it('goes to the definition of a name, and finds all that use it', async () => {
    const document = await folder.open('a.wire', FILE);
    const position = positionOf(document, '{{srv}}', 3);
    const [link] = await ask<vscode.LocationLink[]>('vscode.executeDefinitionProvider', document.uri, position);
    assert.deepEqual(link!.targetSelectionRange, new vscode.Range(2, 0, 2, 3));
    const references = await ask<vscode.Location[]>('vscode.executeReferenceProvider', document.uri, position);
    assert.equal(references.length, 2);
    const highlights = await ask<vscode.DocumentHighlight[]>(
      'vscode.executeDocumentHighlights',
      document.uri,
      position,
    );
    assert.deepEqual(
      highlights.map(({ kind }) => kind),
      [vscode.DocumentHighlightKind.Write, vscode.DocumentHighlightKind.Read],
    );
  });

  it('renames a name everywhere, but not to one that is taken', async () => {
    const document = await folder.open('a.wire', FILE);
    const position = positionOf(document, 'cli >');
    const rename = (name: string): Promise<vscode.WorkspaceEdit> =>
      ask('vscode.executeDocumentRenameProvider', document.uri, position, name);
    const edit = await rename('client');
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.equal(document.getText(), FILE.replaceAll('cli', 'client'));
    await assert.rejects(rename('srv'), /There is a name srv already/);
    await assert.rejects(rename('two words'), /no name/);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('has an outline and folds by section', async () => {
    const document = await folder.open('a.wire', `${FILE}\n### Second\nwait 1ms\n`);
    const symbols = await ask<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri);
    assert.deepEqual(
      symbols.map(({ name, children }) => [name, children.map((child) => child.name)]),
      [
        ['@greeting', []],
        ['First', ['srv', 'cli']],
        ['Second', []],
      ],
    );
    const folds = await ask<vscode.FoldingRange[]>('vscode.executeFoldingRangeProvider', document.uri);
    assert.deepEqual(
      folds.map(({ start, end }) => [start, end]),
      [
        [1, 5],
        [7, 8],
      ],
    );
  });

  it('colours names by what they stand for', async () => {
    const document = await folder.open('a.wire', FILE);
    const legend = await ask<vscode.SemanticTokensLegend>('vscode.provideDocumentSemanticTokensLegend', document.uri);
    const { data } = await ask<vscode.SemanticTokens>('vscode.provideDocumentSemanticTokens', document.uri);
    const tokens: string[] = [];
    let [line, character] = [0, 0];
    for (let at = 0; at < data.length; at += 5) {
      const [lines = 0, units = 0, length = 0, type = 0, modifiers = 0] = data.subarray(at, at + 5);
      character = lines === 0 ? character + units : units;
      line += lines;
      const text = document.getText(new vscode.Range(line, character, line, character + length));
      const flags = legend.tokenModifiers.filter((_, bit) => (modifiers & (1 << bit)) !== 0);
      tokens.push([text, legend.tokenTypes[type], ...flags].join(' '));
    }
    assert.deepEqual(tokens, [
      'greeting variable declaration readonly',
      'srv variable declaration',
      'cli variable declaration',
      'srv variable',
      'cli variable',
      'greeting variable readonly',
      'cli variable',
      'number parameter declaration',
    ]);
  });

  it('links to the files of its payloads', async () => {
    const document = await folder.open('a.wire', FILE);
    const links = await ask<vscode.DocumentLink[]>('vscode.executeLinkProvider', document.uri);
    const link = links.find(({ target }) => target?.scheme === 'file');
    assert.ok(link?.target);
    assert.equal(link.target.fsPath, join(folder.path, 'data.bin'));
    assert.equal(document.getText(link.range), 'data.bin');
  });
});
