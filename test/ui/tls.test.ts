import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';

import { THEMES, useWorkbench } from '../support/workbench';
import { certify } from '../unit/engine/tls/certificates';
import { clearSockets, dialledAt, portOf, socketRows, waitForRow } from './support/sockets';

describe('TLS', () => {
  const workbench = useWorkbench();
  afterEach(() => clearSockets(workbench()));

  it('listens with a certificate that is made for it', async () => {
    await workbench().runCommand(
      'Sockscope: Start Listener…',
      'tls://127.0.0.1:0',
      { pick: 'echo' },
      { pick: 'One for localhost' },
    );
    await waitForRow(workbench(), { description: /echo · / });
    const [row] = await socketRows(workbench());
    const client = tls.connect({ host: '127.0.0.1', port: Number(portOf(row!.label)), rejectUnauthorized: false });
    client.write('hello');
    assert.equal(String((await once(client, 'data'))[0]), 'hello');
    client.destroy();
  });

  it('says why a server is not trusted, goes on without that when it is told to, and asks again the next time', async () => {
    const server = tls.createServer({ ...(await certify()), ALPNProtocols: ['h2'] }, (socket) => {
      socket.on('error', () => undefined);
      socket.resume();
    });
    server.on('tlsClientError', () => undefined);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const address = `127.0.0.1:${port}`;
    try {
      for (const theme of THEMES) {
        await workbench().setTheme(theme);
        await workbench().runCommand('Sockscope: Dial Endpoint…', `tls://${address}`);
        await workbench().dialog().waitFor();
        await workbench().screenshot(`tls refused ${theme}`);
        const text = await workbench().answerDialog('Dial Without Verifying');
        assert.match(text, new RegExp(`Dial tls://${address} without verifying who it is\\?`));
        assert.match(text, /\(CN=localhost\) is self-signed/);
        const { label } = await waitForRow(workbench(), { label: dialledAt(port), description: /^↓ 0/ });
        if (theme === THEMES[0]) {
          await workbench().runCommand('Sockscope: Clear Closed Sockets');
          await waitForRow(workbench(), { label, description: /^↓ 0/ });
          const hover = await workbench().tree('Sockets').hoverOf(label, 'TLSv1.3');
          assert.match(hover, /TLSv1\.3, TLS_AES_256_GCM_SHA384\s+Certificate of CN=localhost, issued by CN=localhost/);
          assert.match(
            hover,
            /for localhost, 127\.0\.0\.1, valid until .*\s+It was not verified: who the peer is, nobody says\./,
          );
          await workbench().screenshot('tls hover');
        }
        await clearSockets(workbench());
      }
    } finally {
      server.close();
    }
  });
});
