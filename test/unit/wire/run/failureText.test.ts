import assert from 'node:assert/strict';
import { withoutTones } from '../../../../src/bytes/styledText';
import { describeFailure } from '../../../../src/wire/run/failureText';
import { fail } from '../running';

// A machine that has others to do may need its time for these.
const OPEN = 'srv = listen tcp://127.0.0.1:0\ncli = dial {{srv}} within 10s\ncon = accept srv within 10s\n';

/** The lines for people, but how long it waited. */
async function lines(steps: string): Promise<readonly string[]> {
  const described = describeFailure(await fail(OPEN + steps, { timeout: 200 })).map(withoutTones);
  assert.match(described.at(-1)!, /^waited \d+ ms$/);
  return described.slice(0, -1);
}

describe('wire/failureText', () => {
  it('puts expected and received side by side, in hex and text, and marks the first difference', async () => {
    assert.deepEqual(await lines('cli > "hello\\r\\nwXrld"\nwait 10ms\ncon < "hello\\r\\nworld"'), [
      'con received other bytes than expected: byte 8 is 58, not 6f.',
      '      expected                          │ received',
      '0000  68 65 6c 6c 6f 0d 0a 77  hello␍␊w │ 68 65 6c 6c 6f 0d 0a 77  hello␍␊w',
      '0008  6f 72 6c 64              orld     │ 58 72 6c 64              Xrld',
      '      ^^                                │ ^^',
    ]);
  });
  it('marks where bytes are missing, and what may be anything', async () => {
    assert.deepEqual(await lines('cli > "ab"\ncon < u8(?n) "bcd"'), [
      'con received only 2 of 4 bytes within 200 ms.',
      '      expected                          │ received',
      '0000  ?? 62 63 64              ?bcd     │ 61 62                    ab',
      '            ^^                          │       ^^',
    ]);
  });
  it('tells what else had arrived', async () => {
    assert.deepEqual(await lines('cli > "xbcd and more"\nwait 10ms\ncon < "abcd"'), [
      'con received other bytes than expected: byte 0 is 78, not 61.',
      '      expected                          │ received',
      '0000  61 62 63 64              abcd     │ 78 62 63 64              xbcd',
      '      ^^                                │ ^^',
      '9 more bytes had arrived behind them:',
      '0004  20 61 6e 64 20 6d 6f 72  65                       | and more|',
    ]);
  });
  it('shows what came where no exact bytes were expected', async () => {
    assert.deepEqual(await lines('cli > "abc"\ncon < /x/'), [
      'con received only 3 bytes that do not match within 200 ms.',
      'received 3 bytes:',
      '0000  61 62 63                                          |abc|',
    ]);
  });
  it('shows a few lines around the difference of long payloads, and how much there is', async () => {
    const described = await lines('cli > zeros(1000) "x" zeros(3000)\nwait 20ms\ncon < zeros(2000)');
    assert.equal(described[0], 'con received other bytes than expected: byte 1000 is 78, not 00.');
    assert.ok(described.length < 20);
    assert.ok(described.some((line) => line.startsWith('03e8  00 00 00')));
    assert.ok(described.includes('… 2000 bytes were expected in all'));
    assert.ok(described.includes('2001 more bytes had arrived behind them:'));
  });
});
