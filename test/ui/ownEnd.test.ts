import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

import { useWorkbench } from '../support/workbench';

describe('dialling from an own end', () => {
  const workbench = useWorkbench();
  const server = createServer();
  let port: number;
  before(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  after(() => {
    server.close();
  });

  it('is asked for behind a button, and offers help where it is taken', async () => {
    const { quickInput, page } = workbench();
    await workbench().runCommand('Sockscope: Dial Endpoint…', { typed: `127.0.0.1:${port}` });
    await quickInput.widget.getByRole('button', { name: 'Own Address and Port…' }).click();
    await quickInput.widget.getByText('Dial Endpoint: Own Address and Port').waitFor();
    await workbench().screenshot('dial-own-end');
    // Nobody can be dialled from the port that the server listens on.
    await workbench().answerInput(`127.0.0.1:${port}`);
    await quickInput.widget.getByText(`Dial Endpoint from 127.0.0.1:${port}`).waitFor();
    assert.equal(await quickInput.input.inputValue(), `127.0.0.1:${port}`);
    await workbench().screenshot('dial-from');
    await page.keyboard.press('Enter');
    const toast = workbench().notification(/Another socket has 127\.0\.0\.1/);
    const connected = once(server, 'connection');
    await toast.getByRole('button', { name: 'Use a Free Port' }).click();
    const [socket] = (await connected) as [Socket];
    assert.equal(socket.remoteAddress, '127.0.0.1');
    socket.destroy();
  });
});
