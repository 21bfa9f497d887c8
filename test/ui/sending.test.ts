import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { eventually } from '../support/eventually';
import { killTools, type ToolProcess } from '../support/process';
import { requireTool } from '../support/tools';
import { useWorkbench } from '../support/workbench';
import { selectLine, sendSelectionFromMenu } from './support/editor';
import { clearSockets, dial, dialledAt, listenWithNcat, waitForRow } from './support/sockets';

describe('sending to ncat', () => {
  const workbench = useWorkbench();
  let server: ToolProcess;
  let peer: string;
  beforeEach(async function () {
    const { port, ...listening } = await listenWithNcat(requireTool(this, 'ncat'));
    server = listening.server;
    peer = await dial(workbench(), port, dialledAt(port));
  });
  afterEach(async () => {
    await clearSockets(workbench());
    await killTools();
  });

  /** Types into the open input, and waits for what its first row says. */
  async function expectPreview(text: string, expected: RegExp): Promise<void> {
    const { quickInput } = workbench();
    await quickInput.type(text);
    await eventually(async () => {
      const [first = ''] = await quickInput.rows.allInnerTexts();
      assert.match(first, expected);
    });
  }

  async function expectAtPeer(expected: string): Promise<void> {
    const length = Buffer.byteLength(expected, 'latin1');
    assert.equal(Buffer.from(await server.stdout.waitForBytes(length)).toString('latin1'), expected);
  }

  it('shows as one types what a payload makes, sends exactly that, and offers it the next time', async () => {
    await workbench().tree('Sockets').runAction(peer, 'Send Payload…');
    await expectPreview('u16be(1)', /Send 2 bytes: 00 01\s*Payload syntax/);
    await expectPreview('u16be(1) "abcdefghij"', /Send 12 bytes: 00 01 61 62 63 64 65 66 67 68 69 6a\s*Payload syntax/);
    await expectPreview('zeros(20)', /Send 20 bytes: (00 ){16}…/);
    await workbench().answerInput('u16be(0x0A0B) "hi\\r\\n"');
    await expectAtPeer('\x0a\x0bhi\r\n');
    await waitForRow(workbench(), { label: peer, description: /↑ 6 B/ });

    await workbench().tree('Sockets').runAction(peer, 'Send Payload…');
    await workbench().quickInput.row('u16be(0x0A0B) "hi\\r\\n"').waitFor();
    await workbench().pickItem('u16be(0x0A0B) "hi\\r\\n"');
    await expectAtPeer('\x0a\x0bhi\r\n\x0a\x0bhi\r\n');
  });

  it('sends plain text as it stands, and says that it does', async () => {
    await workbench().tree('Sockets').runAction(peer, 'Send Payload…');
    await expectPreview('x', /Send 1 byte: 78\s*Plain text \(UTF-8\)/);
    await expectPreview('Grüße', /Send 7 bytes: 47 72 c3 bc c3 9f 65\s*Plain text \(UTF-8\)/);
    await workbench().answerInput('GET / HTTP/1.0');
    await expectAtPeer('GET / HTTP/1.0');
  });

  it('marks the column of a mistake and keeps the input open', async () => {
    await workbench().tree('Sockets').runAction(peer, 'Send Payload…');
    await expectPreview(
      '[0a] u16be(70000)',
      /Column 12: 70000 does not fit: u16be holds 0 to 65535\.\s*\[0a\] u16be\(▸70000◂\)/,
    );
    await workbench().page.keyboard.press('Enter');
    await expectPreview('[0a] "x', /Column 6: This string has no closing quote: put " where it ends\.\s*\[0a\] ▸"x◂/);
    await workbench().answerInput('[0a] "x"');
    await expectAtPeer('\x0ax');
  });

  it('sends the editor’s selection as it stands, from its context menu', async () => {
    await workbench().openFile('message.txt');
    await selectLine(workbench(), 3);
    await sendSelectionFromMenu(workbench(), 'Send Selection as Text');
    await expectAtPeer(Buffer.from('Grüße, 世界 👋').toString('latin1'));
  });

  it('sends the selections of several cursors in their order', async () => {
    await workbench().openFile('message.txt');
    await selectLine(workbench(), 1);
    await workbench().runCommand('Add Cursor Below');
    await sendSelectionFromMenu(workbench(), 'Send Selection as Text');
    await expectAtPeer('Hello, socket!The quick brow');
  });

  it('sends a selection as hex, or as payload syntax', async () => {
    await writeFile(join(workbench().workspace, 'terms.txt'), '0a 0b ff\n[0c] "hi"\n');
    await workbench().openFile('terms.txt');
    await selectLine(workbench(), 1);
    await sendSelectionFromMenu(workbench(), 'Send Selection as Hex');
    await expectAtPeer('\x0a\x0b\xff');
    await selectLine(workbench(), 2);
    await sendSelectionFromMenu(workbench(), 'Send Selection as Payload Syntax');
    await expectAtPeer('\x0a\x0b\xff\x0chi');
  });
});
