import assert from 'node:assert/strict';
import { isEnded, type SocketState } from '../../../src/engine/socketInfo';

describe('engine/socketInfo', () => {
  it('tells the states that a socket never leaves', () => {
    const states: Record<SocketState, boolean> = {
      listening: false,
      connecting: false,
      open: false,
      'half-closed-local': false,
      'half-closed-remote': false,
      closed: true,
      reset: true,
      failed: true,
    };
    for (const [state, expected] of Object.entries(states))
      assert.equal(isEnded(state as SocketState), expected, state);
  });
});
