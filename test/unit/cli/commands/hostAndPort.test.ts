import assert from 'node:assert/strict';
import { hostAndPort } from '../../../../src/cli/commands/hostAndPort';

describe('cli/hostAndPort', () => {
  it('says how the two words of nc are one', () => {
    assert.equal(hostAndPort('localhost', '80'), ' Host and port are one word here: localhost:80.');
  });

  it('says nothing of anything else', () => {
    for (const words of [['localhost'], ['localhost', 'echo'], [':9000', '80'], ['unix:/x', '80'], []]) {
      assert.equal(hostAndPort(words[0], words[1]), '');
    }
  });
});
