import assert from 'node:assert/strict';
import fc from 'fast-check';
import { captureFileName } from '../../../../src/capture/record/fileName';

const TIME = new Date(2026, 10, 21, 9, 8, 7);

describe('captureFileName', () => {
  it('tells what the capture holds, and when it began, in local time', () => {
    assert.equal(captureFileName('tcp 127.0.0.1 9000', TIME), 'tcp 127.0.0.1 9000 · 2026-11-21 09.08.07.pcapng');
    assert.equal(captureFileName('udp x', TIME, 2), 'udp x · 2026-11-21 09.08.07 (2).pcapng');
  });

  it('replaces what a file name may not have', () => {
    assert.equal(captureFileName('unix /run/x?.sock', TIME), 'unix _run_x_.sock · 2026-11-21 09.08.07.pcapng');
    assert.equal(captureFileName('a\0b\nc\u007f<>:"|*\\', TIME), 'a_b_c________ · 2026-11-21 09.08.07.pcapng');
    assert.match(captureFileName(' ', TIME), /^socket · /);
  });

  it('is a legal name of at most 255 bytes, whatever the title', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300, size: 'max' }), (title) => {
        const name = captureFileName(title, TIME, 10_000);
        assert.ok(Buffer.byteLength(name) <= 255);
        assert.ok(Array.from(name).every((one) => one > '\u001f' && one !== '\u007f' && !'<>:"/\\|?*'.includes(one)));
        assert.equal(Buffer.from(name).toString(), name, 'no half characters');
        assert.match(name, / · 2026-11-21 09\.08\.07 \(10000\)\.pcapng$/);
      }),
    );
  });
});
