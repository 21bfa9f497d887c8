import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { eventually } from '../support/eventually';
import { THEMES, useWorkbench } from '../support/workbench';
import { clearSockets, portOf, startListener, waitForRow } from './support/sockets';

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('accepting', () => {
  const workbench = useWorkbench();
  const clients = new Set<Socket>();
  afterEach(async () => {
    for (const client of clients) client.destroy();
    clients.clear();
    await clearSockets(workbench());
  });

  it('is stopped from the palette, shows who waits, and goes on one by one', async () => {
    const label = await startListener(workbench(), '127.0.0.1:0', 'echo');
    await workbench().runCommand('Sockscope: Stop Accepting');
    const said = (description: RegExp) => waitForRow(workbench(), { level: 1, description });
    await said(/not accepting/);
    for (let i = 0; i < 3; i++) {
      const client = connect({ port: Number(portOf(label)), host: '127.0.0.1' });
      clients.add(client);
      client.on('error', () => undefined);
    }
    await said(/3 waiting/);
    for (const theme of THEMES) {
      await workbench().setTheme(theme);
      await workbench().screenshot(`three-wait-${theme}`);
    }
    await workbench().runCommand('Sockscope: Who Has This Port?', portOf(label));
    await eventually(async () => {
      const [first = '', ...others] = await workbench().quickInput.rows.allInnerTexts();
      assert.match(first, /node \(pid \d+\), which accepts for this window/);
      assert.equal(others.length, 3);
      for (const other of others) assert.match(other, /its client waits to be accepted/);
    });
    await workbench().screenshot('who-has-a-held-port');
    await workbench().quickInput.cancel();
    await workbench().runCommand('Sockscope: Accept One');
    await said(/2 waiting/);
    await waitForRow(workbench(), { level: 2 });
    await workbench().screenshot('one-accepted');
    await workbench().runCommand('Sockscope: Start Accepting');
    await said(/3 connected/);
  });
});
