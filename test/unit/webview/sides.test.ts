import assert from 'node:assert/strict';
import { STRINGS, wordingFrom, type StringKey } from '../../../src/webview/inspector/strings';
import { SidedWording } from '../../../src/webview/inspector/view/sides';

describe('sides', () => {
  const english = wordingFrom(undefined);
  const sided = new SidedWording(english);

  it('leaves the words for a conversation of ours as they are', () => {
    for (const ours of [undefined, {}]) assert.equal(sided.of(ours), english);
  });

  it('says client and server of a conversation that others had, by who the client is', () => {
    const said = (client: 'sent' | 'received', key: StringKey): string => sided.of({ client })(key, '5 bytes');
    assert.deepEqual([said('sent', 'sent'), said('sent', 'received')], ['client', 'server']);
    assert.deepEqual([said('received', 'sent'), said('received', 'received')], ['server', 'client']);
    assert.equal(said('sent', 'sentTotal'), '5 bytes by the client');
    assert.equal(said('received', 'viewSent'), 'Server');
    assert.equal(said('sent', 'nothingReceived'), 'The server sent nothing.');
    assert.equal(said('sent', 'missing'), STRINGS.missing);
  });

  it('has the same words for the same sides, so that the page need not be drawn anew', () => {
    assert.equal(sided.of({ client: 'sent' }), sided.of({ client: 'sent' }));
    assert.notEqual(sided.of({ client: 'sent' }), sided.of({ client: 'received' }));
  });
});
