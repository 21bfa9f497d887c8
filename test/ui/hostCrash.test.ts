import assert from 'node:assert/strict';
import { stat, truncate } from 'node:fs/promises';

import { eventually } from '../support/eventually';
import { killTools, spawnTool } from '../support/process';
import { requireTool } from '../support/tools';
import { useWorkbench } from '../support/workbench';
import { InspectorView } from './support/inspectorView';
import { portOf, startListener, waitForRow } from './support/sockets';

/** Sends 32-bit numbers in network order, from 0 on, as fast as it can. */
const FLOOD = `
import socket, struct, sys
peer = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
number = 0
while True:
    peer.sendall(struct.pack('>16384I', *range(number, number + 16384)))
    number += 16384
`;

describe('an extension host that is killed in the middle of a flood', () => {
  const workbench = useWorkbench();
  const inspector = (): InspectorView => new InspectorView(workbench().inspectorFrame());
  afterEach(killTools);

  it('leaves a capture with all that was written; a torn last block is cut off and said', async function () {
    this.timeout(120_000);
    const python = requireTool(this, 'python3');
    await workbench().page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const port = portOf(await startListener(workbench(), '127.0.0.1:0', 'discard'));
    const label = `tcp 127.0.0.1 ${port}`;
    await workbench().tree('Captures').runFromMenu(label, 'Copy Path');
    const path = await eventually(async () => {
      const text = await workbench().clipboard();
      assert.match(text, /\.pcapng$/);
      return text;
    });
    const client = spawnTool(python, ['-c', FLOOD, port]);
    await waitForRow(workbench(), { level: 2, description: /^↓ [\d.]+ MiB/ });
    await workbench().killExtensionHost();
    await client.exited;
    const { size } = await stat(path);
    assert.ok(size > 2 ** 20);
    // Whether the kill tears a block is up to the kernel; here one is torn for certain.
    await truncate(path, size - 5);

    await workbench().reload();
    await workbench().showSideBar();
    await workbench().tree('Captures').row(label).click();
    await inspector().frame.getByText('The last block is cut off and left out.').waitFor();
    await inspector().byte('received', 0).click();
    await workbench().page.keyboard.press('Control+End');
    const offset = await eventually(async () => {
      const { caret } = inspector();
      assert.equal(await caret.getAttribute('data-direction'), 'received');
      const last = Number(await caret.getAttribute('data-offset'));
      assert.ok(last > 2 ** 20);
      return last;
    });
    // All of the file but headers and the torn block has come back, and in its place.
    assert.ok(offset > size * 0.9, `${offset} of ${size}`);
    const number = Math.floor(offset / 4) - 4;
    await inspector()
      .byte('received', number * 4)
      .click();
    await eventually(async () => {
      assert.equal((await inspector().value('u32', 'be').textContent())?.trim(), String(number));
    });
  });
});
