import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

import { eventually } from '../support/eventually';
import { THEMES, useWorkbench } from '../support/workbench';

describe('the sockets of the machine', () => {
  const workbench = useWorkbench();
  const server = createServer();
  let port: string;
  before(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    port = String((server.address() as AddressInfo).port);
  });
  after(() => {
    server.close();
  });

  /** The rows of the list, each with its description. */
  const rows = async (): Promise<string[]> =>
    (await workbench().quickInput.rows.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());

  const expectHolder = (): Promise<void> =>
    eventually(async () => {
      const shown = await rows();
      assert.equal(shown.length, 1);
      assert.match(shown[0]!, new RegExp(`node \\(pid ${process.pid}\\).*127\\.0\\.0\\.1:${port}`));
    });

  it('say who has a port, from the message that it is taken', async () => {
    await workbench().runCommand('Sockscope: Start Listener…', `127.0.0.1:${port}`, { pick: 'manual' });
    const toast = workbench().notification(/Another program listens on/);
    await toast.getByRole('button', { name: 'Who Has It?' }).click();
    await expectHolder();
    for (const theme of THEMES) {
      await workbench().quickInput.cancel();
      await workbench().setTheme(theme);
      await workbench().runCommand('Sockscope: Who Has This Port?', port);
      await expectHolder();
      await workbench().screenshot(`who-has-this-port-${theme}`);
    }
    await workbench().quickInput.cancel();
  });

  it('are searched by process and port, and copied', async () => {
    await workbench().page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await workbench().runCommand('Sockscope: Sockets of This Machine', { typed: port });
    await eventually(async () => {
      assert.match((await rows())[0] ?? '', new RegExp(`127\\.0\\.0\\.1:${port}`));
    });
    await workbench().screenshot('sockets-of-this-machine');
    await workbench().page.keyboard.press('Enter');
    await workbench().pickItem(`Copy tcp://127.0.0.1:${port}`);
    await eventually(async () => {
      assert.equal(await workbench().clipboard(), `tcp://127.0.0.1:${port}`);
    });
  });
});
