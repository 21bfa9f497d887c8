import { connect, type Socket } from 'node:net';
import { useWorkbench } from '../support/workbench';
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
    await workbench().screenshot('three-wait');
    await workbench().runCommand('Sockscope: Accept One');
    await said(/2 waiting/);
    await waitForRow(workbench(), { level: 2 });
    await workbench().screenshot('one-accepted');
    await workbench().runCommand('Sockscope: Start Accepting');
    await said(/3 connected/);
  });
});
