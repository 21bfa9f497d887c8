import assert from 'node:assert/strict';

import { eventually } from '../support/eventually';
import { killTools, spawnTool } from '../support/process';
import { requireTool } from '../support/tools';
import { useWorkbench } from '../support/workbench';
import { InspectorView } from './support/inspectorView';
import { portOf, startListener, waitForRow } from './support/sockets';

/** What `ncat` sends: the two bytes stand in the middle, and differ from all others. */
const MESSAGE = Uint8Array.of(0x68, 0x69, 0x0a, 0x0b, 0x77, 0x78, 0x79, 0x7a);
const FIRST = 2;

describe('the selected bytes 0a 0b', () => {
  const workbench = useWorkbench();
  const inspector = (): InspectorView => new InspectorView(workbench().inspectorFrame());
  before(async function () {
    const ncat = requireTool(this, 'ncat');
    const listener = await startListener(workbench(), '127.0.0.1:0', 'manual');
    await spawnTool(ncat, ['127.0.0.1', portOf(listener)]).write(MESSAGE);
    const { label } = await waitForRow(workbench(), { level: 2, description: /^↓ 8 B/ });
    await workbench().tree('Sockets').runAction(label, 'Inspect Bytes');
    assert.deepEqual(await inspector().waitForBytes('received', MESSAGE.length), MESSAGE);
  });
  after(killTools);

  /** Reads the numbers as a person does: from the row `u16`, below the heading that names the byte order. */
  async function expectReadings(): Promise<void> {
    await eventually(async () => {
      assert.deepEqual(await inspector().selectedOffsets(), [FIRST, FIRST + 1]);
    });
    await inspector().waitForValues({ u16: ['2571', '2826'], i16: ['2571', '2826'] });
    for (const [endian, heading, value] of [
      ['be', /^Big-endian\s+network order/, '2571'],
      ['le', /^Little-endian/, '2826'],
    ] as const) {
      assert.match(await inspector().heading(endian).innerText(), heading);
      const [above, below] = await Promise.all([
        inspector().heading(endian).boundingBox(),
        inspector().value('u16', endian).boundingBox(),
      ]);
      assert.ok(above && below);
      assert.equal(below.x, above.x, `${value} stands below its heading`);
      assert.ok(below.y > above.y);
    }
  }

  async function clearSelection(): Promise<void> {
    await inspector()
      .byte('received', MESSAGE.length - 1)
      .click();
    await inspector().waitForValues({ u8: ['122', '122'], u16: ['End of data', 'End of data'] });
  }

  it('are 2571 in network order and 2826 in the other when the mouse is drawn over them', async () => {
    await clearSelection();
    await inspector()
      .byte('received', FIRST)
      .dragTo(inspector().byte('received', FIRST + 1));
    await expectReadings();
  });

  it('are the same when they are drawn over backwards', async () => {
    await clearSelection();
    await inspector()
      .byte('received', FIRST + 1)
      .dragTo(inspector().byte('received', FIRST));
    await expectReadings();
  });

  it('are the same when they are selected by keyboard', async () => {
    await clearSelection();
    const { keyboard } = workbench().page;
    await keyboard.press('Control+Home');
    for (let offset = 0; offset < FIRST; offset++) await keyboard.press('ArrowRight');
    await keyboard.press('Shift+ArrowRight');
    await expectReadings();
  });
});
