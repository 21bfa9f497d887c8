import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TIME_ROWS } from '../../../../src/bytes/inspect/timeRows';
import { read, rowOf, valueOf } from './rows';

const ROW = (id: string) => rowOf(TIME_ROWS, id);

function both(id: string, hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  const text = valueOf(ROW(id), bytes, 'be');
  assert.equal(valueOf(ROW(id), bytes.toReversed(), 'le'), text);
  return text;
}

describe('timeRows', () => {
  it('read Unix time of 32 bits, which ends in 2038', () => {
    assert.equal(both('time32', '00000000'), '1970-01-01T00:00:00Z');
    assert.equal(both('time32', '7fffffff'), '2038-01-19T03:14:07Z');
    assert.equal(both('time32', '80000000'), '1901-12-13T20:45:52Z');
  });

  it('read Unix time of 64 bits as Date does', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -8_640_000_000_000_000n, max: 8_640_000_000_000_000n }), (milliseconds) => {
        const bytes = Buffer.alloc(8);
        bytes.writeBigInt64BE(milliseconds);
        assert.equal(valueOf(ROW('time64ms'), bytes, 'be'), new Date(Number(milliseconds)).toISOString());
        bytes.writeBigInt64LE(milliseconds / 1000n);
        const whole = new Date(Number(milliseconds / 1000n) * 1000).toISOString();
        assert.equal(valueOf(ROW('time64'), bytes, 'le'), whole.replace('.000Z', 'Z'));
      }),
    );
    assert.deepEqual(read(ROW('time64'), Buffer.alloc(8, 0x7f), 'be'), {
      kind: 'none',
      reason: 'outOfRange',
      argument: 0,
    });
  });

  it('read the time of RFC 868, with the examples that stand there', () => {
    assert.equal(both('time868', (2_208_988_800).toString(16)), '1970-01-01T00:00:00Z');
    assert.equal(both('time868', (2_629_584_000).toString(16)), '1983-05-01T00:00:00Z');
    assert.equal(both('time868', '00000000'), '1900-01-01T00:00:00Z');
  });

  it('read NTP timestamps with their fraction, in the era that RFC 4330 says', () => {
    assert.equal(both('ntp', '83aa7e8080000000'), '1970-01-01T00:00:00.500000000Z');
    assert.equal(both('ntp', 'ffffffffffffffff'), '2036-02-07T06:28:15.999999999Z');
    assert.equal(both('ntp', '0000000000000001'), '2036-02-07T06:28:16.000000000Z');
    assert.equal(read(ROW('ntp'), new Uint8Array(8), 'be').kind, 'none');
  });
});
