import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

import { eventually } from '../support/eventually';
import { THEMES, useWorkbench } from '../support/workbench';

const LOOK_UP = 'Sockscope: Look Up Name or Address…';

describe('looking up a name', () => {
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

  const firstRow = async (expected: RegExp): Promise<void> =>
    eventually(async () => {
      const [row = ''] = await workbench().quickInput.rows.allInnerTexts();
      assert.match(row.replace(/\s+/g, ' ').trim(), expected);
    });

  it('shows addresses and what they are, and dials one', async () => {
    for (const theme of THEMES) {
      await workbench().setTheme(theme);
      await workbench().runCommand(LOOK_UP, `127.0.0.1:${port}`);
      await firstRow(/^127\.0\.0\.1 ?IPv4 loopback \(RFC 1122\)/);
      await workbench().screenshot(`look-up-${theme}`);
      await workbench().quickInput.cancel();
    }
    await workbench().runCommand(LOOK_UP, `localhost:${port}`, { pick: '127.0.0.1' });
    const connected = once(server, 'connection');
    await workbench().pickItem(`Dial tcp://127.0.0.1:${port}`);
    await connected;
  });

  it('asks for the port of an address alone', async () => {
    await workbench().runCommand(LOOK_UP, '127.0.0.1', { pick: '127.0.0.1' });
    await workbench().quickInput.row('Dial 127.0.0.1 at a Port…').waitFor();
    await workbench().screenshot('look-up-actions');
    await workbench().pickItem('Dial 127.0.0.1 at a Port…');
    const connected = once(server, 'connection');
    await workbench().answerInput(port);
    await connected;
  });

  it('shows ports of services, and says what is no name and what nobody knows', async () => {
    await workbench().runCommand(LOOK_UP, 'http');
    await firstRow(/^http ?80\/tcp, well-known/);
    await workbench().screenshot('look-up-service');
    await workbench().quickInput.cancel();
    await workbench().runCommand(LOOK_UP, { typed: 'a..b' });
    await firstRow(/A part of the host name/);
    await workbench().quickInput.cancel();
    await workbench().runCommand(LOOK_UP, 'no.such.invalid');
    await workbench()
      .notification(/The host name of no\.such\.invalid is not known\./)
      .waitFor();
  });
});
