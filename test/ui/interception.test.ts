import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { eventually } from '../support/eventually';
import { useWorkbench } from '../support/workbench';
import { clearSockets, portOf, waitForRow } from './support/sockets';

describe('interception', () => {
  const workbench = useWorkbench();
  const opened: Socket[] = [];
  let server: Server;
  let received = '';

  beforeEach(async () => {
    received = '';
    server = createServer((socket) => {
      opened.push(socket);
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => (received += bytes.toString('latin1')));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    for (const socket of opened.splice(0)) socket.destroy();
    server.close();
    await clearSockets(workbench());
  });

  /** Starts a relay that breaks on what clients send; resolves with a client. */
  async function begin(...breakOn: readonly string[]): Promise<Socket> {
    const { port } = server.address() as { readonly port: number };
    await workbench().showSideBar();
    await workbench().runCommand('Sockscope: Start Relay…', '127.0.0.1:0', `127.0.0.1:${port}`, 'none');
    const { label } = await waitForRow(workbench(), { level: 1, description: /relay/ });
    const [choice, ...pattern] = breakOn;
    await workbench().runCommand('Sockscope: Break On…', { pick: choice! }, ...pattern);
    await waitForRow(workbench(), { level: 1, description: /breaks/ });
    const client = connect({ port: Number(portOf(label)), host: '127.0.0.1' });
    opened.push(client);
    client.on('error', () => undefined);
    await once(client, 'connect');
    return client;
  }
  const held = (count: number) => waitForRow(workbench(), { level: 1, description: new RegExp(`${count} held`) });
  const got = (wanted: string) =>
    eventually(() => {
      assert.equal(received, wanted);
      return Promise.resolve();
    });

  it('shows what is held, edits it as hex and forwards it, and drops another one', async () => {
    const client = await begin('Client → server');
    client.write('hello');
    await held(1);
    await workbench().screenshot('held');
    await workbench().runCommand('Sockscope: Held Messages…', { pick: '1: "hello"' }, { pick: 'Edit and Forward…' });
    await eventually(async () => {
      assert.equal(await workbench().quickInput.input.inputValue(), '[68 65 6c 6c 6f]');
    });
    await workbench().screenshot('edit');
    await workbench().quickInput.answer('[48 69]');
    await got('Hi');
    client.write('unwanted');
    await held(1);
    await workbench().runCommand('Sockscope: Held Messages…', { pick: '2: "unwanted"' }, { pick: 'Drop' });
    await waitForRow(workbench(), { level: 1, description: /breaks/ });
    client.write('wanted');
    await held(1);
    await workbench().runCommand('Sockscope: Forward All Held Messages');
    await got('Hiwanted');
  });

  it('holds what matches, and forwards what is held when everything is closed', async () => {
    const client = await begin('A pattern…', '/id=\\d+;/');
    client.write('GET id=42; more');
    await held(1);
    await got('GET ');
    await workbench().runCommand('Sockscope: Close All Sockets');
    await got('GET id=42; more');
  });
});
