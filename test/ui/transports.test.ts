import assert from 'node:assert/strict';
import { join } from 'node:path';

import { eventually } from '../support/eventually';
import { killTools, spawnTool } from '../support/process';
import { requireTool } from '../support/tools';
import { useWorkbench } from '../support/workbench';
import { InspectorView } from './support/inspectorView';
import { clearSockets, dial, portOf, startListener, waitForRow } from './support/sockets';

describe('other transports than TCP', () => {
  const workbench = useWorkbench();
  afterEach(async () => {
    // VS Code gives the focus back to an open inspector when the palette closes, late on a busy machine: the input that a
    // command has opened meanwhile would close again.
    await workbench().runCommand('View: Close All Editors');
    await clearSockets(workbench());
    await killTools();
  });

  it('listens on a Unix socket for socat, and echoes', async function () {
    const socat = requireTool(this, 'socat');
    const path = join(workbench().workspace, 'echo.sock');
    assert.equal(await startListener(workbench(), `unix:${path}`, 'echo'), '…/echo.sock');
    await workbench().tree('Sockets').runAction('…/echo.sock', 'Inspect Bytes');
    const inspector = new InspectorView(workbench().inspectorFrame());
    await inspector.frame.getByText('Nothing has been recorded yet.').waitFor();

    const client = spawnTool(socat, ['-', `UNIX-CONNECT:${path}`]);
    await client.write('over a path');
    assert.equal(Buffer.from(await client.stdout.waitForBytes(11)).toString(), 'over a path');
    await waitForRow(workbench(), { level: 2, description: /^↓ 11 B +↑ 11 B\b/ });
    // The inspector shows what comes, without having been asked again.
    await inspector.frame.getByText(`UNIX ${path}`).waitFor();
    assert.equal(Buffer.from(await inspector.waitForBytes('sent', 11)).toString(), 'over a path');
  });

  it('dials the Unix socket of socat', async function () {
    const socat = requireTool(this, 'socat');
    const path = join(workbench().workspace, 'server.sock');
    const server = spawnTool(socat, ['-d', '-d', `UNIX-LISTEN:${path}`, '-']);
    await server.stderr.waitForText(/listening on/);
    const dialled = await dial(workbench(), `unix:${path}`, /^client s\d+ → …\/server\.sock$/);
    await workbench().tree('Sockets').runAction(dialled, 'Send Payload…');
    await workbench().answerInput('[00 ff] "dialled"');
    assert.equal(Buffer.from(await server.stdout.waitForBytes(9)).toString('latin1'), '\x00\xffdialled');
    await server.write('and answered');
    await waitForRow(workbench(), { label: dialled, description: /^↓ 12 B +↑ 9 B\b/ });
  });

  it('tells two UDP peers apart, and answers one of them', async function () {
    const ncat = requireTool(this, 'ncat');
    const socket = await startListener(workbench(), 'udp://127.0.0.1:0', 'manual');
    // One after the other: VS Code knows no row while it reads them anew, and each datagram makes it do so. Once the row that
    // the last one brought is there, it does so no more.
    const other = spawnTool(ncat, ['-u', '127.0.0.1', portOf(socket)]);
    await other.write('the first');
    await waitForRow(workbench(), { level: 2, description: /^↓ 9 B +↑ 0 B$/ });
    await waitForRow(workbench(), { label: socket, description: /^UDP · ↓ 9 B +↑ 0 B\b/ });
    const chosen = spawnTool(ncat, ['-u', '127.0.0.1', portOf(socket)]);
    await chosen.write('the second one');
    const second = await waitForRow(workbench(), { level: 2, description: /^↓ 14 B +↑ 0 B$/ });
    await waitForRow(workbench(), { label: socket, description: /^UDP · ↓ 23 B +↑ 0 B · ↓ "the second one"$/ });

    await workbench().tree('Sockets').runAction(second.label, 'Send Payload…');
    await workbench().answerInput('to you alone');
    assert.equal(Buffer.from(await chosen.stdout.waitForBytes(12)).toString(), 'to you alone');
    await waitForRow(workbench(), { label: second.label, description: /^↓ 14 B +↑ 12 B\b/ });
    assert.equal(other.stdout.length, 0);

    await workbench().tree('Sockets').runAction(second.label, 'Inspect Bytes');
    const inspector = new InspectorView(workbench().inspectorFrame());
    assert.equal(Buffer.from(await inspector.waitForBytes('received', 14)).toString(), 'the second one');
    assert.equal(Buffer.from(await inspector.waitForBytes('sent', 12)).toString(), 'to you alone');

    const entries = inspector.frame.locator('.entry');
    await eventually(async () => {
      const listed = (await entries.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());
      // Oldest first, so that the whole socket stands before its peers.
      const [whole, ...peers] = listed.toSorted(
        (one, next) => Number(next.includes('all peers')) - Number(one.includes('all peers')),
      );
      assert.match(whole!, /^UDP \S+ all peers open ↓ received 23 bytes ↑ sent 12 bytes$/);
      assert.deepEqual(peers.map((each) => each.replace(/^UDP \S+ open /, '')).toSorted(), [
        '↓ received 14 bytes ↑ sent 12 bytes',
        '↓ received 9 bytes ↑ sent 0 bytes',
      ]);
    });
  });
});
