import assert from 'node:assert/strict';

import { eventually } from '../support/eventually';
import { killTools, spawnTool } from '../support/process';
import { requireTool } from '../support/tools';
import { useWorkbench } from '../support/workbench';
import { InspectorView } from './support/inspectorView';
import { clearSockets, portOf, startListener, waitForRow } from './support/sockets';

/** About 1 MiB: the least that the setting takes. */
const LIMIT = { 'sockscope.capture.maxSize': 0.001 };

/** What stops recording in these tests is the limit; a full disk takes the same way. */
describe('a capture that cannot be written any more', () => {
  const workbench = useWorkbench({ settings: LIMIT });
  const inspector = (): InspectorView => new InspectorView(workbench().inspectorFrame());
  afterEach(async () => {
    await workbench().runCommand('View: Close All Editors');
    await clearSockets(workbench());
    await workbench().runCommand('Notifications: Clear All Notifications');
    await killTools();
  });

  it('is said once, in tree and inspector, while the sockets go on; recording resumes into a new file', async function () {
    const ncat = requireTool(this, 'ncat');
    const listener = await startListener(workbench(), '127.0.0.1:0', 'echo');
    const client = spawnTool(ncat, ['127.0.0.1', portOf(listener)]);
    await client.write(new Uint8Array(2 ** 21));
    await client.stdout.waitForBytes(2 ** 21);

    const notRecorded = /not recorded since \d\d:\d\d:\d\d\.\d{3}/;
    await waitForRow(workbench(), { label: listener, level: 1, description: notRecorded });
    const { label: peer } = await waitForRow(workbench(), {
      level: 2,
      description: new RegExp(`${notRecorded.source} · ↓ 2\\.00 MiB +↑ 2\\.00 MiB\\b`),
    });
    await eventually(async () => {
      const [capture] = await workbench().tree('Captures').items();
      assert.match(capture?.description ?? '', new RegExp(`^${notRecorded.source} · 1\\.\\d+ MiB · listener$`));
    });
    const toast = workbench().notification('Resume Recording');
    await toast.waitFor();
    assert.equal(await workbench().notification(/./).count(), 1, 'it is said once');

    await workbench().tree('Sockets').runAction(peer, 'Inspect Bytes');
    await inspector()
      .frame.getByText(/^\s*Not recorded since \d\d:\d\d:\d\d\.\d{3}\. /)
      .waitFor();

    await toast.getByRole('button', { name: 'Resume Recording' }).click();
    await eventually(async () => {
      assert.equal((await workbench().tree('Captures').items()).length, 2);
    });
    await waitForRow(workbench(), { label: peer, description: /^↓ 2\.00 MiB/ });
    await client.write('recorded again');
    await client.stdout.waitForBytes(2 ** 21 + 14);
    await workbench().tree('Sockets').runAction(peer, 'Inspect Bytes');
    assert.equal(Buffer.from(await inspector().waitForBytes('received', 14)).toString(), 'recorded again');
    assert.equal(Buffer.from(await inspector().waitForBytes('sent', 14)).toString(), 'recorded again');
    assert.equal(await inspector().frame.getByText('Not recorded since').count(), 0);
  });

  it('resumes from the row’s context menu too', async function () {
    const ncat = requireTool(this, 'ncat');
    const listener = await startListener(workbench(), '127.0.0.1:0', 'discard');
    const client = spawnTool(ncat, ['127.0.0.1', portOf(listener)]);
    await client.write(new Uint8Array(2 ** 21));
    await waitForRow(workbench(), { label: listener, description: /not recorded since/ });
    await workbench().tree('Sockets').runFromMenu(listener, 'Resume Recording');
    await waitForRow(workbench(), { label: listener, description: /^discard · ↓ 2\.00 MiB .* 1 connected/ });
    assert.ok(!(await workbench().tree('Sockets').menuOf(listener)).includes('Resume Recording'));
  });
});
