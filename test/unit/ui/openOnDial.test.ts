import assert from 'node:assert/strict';
import type { LiveSocket } from '../../../src/engine/liveSocket';
import { InspectorOnDial } from '../../../src/ui/inspector/openOnDial';
import type { OpenOnDial } from '../../../src/ui/settings';

const SOCKET = { id: 's1' } as unknown as LiveSocket;

describe('InspectorOnDial', () => {
  /** How many of three dials opened the inspector, of which one is open from the beginning or none. */
  async function openedOf(setting: OpenOnDial, isOpen = false): Promise<number> {
    let opened = 0;
    const onDial = new InspectorOnDial({
      setting: () => setting,
      isInspectorOpen: () => isOpen,
      show: (socket, options) => {
        assert.equal(socket, SOCKET);
        assert.deepEqual(options, { isBeside: true, preserveFocus: true });
        opened++;
        return Promise.resolve();
      },
    });
    for (let count = 0; count < 3; count++) await onDial.dialled(SOCKET);
    return opened;
  }

  it('opens for the first dial, unless a capture is looked at already; for each; or for none', async () => {
    assert.equal(await openedOf('first'), 1);
    assert.equal(await openedOf('first', true), 0);
    assert.equal(await openedOf('always', true), 3);
    assert.equal(await openedOf('never'), 0);
  });
});
