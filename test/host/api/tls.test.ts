import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import tls from 'node:tls';
import * as vscode from 'vscode';

import { eventually } from '../../support/eventually';
import { assertRejects, cleanUp, portOf, run, waitForConnection } from '../support/commands';

describe('TLS of the API', () => {
  afterEach(cleanUp);

  it('listens with a certificate of its own, dials, and tells what was agreed upon', async () => {
    const { id, local } = await run('startListener', { address: 'tls://127.0.0.1:0', service: 'echo', alpn: ['x'] });
    assert.match(local, /^tls:\/\/127\.0\.0\.1:\d+$/);
    await assertRejects(run('dialEndpoint', { address: local }), 'TLS_SELF_SIGNED', /CN=localhost/);
    const dialled = await run('dialEndpoint', { address: local, insecure: true, alpn: ['x'], keyLog: true });
    const { version, alpn, isVerified, chain } = dialled.tls ?? assert.fail();
    assert.deepEqual([version, alpn, isVerified, chain[0]?.names], ['TLSv1.3', 'x', false, ['localhost', '127.0.0.1', '::1']]); // prettier-ignore
    await run('sendPayload', { socket: dialled.id, payload: '"to and fro"' });
    await eventually(async () => {
      const bytes = await run('readBytes', { socket: dialled.id, direction: 'received' });
      assert.equal(Buffer.from(bytes).toString(), 'to and fro');
    });
    await run('inspectBytes', { socket: dialled.id });
    await eventually(() => run('goTo', '#1'));
    const { document } = await run('editAndSend', {});
    const text = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === document)?.getText() ?? '';
    assert.ok(text.includes(`con = dial ${local}\n`), text);
    const accepted = await waitForConnection(id);
    assert.match(accepted.remote ?? '', /^tls:/);
    const keys = fileURLToPath(dialled.capture).replace(/\.pcapng$/, '.keys');
    assert.match(await readFile(keys, 'utf8'), /^CLIENT_TRAFFIC_SECRET_0 /m);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await run('closeSocket', { socket: dialled.id });
    await run('deleteCapture', { capture: dialled.capture });
    await assert.rejects(readFile(keys), /ENOENT/);
  });

  it('takes PEM text, and trusts what it is given', async () => {
    const { local } = await run('startListener', { address: 'tls://127.0.0.1:0' });
    const pem = await new Promise<string>((resolve, reject) => {
      const client = tls.connect({ port: Number(portOf(local)), host: '127.0.0.1', rejectUnauthorized: false }, () => {
        resolve(client.getPeerX509Certificate()?.toString() ?? '');
        client.destroy();
      });
      client.on('error', reject);
    });
    const { tls: facts } = await run('dialEndpoint', { address: local, ca: pem, servername: 'localhost' });
    assert.equal(facts?.isVerified, true);
  });

  it('says what is wrong with its options', async () => {
    await assertRejects(run('dialEndpoint', { address: 'tcp://127.0.0.1:9', insecure: true }), 'TLS_OPTION_UNFIT');
    await assertRejects(run('dialEndpoint', { address: 'tls://127.0.0.1:9', ca: 'relative.pem' }), 'BAD_ARGUMENT', /absolute path/); // prettier-ignore
    await assertRejects(run('dialEndpoint', { address: 'tls://127.0.0.1:9', ca: '/missing.pem' }), 'ENOENT');
    await assertRejects(run('startListener', { address: 'tls://127.0.0.1:0', cert: '-----BEGIN X', key: '-----BEGIN X' }), 'BAD_CERTIFICATE'); // prettier-ignore
    await assertRejects(run('startListener', { address: 'tcp://127.0.0.1:0', requestCert: true }), 'TLS_OPTION_UNFIT');
  });
});
