import assert from 'node:assert/strict';
import type { BytesSocket } from '../../../../src/engine/bytesSocket';
import type { LiveSocket } from '../../../../src/engine/liveSocket';
import { inSendOrder, type SendHints } from '../../../../src/ui/commands/sendOrder';

const socket = (id: string, fields: object): LiveSocket => ({ id, ...fields }) as unknown as LiveSocket;

describe('inSendOrder', () => {
  const listener = socket('listener', { kind: 'listener' });
  const accepted = socket('accepted', { kind: 'connection', parent: 'listener' });
  const other = socket('other', { kind: 'connection', parent: 'other listener' });
  const dialled = socket('dialled', { kind: 'connection', parent: undefined });
  const bound = socket('bound', { kind: 'datagram', remote: undefined });
  const connected = socket('connected', { kind: 'datagram', remote: {} });
  const all = [other, accepted, bound, connected, dialled];

  const idsWith = (hints: Partial<SendHints>): string[] =>
    inSendOrder(all, { selected: undefined, lastUsed: undefined, ...hints }).map(({ id }) => id);

  it('puts the dialled ones first', () => {
    assert.deepEqual(idsWith({}), ['connected', 'dialled', 'other', 'accepted', 'bound']);
  });

  it('puts what was used last before them, and what is selected before that', () => {
    const lastUsed = bound as BytesSocket;
    assert.deepEqual(idsWith({ lastUsed }), ['bound', 'connected', 'dialled', 'other', 'accepted']);
    assert.deepEqual(idsWith({ lastUsed, selected: other }).slice(0, 3), ['other', 'bound', 'connected']);
    assert.deepEqual(idsWith({ lastUsed: other as BytesSocket, selected: other })[0], 'other');
  });

  it('takes a selected listener for the connections that it accepted', () => {
    assert.deepEqual(idsWith({ selected: listener }).slice(0, 2), ['accepted', 'connected']);
  });
});
