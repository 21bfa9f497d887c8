import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Direction } from '../../src/base/direction';
import { killTools, spawnTool } from '../support/process';
import { requireTool } from '../support/tools';
import { useWorkbench } from '../support/workbench';
import { answerFileDialog } from './support/files';
import { InspectorView } from './support/inspectorView';

/** For text2pcap -D: what one side said and what the other answered. */
const DIALOGUE = `I
0000 0a 0b 68 69
O
0000 68 6f 0a 0b 0c
`;
const QUESTION = Uint8Array.of(0x0a, 0x0b, 0x68, 0x69);
const ANSWER = Uint8Array.of(0x68, 0x6f, 0x0a, 0x0b, 0x0c);

describe('captures of other programs', () => {
  const workbench = useWorkbench();
  const inspector = (): InspectorView => new InspectorView(workbench().inspectorFrame());
  afterEach(async () => {
    await workbench().runCommand('View: Close All Editors');
    await killTools();
  });

  /** Has Wireshark's text2pcap write a capture into the workspace; resolves with its path. */
  async function makeCapture(context: Mocha.Context, name: string, ...options: readonly string[]): Promise<string> {
    const text2pcap = requireTool(context, 'text2pcap');
    const dump = join(workbench().workspace, 'dialogue.txt');
    const path = join(workbench().workspace, name);
    await writeFile(dump, DIALOGUE);
    const { code } = await spawnTool(text2pcap, ['-q', '-D', ...options, dump, path]).exited;
    assert.equal(code, 0);
    return path;
  }

  /** @param from Whence the question came: a pcapng file says it; else the side that spoke first is the one that sent. */
  async function expectDialogue(from: Direction): Promise<void> {
    const to = from === 'sent' ? 'received' : 'sent';
    assert.deepEqual(await inspector().waitForBytes(from, QUESTION.length), QUESTION);
    assert.deepEqual(await inspector().waitForBytes(to, ANSWER.length), ANSWER);
  }

  it('open by Open Capture…', async function () {
    const path = await makeCapture(this, 'tcp.pcapng', '-T', '4000,9000');
    await workbench().runCommand('Sockscope: Open Capture…');
    await answerFileDialog(workbench(), path);
    await expectDialogue('received');
    await inspector().frame.getByText(/^TCP /).first().waitFor();
  });

  it('open by their names: *.pcapng, *.pcap and *.cap', async function () {
    for (const [name, ...options] of [
      ['udp.pcapng', '-u', '4000,9000'],
      ['udp.pcap', '-F', 'pcap', '-u', '4000,9000'],
      ['udp.cap', '-F', 'nsecpcap', '-u', '4000,9000'],
    ] as const) {
      await makeCapture(this, name, ...options);
      await workbench().openFile(name);
      await expectDialogue(name.endsWith('ng') ? 'received' : 'sent');
      await inspector().frame.getByText(/^UDP /).first().waitFor();
    }
  });

  it('tell client and server, and say of neither that it was this side', async function () {
    await makeCapture(this, 'sides.pcap', '-F', 'pcap', '-T', '40000,80');
    await workbench().openFile('sides.pcap');
    await expectDialogue('sent');
    const { frame } = inspector();
    await frame.getByRole('radio', { name: 'Client' }).waitFor();
    await frame.getByText('4 bytes by the client').waitFor();
    await frame.getByText('5 bytes by the server').waitFor();
    const row = await inspector().grid.innerText();
    assert.match(row, /↑ client/);
    assert.match(row, /↓ server/);
    assert.doesNotMatch(await frame.locator('body').innerText(), /\b(received|sent|we|us|peer)\b/i);
    await inspector().byte('sent', 0).click();
    await workbench()
      .page.getByRole('button', { name: /^client 0x0/ })
      .waitFor();
    await workbench().screenshot('foreign sides');
  });

  it('are offered by Open With…', async function () {
    await makeCapture(this, 'again.pcap', '-F', 'pcap', '-u', '4000,9000');
    await workbench().openFile('again.pcap');
    await expectDialogue('sent');
    const { page, quickInput } = workbench();
    await workbench().runCommand('View: Reopen Editor With...', { pick: 'Text Editor' });
    await page.locator('iframe.webview.ready').filter({ visible: true }).waitFor({ state: 'hidden' });
    await workbench().runCommand('View: Reopen Editor With...');
    await quickInput.row(/^Sockscope Inspector/).waitFor();
    await workbench().pickItem(/^Sockscope Inspector/);
    await expectDialogue('sent');
  });

  it('that are none say so', async () => {
    await writeFile(join(workbench().workspace, 'letter.pcap'), 'Dear Wireshark,\n');
    await workbench().openFile('letter.pcap');
    await inspector()
      .frame.getByRole('alert')
      .getByText(/letter\.pcap/)
      .waitFor();
    assert.equal(await inspector().grid.count(), 0);
  });
});
