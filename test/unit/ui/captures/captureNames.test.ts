import assert from 'node:assert/strict';
import { captureFileName } from '../../../../src/capture/record/fileName';
import { isNamedAfter, shownAddress, shownName } from '../../../../src/ui/captures/captureNames';

const TIME = new Date(2026, 10, 21, 21, 10, 3);

describe('ui/captures/captureNames', () => {
  it('show a name without its time, which the row says apart', () => {
    assert.equal(shownName(captureFileName('tcp 127.0.0.1 9000', TIME)), 'tcp 127.0.0.1 9000');
    assert.equal(shownName(captureFileName('tcp 127.0.0.1 9000', TIME, 12)), 'tcp 127.0.0.1 9000 (12)');
    assert.equal(shownName('two greetings.pcapng'), 'two greetings');
    assert.equal(
      shownName('seen · 2026-11-21 21.10.03 before lunch.pcapng'),
      'seen · 2026-11-21 21.10.03 before lunch',
    );
  });

  it('show what acts or hides in a name or address as what it is', () => {
    assert.equal(shownName('a\u202egnpacp.b\n\u001b[2J\u200bc.pcapng'), 'a\\u{202e}gnpacp.b␊␛[2J\\u{200b}c');
    assert.equal(shownAddress('unix:/tmp/a\u2066b\u0000.sock'), '/tmp/a\\u{2066}b␀.sock');
  });

  it('show an address without its scheme', () => {
    assert.equal(shownAddress('tcp://localhost:9000'), 'localhost:9000');
    assert.equal(shownAddress('udp://[::1]:53'), '[::1]:53');
    assert.equal(shownAddress('unix:/run/x.sock'), '/run/x.sock');
    assert.equal(shownAddress(''), '');
  });

  it('say an address when they were given for it', () => {
    const name = captureFileName('tcp 127.0.0.1 9000', TIME);
    assert.equal(isNamedAfter(name, 'tcp://127.0.0.1:9000'), true);
    assert.equal(isNamedAfter(captureFileName('tcp 127.0.0.1 9000', TIME, 2), 'tcp://127.0.0.1:9000'), true);
    for (const address of ['tcp://localhost:9000', 'tcp://127.0.0.1:900', 'udp://127.0.0.1:9000', '', ' :// :']) {
      assert.equal(isNamedAfter(name, address), false, address);
    }
    assert.equal(isNamedAfter('tcp 127.0.0.1 9000.pcapng', 'tcp://127.0.0.1:9000'), false);
    const dialled = captureFileName('tcp 127.0.0.1 9000 from 47980', TIME);
    assert.equal(isNamedAfter(dialled, 'tcp://127.0.0.1:9000'), true);
    assert.equal(isNamedAfter(captureFileName('tcp 127.0.0.1 9000 from 47980', TIME, 2), 'tcp://127.0.0.1:9000'), true);
    assert.equal(isNamedAfter(dialled, 'tcp://127.0.0.1:47980'), false);
    // What a file name cannot hold is not what it says.
    assert.equal(isNamedAfter(captureFileName('tcp ::1 9000', TIME), 'tcp://[::1]:9000'), false);
    assert.equal(isNamedAfter(captureFileName('unix /run/x.sock', TIME), 'unix:/run/x.sock'), false);
  });
});
