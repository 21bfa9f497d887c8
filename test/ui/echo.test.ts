import assert from 'node:assert/strict';

import { eventually } from '../support/eventually';
import { killTools, spawnTool, type ToolProcess } from '../support/process';
import { requireTool } from '../support/tools';
import { useWorkbench } from '../support/workbench';
import { InspectorView } from './support/inspectorView';
import { ALL_BYTES, dialledAt, portOf, startListener, waitForRow } from './support/sockets';

/** One conversation, from the palette to the inspector and over a reload of the window: each test goes on where the last ended. */
describe('a listener with echo', () => {
  const workbench = useWorkbench();
  let client: ToolProcess;
  let peer: string;
  const inspector = (): InspectorView => new InspectorView(workbench().inspectorFrame());
  after(killTools);

  it('starts from the palette and sends all 256 byte values back to ncat', async function () {
    const ncat = requireTool(this, 'ncat');
    const address = await startListener(workbench(), '127.0.0.1:0', 'echo');
    assert.match(address, /^:[1-9]\d*$/);
    client = spawnTool(ncat, ['127.0.0.1', portOf(address)]);
    await client.write(ALL_BYTES);
    assert.deepEqual(await client.stdout.waitForBytes(256), ALL_BYTES);

    await waitForRow(workbench(), {
      label: address,
      level: 1,
      description: /^echo · ↓ 256 B +↑ 256 B · 1 connected$/,
    });
    const connection = await waitForRow(workbench(), {
      level: 2,
      label: dialledAt(portOf(address)),
      description: /^↓ 256 B +↑ 256 B · ↑ \[00 01 02 /,
    });
    peer = connection.label;
  });

  it('opens the inspector from its connection’s row, with both directions byte for byte', async () => {
    await workbench().tree('Sockets').runAction(peer, 'Inspect Bytes');
    assert.deepEqual(await inspector().waitForBytes('received', 256), ALL_BYTES);
    assert.deepEqual(await inspector().waitForBytes('sent', 256), ALL_BYTES);
    // Told apart by a sign, not by colour alone.
    for (const [direction, name] of [
      ['received', /^↓\s+received$/],
      ['sent', /^↑\s+sent$/],
    ] as const) {
      await inspector().scrollTo(direction, 0);
      const heading = inspector().frame.locator(`.row.heading.${direction} .direction`).first();
      assert.match(await heading.innerText(), name);
    }
  });

  it('reads the two selected bytes 0a 0b as 2571 in network order and as 2826 in the other', async () => {
    await inspector().scrollTo('received', 10);
    await inspector().byte('received', 10).click();
    await inspector()
      .byte('received', 11)
      .click({ modifiers: ['Shift'] });
    assert.deepEqual(await inspector().selectedOffsets(), [10, 11]);
    await inspector().waitForValues({ u16: ['2571', '2826'], i16: ['2571', '2826'], u8: ['10', '10'] });
    assert.match(await inspector().heading('be').innerText(), /^Big-endian\s+network order/);
    assert.match(await inspector().heading('le').innerText(), /^Little-endian/);
    const place = inspector().frame.locator('.place');
    await place.getByText('2 bytes selected').waitFor();
    assert.match(await place.innerText(), /received byte 10 \(0xa\)\s+2 bytes selected/);
  });

  it('says End of data where too few bytes are left', async () => {
    await inspector().scrollTo('received', 255);
    await inspector().byte('received', 253).click();
    await inspector().waitForValues({
      u8: ['253', '253'],
      u16: [String(0xfdfe), String(0xfefd)],
      u32: ['End of data', 'End of data'],
      f64: ['End of data', 'End of data'],
      ipv4: ['End of data', 'End of data'],
    });
  });

  it('follows the keyboard', async () => {
    const { keyboard } = workbench().page;
    const isAt = (direction: string, offset: number): Promise<void> =>
      eventually(async () => {
        const { caret } = inspector();
        const place = [await caret.getAttribute('data-direction'), await caret.getAttribute('data-offset')];
        assert.deepEqual(place, [direction, String(offset)]);
      });
    await keyboard.press('Control+Home');
    await isAt('received', 0);
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowDown');
    await isAt('received', 17);
    await keyboard.press('End');
    await isAt('received', 31);
    await keyboard.press('Shift+ArrowRight');
    await isAt('received', 32);
    await eventually(async () => {
      assert.deepEqual(await inspector().selectedOffsets(), [31, 32]);
    });
    await inspector().waitForValues({ u16: [String(0x1f20), String(0x201f)] });
    await keyboard.press('Control+End');
    await isAt('sent', 255);
    await inspector().waitForValues({ u8: ['255', '255'], i8: ['-1', '-1'], u16: ['End of data', 'End of data'] });
  });

  it('copies the selection as hex', async () => {
    await workbench().page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await inspector().scrollTo('received', 10);
    await inspector().byte('received', 10).click();
    await workbench().page.keyboard.press('Shift+ArrowRight');
    await workbench().page.keyboard.press('Control+C');
    await inspector().status.getByText('Copied 2 bytes as hex').waitFor();
    // A browser hands the clipboard on late.
    await eventually(async () => {
      assert.equal(await workbench().page.evaluate<string>('navigator.clipboard.readText()'), '0a 0b');
    });
  });

  it('follows the end until the user scrolls up, and again when asked to', async () => {
    const { followButton, frame } = inspector();
    const isFollowing = (wanted: boolean): Promise<void> =>
      eventually(async () => {
        assert.equal(await followButton.getAttribute('aria-pressed'), String(wanted));
      });
    await isFollowing(false);
    await followButton.click();
    await isFollowing(true);
    await client.write('x'.repeat(1000));
    await inspector().byte('sent', 1255).waitFor();
    await isFollowing(true);

    await inspector().grid.hover();
    await workbench().page.mouse.wheel(0, -400);
    await isFollowing(false);
    await client.write('y'.repeat(1000));
    await frame.getByText('2,256 bytes sent').waitFor();
    assert.equal(await inspector().byte('sent', 2255).count(), 0);

    await followButton.click();
    await inspector().byte('sent', 2255).waitFor();
  });

  it('keeps few rows in the document however long the conversation', async () => {
    await client.write(new Uint8Array(2 ** 20));
    await inspector().frame.getByText('1,050,832 bytes sent').waitFor();
    await inspector().byte('sent', 1_050_831).waitFor();
    assert.ok((await inspector().frame.locator('.row').count()) < 100);
  });

  it('shows the same bytes, at the same place, after a reload of the window', async function () {
    // The workbench stores its state at its leisure.
    this.timeout(120_000);
    await inspector().scrollTo('received', 10);
    await inspector().byte('received', 10).click();
    await workbench().page.keyboard.press('Shift+ArrowRight');
    await inspector().waitForValues({ u16: ['2571', '2826'] });
    await workbench().waitUntilStored(/"offset":11\b/);

    await workbench().reload();
    await inspector().byte('received', 10).waitFor();
    await eventually(async () => {
      assert.deepEqual(await inspector().selectedOffsets(), [10, 11]);
    });
    await inspector().waitForValues({ u16: ['2571', '2826'] });
    // The sockets ended with the window; what they recorded is read from the file.
    await workbench().tree('Sockets').pane.getByRole('button', { name: 'Start Listener' }).waitFor();
    await inspector().frame.getByText('1,050,832 bytes received').waitFor();
    assert.equal(await inspector().frame.getByText('Live').count(), 0);
  });

  it('is opened again from the list of captures', async () => {
    await workbench().runCommand('View: Close All Editors');
    await workbench()
      .tree('Captures')
      .row(/^tcp 127\.0\.0\.1/)
      .click();
    assert.deepEqual(await inspector().waitForBytes('received', 256), ALL_BYTES);
    assert.deepEqual(await inspector().waitForBytes('sent', 256), ALL_BYTES);
  });
});
