import assert from 'node:assert/strict';
import { MAX_ANSWERS, ShownEvents } from '../../../../src/ui/wire/language/shownEvents';

describe('the events of a run that are shown', () => {
  it('are all steps, and the first answers of rules', () => {
    const events = new ShownEvents();
    const looks = Array.from({ length: MAX_ANSWERS + 3 }, () => events.look({ kind: 'answered' }));
    assert.deepEqual(looks.slice(MAX_ANSWERS - 1), ['shown', 'cut', 'hidden', 'hidden']);
    assert.ok(looks.slice(0, MAX_ANSWERS).every((look) => look === 'shown'));
    assert.equal(events.look({ kind: 'done' }), 'shown');
  });
  it('are none once it is over', () => {
    const events = new ShownEvents();
    events.end();
    assert.equal(events.look({ kind: 'answered' }), 'hidden');
  });
});
