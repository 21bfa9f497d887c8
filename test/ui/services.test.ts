import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import dgram from 'node:dgram';
import { promisify } from 'node:util';

import { eventually } from '../support/eventually';
import { findTool } from '../support/tools';
import { THEMES, useWorkbench } from '../support/workbench';
import { clearSockets, portOf, socketRows, waitForRow } from './support/sockets';

describe('services', () => {
  const workbench = useWorkbench();
  afterEach(() => clearSockets(workbench()));

  async function startReply(address: string): Promise<void> {
    await workbench().runCommand('Sockscope: Start Listener…', address, { pick: 'reply' });
    await workbench().quickInput.type('u16be(258) "bye"');
    await workbench().quickInput.row('It sends 5 bytes: 01 02 62 79 65').waitFor();
    await workbench().page.keyboard.press('Enter');
  }

  const listener = (): Promise<number> => listening('reply');

  async function listening(service: string): Promise<number> {
    await waitForRow(workbench(), { description: new RegExp(`${service} · `) });
    const [row] = await socketRows(workbench());
    return Number(portOf(row!.label));
  }

  it('say what they do, and ask what they have to be told', async () => {
    await startReply('tcp://127.0.0.1:0');
    await workbench().pickItem('Once, as a greeting on connecting');
    await workbench().pickItem('It is closed');
    const client = net.connect(await listener(), '127.0.0.1');
    const [bytes] = (await once(client, 'data')) as [Buffer];
    assert.equal(bytes.toString('hex'), '0102627965');
    await once(client, 'end');
  });

  it('ask again, with the text and the reason, when a file is missing', async () => {
    const { quickInput } = workbench();
    await workbench().runCommand(
      'Sockscope: Start Listener…',
      'tcp://127.0.0.1:0',
      { pick: 'reply' },
      'file("missing.bin")',
    );
    await eventually(async () => {
      assert.match((await quickInput.labels()).join('\n'), /missing\.bin/);
    });
    assert.equal(await quickInput.input.inputValue(), 'file("missing.bin")');
    await quickInput.cancel();
    assert.deepEqual(await socketRows(workbench()), []);
  });

  it('have options of the listener behind a button, and the system gets them', async () => {
    const { quickInput, page } = workbench();
    await workbench().runCommand('Sockscope: Start Listener…');
    await workbench().answerInput('udp://127.0.0.1:0');
    await quickInput.row('chargen').waitFor();
    const button = quickInput.widget.getByRole('button', { name: 'Options of the Listener…' });
    assert.equal(await button.count(), 0, 'UDP has none');
    await quickInput.cancel();

    await workbench().runCommand('Sockscope: Start Listener…');
    await workbench().answerInput('tcp://127.0.0.1:0');
    await button.click();
    await quickInput.row('backlog 16').waitFor();
    await workbench().screenshot('listener options');
    await quickInput.type('backlog 0');
    await quickInput.row(/^The backlog must be a whole number from 1/).waitFor();
    await page.keyboard.press('Control+A');
    await quickInput.type('backlog 2');
    await quickInput.row('backlog 2').waitFor();
    await page.keyboard.press('Enter');
    await quickInput.widget.getByText('Start Listener: backlog 2').waitFor();
    await workbench().pickItem('echo');
    const port = await listening('echo');
    assert.match(await workbench().tree('Sockets').hoverOf(`:${port}`, 'Backlog: 2'), /Backlog: 2/);
    const ss = findTool('ss');
    if (ss === undefined) return;
    // Of a listener, Send-Q is its backlog.
    const { stdout } = await promisify(execFile)(ss, ['-Hltn', `sport = :${port}`]);
    assert.match(stdout, /^LISTEN +0 +2 +127\.0\.0\.1:/);
  });

  it('look well in every theme', async () => {
    for (const theme of THEMES) {
      await workbench().setTheme(theme);
      await workbench().runCommand('Sockscope: Start Listener…', 'tcp://127.0.0.1:0');
      await workbench().quickInput.row('chargen').waitFor();
      await workbench().screenshot(`services ${theme}`);
      await workbench().pickItem('reply');
      await workbench().quickInput.type(`"${'a long answer '.repeat(20)}"`);
      await workbench()
        .quickInput.row(/^It sends 280 bytes: /)
        .waitFor();
      await workbench().screenshot(`services reply ${theme}`);
      await workbench().page.keyboard.press('Enter');
      await workbench().quickInput.row('Once, as a greeting on connecting').waitFor();
      await workbench().screenshot(`services choice ${theme}`);
      await workbench().quickInput.cancel();
    }
  });

  it('ask only what there is a choice of: a datagram is answered by one', async () => {
    await startReply('udp://127.0.0.1:0');
    const port = await listener();
    await eventually(async () => {
      assert.equal(await workbench().quickInput.widget.count(), 0);
    });
    const client = dgram.createSocket('udp4');
    client.send('?', port, '127.0.0.1');
    const [bytes] = (await once(client, 'message')) as [Buffer];
    client.close();
    assert.equal(bytes.toString('hex'), '0102627965');
  });
});
