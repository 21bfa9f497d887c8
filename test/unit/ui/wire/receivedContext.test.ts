import assert from 'node:assert/strict';
import { parseReceivedContext, receivedContext } from '../../../../src/ui/wire/run/receivedContext';

describe('ui/wire/run/receivedContext', () => {
  const place = {
    capture: 'file:///a%20b/tcp%20%C2%B7.pcapng',
    conversation: 3,
    direction: 'received',
    offset: 2 ** 40,
    length: 0,
  } as const;

  it('comes back as it was', () => {
    assert.deepEqual(parseReceivedContext(receivedContext(place)), place);
    assert.deepEqual(parseReceivedContext(receivedContext({ ...place, direction: 'sent' }))?.direction, 'sent');
  });

  it('is what package.json looks for', () => {
    assert.match(receivedContext(place), /^sockscope\.received /);
  });

  it('is refused when it is anything else', () => {
    const fields = ['file:///a', 0, 'received', 0, 1];
    const given = (...values: readonly unknown[]): string => `sockscope.received ${JSON.stringify(values)}`;
    assert.ok(parseReceivedContext(given(...fields)));
    for (const [index, bad] of [
      [0, 7],
      [1, -1],
      [1, '0'],
      [2, 'both'],
      [3, 0.5],
      [3, null],
      [4, 2 ** 53],
    ] as const) {
      assert.equal(
        parseReceivedContext(given(...(fields as unknown[]).with(index, bad))),
        undefined,
        `${index} ${bad}`,
      );
    }
    for (const context of [
      undefined,
      7,
      '',
      'sockscope.received ',
      'sockscope.received {}',
      'sockscope.received [',
      'other []',
    ]) {
      assert.equal(parseReceivedContext(context), undefined, String(context));
    }
  });
});
