import assert from 'node:assert/strict';
import { matchesFilter } from '../../../../src/ui/captures/captureFilter';

describe('ui/captures/captureFilter', () => {
  const texts = ['two Greetings.pcapng', 'listener tcp://127.0.0.1:9000'];

  it('lets everything through while it is empty', () => {
    for (const filter of ['', '  ']) assert.equal(matchesFilter(filter, texts), true);
  });

  it('finds every word somewhere, in whatever case and order', () => {
    for (const filter of ['greet', 'GREETINGS', ' 9000  two ', '127.0.0.1:9000', 'two greetings']) {
      assert.equal(matchesFilter(filter, texts), true, filter);
    }
    for (const filter of ['greet 9001', 'three', 'pcapnglistener']) {
      assert.equal(matchesFilter(filter, texts), false, filter);
    }
  });

  it('takes what is typed as text, not as a pattern', () => {
    for (const filter of ['.*', '[a-z]', 'two|three', '\\']) assert.equal(matchesFilter(filter, texts), false, filter);
    assert.equal(matchesFilter('(2)', ['tcp (2)']), true);
  });
});
