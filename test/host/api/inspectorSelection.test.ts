import assert from 'node:assert/strict';
import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import * as vscode from 'vscode';

import type { StreamRange } from '../../../src/base/streamRange';
import { openNewDocument } from '../../../src/ui/newDocument';
import { eventually } from '../../support/eventually';
import { assertRejects, cleanUp, portOf, run, runUnchecked, waitForSocket } from '../support/commands';

/** `0a 0b`, `hi`, CR, LF, a quote, and a byte that is no UTF-8. */
const BYTES = Uint8Array.of(0x0a, 0x0b, 0x68, 0x69, 0x0d, 0x0a, 0x22, 0xff);
const HEX = '0a 0b 68 69 0d 0a 22 ff';

/** A hex dump of a single row. */
const dumpOf = (hex: string, text: string): string => `00000000  ${hex.padEnd(50)}|${text}|\n`;

/** {@link BYTES} as they are copied. */
const COPIES: Readonly<Record<string, string>> = {
  text: '\n\vhi\r\n"\ufffd',
  hex: HEX,
  hexDump: dumpOf(HEX, '␊␋hi␍␊"▪'),
  payload: '[0a 0b] "hi\\r\\n\\"" [ff]',
  expectation: 'con < [0a 0b] "hi\\r\\n\\"" [ff]\n',
  base64: 'CgtoaQ0KIv8=',
  c: 'static const unsigned char bytes[8] = {\n    0x0a, 0x0b, 0x68, 0x69, 0x0d, 0x0a, 0x22, 0xff,\n};\n',
  go: '[]byte{\n\t0x0a, 0x0b, 0x68, 0x69, 0x0d, 0x0a, 0x22, 0xff,\n}',
  javascript: 'Uint8Array.of(\n  0x0a, 0x0b, 0x68, 0x69, 0x0d, 0x0a, 0x22, 0xff,\n)',
  python: 'b"\\n\\x0bhi\\r\\n\\"\\xff"',
  rust: 'b"\\n\\x0bhi\\r\\n\\"\\xff"',
};

/** What VS Code passes to the commands of the inspector's menu. */
const MENU_CONTEXT = { webview: 'sockscope.inspector', webviewSection: 'bytes', preventDefaultContextMenuItems: true };

/** A new document in an editor. */
async function editNew(content: string): Promise<vscode.TextEditor> {
  await openNewDocument('plaintext', content);
  return vscode.window.activeTextEditor!;
}

describe('the selection in the inspector', () => {
  /** Of the echo listener that {@link talk} starts. */
  let port: string;

  afterEach(cleanUp);

  /** Dials an echo server and gets back what it sends: message 1 is sent, message 2 received. Opens the inspector on it. */
  async function talk(): Promise<string> {
    const listener = await run('startListener', { address: '0', service: 'echo' });
    port = portOf(listener.local);
    const { id } = await run('dialEndpoint', { address: listener.local });
    await run('sendPayload', { socket: id, bytes: BYTES });
    await waitForSocket(id, 'the echo', ({ bytesReceived }) => bytesReceived === BYTES.length);
    await run('inspectBytes', { socket: id });
    return id;
  }

  /** Goes there as soon as the inspector is there: VS Code does not say when a custom editor is. */
  function select(to: string): Promise<StreamRange> {
    return eventually(() => run('goTo', { to }));
  }

  const copied = async (): Promise<string> => (await run('copyAs', { format: 'hex' })).text;

  it('is refused to commands when there is none', async () => {
    await assertRejects(run('goTo', { to: '#1' }), 'NO_INSPECTOR');
    await assertRejects(run('copyAs', { format: 'hex' }), 'NOTHING_SELECTED');
    await assertRejects(run('sendAgain', {}), 'NOTHING_SELECTED');
    await assertRejects(run('sendAgainTo', { socket: 'nobody' }), 'NOTHING_SELECTED');
    await assertRejects(run('editAndSend', {}), 'NOTHING_SELECTED');
    await assertRejects(run('selectForCompare', {}), 'NOTHING_SELECTED');
    await assertRejects(run('compareWith', { marked: true }), 'NOTHING_SELECTED');
    await assertRejects(run('inspectText', { as: 'hex' }), 'NOTHING_SELECTED');
  });

  it('is not touched by malformed arguments', async () => {
    for (const argument of [{}, { to: 12 }, 12, ['#1']]) {
      await assertRejects(runUnchecked('goTo', argument), 'BAD_ARGUMENT', /object with: to|"to" must be a string/);
    }
    await assertRejects(runUnchecked('copyAs', {}), 'BAD_ARGUMENT', /"format" must be a string/);
    await assertRejects(
      runUnchecked('copyAs', { format: 'morse' }),
      'BAD_ARGUMENT',
      /one of: text, hex, hexDump, payload, expectation, base64, c, go, javascript, python, rust/,
    );
    for (const name of ['sendAgain', 'editAndSend', 'selectForCompare'] as const) {
      await assertRejects(runUnchecked(name, 'again'), 'BAD_ARGUMENT', /an object without fields/);
    }
    await assertRejects(runUnchecked('sendAgainTo', {}), 'BAD_ARGUMENT', /"socket" must be a string/);
    await assertRejects(runUnchecked('sendAgainTo', { socket: 'a', to: 9 }), 'BAD_ARGUMENT', /"to" must be a string/);
    for (const argument of [{}, { marked: false }, { message: 1, marked: true }]) {
      await assertRejects(
        runUnchecked('compareWith', argument),
        'BAD_ARGUMENT',
        /Give either "message" .* or "marked"/,
      );
    }
    await assertRejects(runUnchecked('compareWith', { message: '1' }), 'BAD_ARGUMENT', /"message" must be a number/);
    await assertRejects(runUnchecked('inspectText', '0a'), 'BAD_ARGUMENT', /object with: text, as, bytes, title/);
    await assertRejects(
      runUnchecked('inspectText', { text: '0a', as: 'octal' }),
      'BAD_ARGUMENT',
      /dump, string, list, hex, numbers, integer/,
    );
    await assertRejects(runUnchecked('inspectText', { bytes: [1] }), 'BAD_ARGUMENT', /"bytes" must be a Uint8Array/);
    for (const argument of [{ bytes: new Uint8Array() }, { text: '0a', bytes: BYTES }, { as: 'hex', bytes: BYTES }]) {
      await assertRejects(runUnchecked('inspectText', argument), 'BAD_ARGUMENT', /Give either "text" or "bytes"/);
    }
    await assertRejects(run('inspectText', { text: 'no bytes' }), 'NOT_BYTES', /not understood as bytes/);
    await assertRejects(run('inspectText', { text: 'htons_(80)' }), 'NOT_BYTES', /What htons_\(…\) makes is not known/);
    await assertRejects(run('inspectText', { text: '1 2' }), 'NOT_BYTES', /“1” is a single hex digit/);
    const tooLong = run('inspectText', { text: '00'.repeat(9 * 1024 * 1024) });
    await assertRejects(tooLong, 'NOT_BYTES', /has 18874368 characters; at most 16777216/);
    await assertRejects(run('inspectText', { text: '"text"', as: 'integer' }), 'NOT_BYTES', /of the kind "integer"/);
    assert.equal(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length, 0, 'it opened a tab all the same');
  });

  it('is where goTo leads, for the next command at once', async () => {
    await talk();
    assert.deepEqual(await select('#1'), { direction: 'sent', offset: 0, length: 8 });
    assert.equal(await copied(), HEX);
    assert.deepEqual(await run('goTo', { to: '0x2' }), { direction: 'sent', offset: 2, length: 1 });
    assert.equal(await copied(), '68');
    assert.deepEqual(await run('goTo', '+5'), { direction: 'sent', offset: 7, length: 1 });
    assert.equal(await copied(), 'ff');
    assert.deepEqual(await run('goTo', '#2'), { direction: 'received', offset: 0, length: 8 });
    assert.deepEqual(await run('selectForCompare', {}), { direction: 'received', offset: 0, length: 8 });
  });

  it('is copied as the step that expects it', async () => {
    await talk();
    await select('#2');
    const { text } = await run('copyAsExpectation', {});
    assert.equal(text, COPIES['expectation']);
    assert.equal(await vscode.env.clipboard.readText(), text);
    await vscode.env.clipboard.writeText('');
    assert.deepEqual(await runUnchecked('copyAsExpectation', MENU_CONTEXT), { text });
  });

  it('stays where it was when there is no such place', async () => {
    await talk();
    await select('0x3');
    await assertRejects(run('goTo', { to: '#3' }), 'NO_SUCH_MESSAGE', /no message 3: the last one is 2/);
    await assertRejects(run('goTo', { to: '#0' }), 'NO_SUCH_MESSAGE');
    await assertRejects(run('goTo', { to: '8' }), 'NO_SUCH_BYTE', /the stream has 8 bytes/);
    await assertRejects(run('goTo', { to: 'there' }), 'BAD_TARGET', /“there” is no place/);
    await assertRejects(run('goTo', ''), 'BAD_TARGET');
    assert.equal(await copied(), '69');
  });

  for (const [format, text] of Object.entries(COPIES)) {
    it(`is copied as ${format}`, async () => {
      await talk();
      await select('#2');
      assert.deepEqual(await runUnchecked('copyAs', { format }), { text });
      assert.equal(await vscode.env.clipboard.readText(), text);
    });
  }

  describe('that is sent again', () => {
    let server: Server;
    let datagrams: DatagramSocket;
    const peers: Socket[] = [];

    beforeEach(async () => {
      server = createServer((peer) => {
        peers.push(peer);
      }).listen(0, '127.0.0.1');
      datagrams = createSocket('udp4').bind(0, '127.0.0.1');
      await Promise.all([once(server, 'listening'), once(datagrams, 'listening')]);
    });
    afterEach(() => {
      for (const peer of peers.splice(0)) peer.destroy();
      server.close();
      datagrams.close();
    });

    /** A connection to the node server, and the peer's end of it. */
    async function dialServer(): Promise<{ id: string; peer: Socket }> {
      const accepted = once(server, 'connection') as Promise<[Socket]>;
      const { id } = await run('dialEndpoint', { address: `:${(server.address() as AddressInfo).port}` });
      return { id, peer: (await accepted)[0] };
    }

    /** What a peer receives until it has so many bytes. */
    async function received(peer: Socket, length: number): Promise<Uint8Array> {
      const parts: Buffer[] = [];
      while (Buffer.concat(parts).length < length) parts.push(((await once(peer, 'data')) as [Buffer])[0]);
      return Uint8Array.from(Buffer.concat(parts));
    }

    it('goes over its own socket', async () => {
      const { id, peer } = await dialServer();
      const first = received(peer, 3);
      await run('sendPayload', { socket: id, payload: '"abc"' });
      await first;
      await run('inspectBytes', { socket: id });
      await select('0x1');
      const again = received(peer, 1);
      assert.deepEqual(await run('sendAgain', {}), { bytes: 1 });
      assert.deepEqual(await again, Uint8Array.of(0x62));
    });

    it('is refused by a socket that is closed, unless a menu asks: then another takes it', async () => {
      const id = await talk();
      await select('#1');
      await run('closeSocket', { socket: id });
      await waitForSocket(id, 'its end', ({ state }) => state === 'closed');
      await assertRejects(run('sendAgain', {}), 'NO_SOCKET');
      // The listener's end of it goes too; the only socket left is taken without asking.
      await eventually(async () => {
        const open = (await run('listSockets')).filter(({ kind, state }) => kind === 'connection' && state === 'open');
        assert.equal(open.length, 0);
      });
      const { peer } = await dialServer();
      const again = received(peer, BYTES.length);
      assert.deepEqual(await runUnchecked('sendAgain', MENU_CONTEXT), { bytes: BYTES.length });
      assert.deepEqual(await again, BYTES);
    });

    it('goes over the socket that the argument names', async () => {
      await talk();
      await select('#2');
      const { id, peer } = await dialServer();
      const again = received(peer, BYTES.length);
      assert.deepEqual(await run('sendAgainTo', { socket: id }), { bytes: BYTES.length });
      assert.deepEqual(await again, BYTES);
      await assertRejects(run('sendAgainTo', { socket: id, to: '127.0.0.1:9' }), 'BAD_ARGUMENT', /"to" is for UDP/);
      await assertRejects(run('sendAgainTo', { socket: 'nobody' }), 'UNKNOWN_SOCKET');
    });

    it('goes to the address that the argument names, as one datagram', async () => {
      await talk();
      await select('#1');
      const { id } = await run('startListener', { address: 'udp://127.0.0.1:0' });
      const to = `127.0.0.1:${datagrams.address().port}`;
      const datagram = once(datagrams, 'message') as Promise<[Buffer]>;
      assert.deepEqual(await run('sendAgainTo', { socket: id, to }), { bytes: BYTES.length });
      assert.deepEqual(Uint8Array.from((await datagram)[0]), BYTES);
      await assertRejects(run('sendAgainTo', { socket: id, to: 'nowhere' }), 'BAD_ENDPOINT');
    });
  });

  it('becomes a wire file that is not saved', async () => {
    await talk();
    await select('#1');
    const { document: uri } = await run('editAndSend', {});
    const { document } = vscode.window.activeTextEditor!;
    assert.equal(document.uri.toString(), uri);
    assert.deepEqual([document.languageId, document.isUntitled], ['wire', true]);
    const [title, origin, ...steps] = document.getText().split('\n');
    assert.equal(title, '### Edit and send');
    assert.match(origin!, /^# From the capture tcp 127\.0\.0\.1 \d+ from \d+ · .*\.pcapng: sent 0x0–0x7$/);
    assert.deepEqual(steps, [`con = dial tcp://127.0.0.1:${port}`, `con > ${COPIES['payload']!}`, '']);
  });

  /** The text of both sides of the diff editor in front. */
  async function shownDiff(): Promise<{ uris: { left: string; right: string }; texts: string[] }> {
    const { activeTab } = vscode.window.tabGroups.activeTabGroup;
    assert.ok(activeTab?.input instanceof vscode.TabInputTextDiff, 'no diff is in front');
    const { original, modified } = activeTab.input;
    const documents = await Promise.all([original, modified].map((uri) => vscode.workspace.openTextDocument(uri)));
    return {
      uris: { left: original.toString(), right: modified.toString() },
      texts: documents.map((document) => document.getText()),
    };
  }

  it('is compared with a message, and with what was marked', async () => {
    await talk();
    await select('0x2');
    const message = await run('compareWith', { message: 2 });
    assert.deepEqual(await shownDiff(), { uris: message, texts: [COPIES['hexDump'], dumpOf('68', 'h')] });
    assert.deepEqual(await run('selectForCompare', {}), { direction: 'received', offset: 2, length: 1 });
    await run('goTo', '0x0');
    const marked = await run('compareWith', { marked: true });
    assert.deepEqual(await shownDiff(), { uris: marked, texts: [dumpOf('68', 'h'), dumpOf('0a', '␊')] });
    await assertRejects(run('compareWith', { message: 3 }), 'NO_SUCH_MESSAGE', /no message 3: the last one is 2/);
    await assertRejects(run('compareWith', { message: 1.5 }), 'NO_SUCH_MESSAGE');
  });

  it('is in bytes or text of another program, in a tab of their own', async () => {
    const bytes = Buffer.from(BYTES);
    assert.deepEqual(await run('inspectText', { bytes, title: 'Reply' }), { bytes: BYTES.length });
    // The tab has a copy.
    bytes.fill(0);
    await eventually(() => {
      assert.equal(vscode.window.tabGroups.activeTabGroup.activeTab?.label, 'Reply');
    });
    assert.deepEqual(await select('#1'), { direction: 'received', offset: 0, length: 8 });
    assert.equal(await copied(), HEX);
    for (const [argument, expected] of [
      [{ text: '{ 0x0a, 0x0b }' }, '0a 0b'],
      [{ text: '1234', as: 'hex' }, '12 34'],
      [{ text: '1234', as: 'integer' }, '04 d2'],
      [{ text: '"hi\\r\\n"' }, '68 69 0d 0a'],
      [{ text: 'u16be(1)' }, '00 01'],
      [{ text: 'u16be (1)', as: 'payload' }, '00 01'],
      [{ text: '[0xFFu8, 0x01u8]' }, 'ff 01'],
      [{ text: 'a = {1,2}; b = {3,4};' }, '01 02 03 04'],
      [{ text: '0000  7a 79  zy', as: 'dump' }, '7a 79'],
    ] as const) {
      assert.deepEqual(await run('inspectText', argument), { bytes: (expected.length + 1) / 3 });
      await select('#1');
      assert.equal(await copied(), expected);
    }
  });

  it('is all that is selected in the text editor, column by column', async () => {
    const editor = await editNew('0a: 68 69\n0b: 6a 6b');
    editor.selections = [new vscode.Selection(1, 4, 1, 9), new vscode.Selection(0, 4, 0, 9)];
    await eventually(async () => {
      assert.deepEqual(await run('inspectText', { as: 'hex' }), { bytes: 4 });
    });
    await select('#1');
    assert.equal(await copied(), '68 69 6a 6b');
    assert.match(vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? '', /\(2 selections\)$/);
  });

  it('is taken out of the text editor as what the argument says', async () => {
    const editor = await editNew('1234');
    editor.selection = new vscode.Selection(0, 0, 0, 4);
    await eventually(async () => {
      assert.deepEqual(await run('inspectText', { as: 'integer' }), { bytes: 2 });
    });
    await select('#1');
    assert.equal(await copied(), '04 d2');
  });
});
