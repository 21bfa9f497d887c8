import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import dgram from 'node:dgram';

import { eventually } from '../support/eventually';
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

  async function listener(): Promise<number> {
    await waitForRow(workbench(), { description: /reply · / });
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
