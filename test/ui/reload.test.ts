import assert from 'node:assert/strict';

import { eventually } from '../support/eventually';
import { killTools, spawnTool } from '../support/process';
import { requireTool } from '../support/tools';
import { useWorkbench } from '../support/workbench';
import { InspectorView } from './support/inspectorView';
import { dial, dialledAt, isListening, listenWithNcat, portOf, startListener, waitForRow } from './support/sockets';

/** Rows of 16 bytes enough for a place that is far from both ends. */
const STREAM_BYTES = 64 * 1024;

describe('a reload of the window', () => {
  const workbench = useWorkbench();
  const inspector = (): InspectorView => new InspectorView(workbench().inspectorFrame());
  afterEach(killTools);

  it('brings captures and inspectors back at their place, and opens no socket before it is told to', async function () {
    // The workbench stores its state at its leisure.
    this.timeout(120_000);
    const ncat = requireTool(this, 'ncat');
    const listener = await startListener(workbench(), '127.0.0.1:0', 'discard');
    const client = spawnTool(ncat, ['127.0.0.1', portOf(listener)]);
    await client.write(Uint8Array.from({ length: STREAM_BYTES }, (_, offset) => offset & 0xff));
    const connection = await waitForRow(workbench(), { level: 2, description: /^↓ 64\.0 KiB/ });
    const { server, port } = await listenWithNcat(ncat);
    await dial(workbench(), port, dialledAt(port));

    await workbench().tree('Sockets').runAction(connection.label, 'Inspect Bytes');
    const { keyboard, mouse } = workbench().page;
    await inspector().scrollTo('received', STREAM_BYTES / 2);
    await inspector()
      .byte('received', STREAM_BYTES / 2)
      .click();
    await keyboard.press('Shift+ArrowRight');
    await inspector().grid.hover();
    await mouse.wheel(0, -60);
    const firstInView = async (): Promise<string | null> =>
      inspector().frame.locator('[role=gridcell][data-offset]').first().getAttribute('data-offset');
    await workbench().waitUntilStored(new RegExp(`"offset":${STREAM_BYTES / 2 + 1}\\b`));
    const place = await firstInView();

    await workbench().reload();
    await inspector()
      .byte('received', STREAM_BYTES / 2)
      .waitFor();
    await eventually(async () => {
      assert.deepEqual(await inspector().selectedOffsets(), [STREAM_BYTES / 2, STREAM_BYTES / 2 + 1]);
      assert.equal(await firstInView(), place);
    });
    await inspector().waitForValues({ u16: ['1', '256'] });

    await workbench()
      .tree('Captures')
      .row(`tcp 127.0.0.1 ${portOf(listener)}`)
      .waitFor();
    await workbench()
      .tree('Captures')
      .row(new RegExp(`^tcp 127\\.0\\.0\\.1 ${port} from \\d+$`))
      .waitFor();
    await workbench().tree('Sockets').pane.getByRole('button', { name: 'Start Listener' }).waitFor();
    assert.equal(await workbench().badge(), '');
    assert.equal(await isListening(portOf(listener)), false);
    // ncat -l takes one connection, and ends with it: nobody came a second time.
    assert.equal((await server.exited).code, 0);

    const toast = workbench().notification('2 sockets were closed by the reload.');
    await toast.waitFor();
    await workbench().screenshot('closed by the reload');
    await toast.getByRole('button', { name: 'Open Again…' }).click();
    const dialled = workbench().quickInput.row(`tcp://127.0.0.1:${port}`);
    // It is chosen at first, as all are.
    await dialled.click();
    await workbench().quickInput.input.press('Enter');
    await waitForRow(workbench(), { label: listener, description: /^discard · / });
    assert.equal(await isListening(portOf(listener)), true);
    assert.equal((await workbench().tree('Sockets').items()).filter(({ level }) => level === 1).length, 1);
  });
});
