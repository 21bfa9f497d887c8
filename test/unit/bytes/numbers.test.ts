import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LONGEST_NUMBER, NUMBER_ROWS, shortestFloat32, shortestFloat64 } from '../../../src/bytes/numbers';

/** Reads through a view that does not begin where its memory does, as those of a pooled Buffer. */
function show(id: string, bytes: Uint8Array, littleEndian: boolean): string | undefined {
  const row = NUMBER_ROWS.find((candidate) => candidate.id === id);
  assert.ok(row, `no row ${id}`);
  const memory = new Uint8Array(bytes.length + 3).fill(0xee);
  memory.set(bytes, 3);
  return row.convert(new DataView(memory.buffer, 3, bytes.length), littleEndian);
}

const eightBytes = fc.uint8Array({ minLength: 8, maxLength: 8 });

const REFERENCE: Readonly<Record<string, readonly [(b: Buffer) => number | bigint, (b: Buffer) => number | bigint]>> = {
  u8: [(b) => b.readUInt8(), (b) => b.readUInt8()],
  i8: [(b) => b.readInt8(), (b) => b.readInt8()],
  u16: [(b) => b.readUInt16BE(), (b) => b.readUInt16LE()],
  i16: [(b) => b.readInt16BE(), (b) => b.readInt16LE()],
  u32: [(b) => b.readUInt32BE(), (b) => b.readUInt32LE()],
  i32: [(b) => b.readInt32BE(), (b) => b.readInt32LE()],
  u64: [(b) => b.readBigUInt64BE(), (b) => b.readBigUInt64LE()],
  i64: [(b) => b.readBigInt64BE(), (b) => b.readBigInt64LE()],
};

describe('numbers', () => {
  it('has the rows of the data inspector, each id once', () => {
    const ids = NUMBER_ROWS.map((row) => row.id);
    assert.deepEqual(ids, ['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'u64', 'i64', 'f32', 'f64', 'ipv4', 'text']);
    assert.equal(LONGEST_NUMBER, 8);
  });

  it('reads 0a 0b as 2571 in network order and 2826 in the other', () => {
    assert.equal(show('u16', Uint8Array.of(0x0a, 0x0b), false), '2571');
    assert.equal(show('u16', Uint8Array.of(0x0a, 0x0b), true), '2826');
  });

  for (const [id, [bigEndian, littleEndian]] of Object.entries(REFERENCE)) {
    it(`reads ${id} as Buffer does, in both byte orders`, () => {
      fc.assert(
        fc.property(eightBytes, (bytes) => {
          assert.equal(show(id, bytes, false), String(bigEndian(Buffer.from(bytes))));
          assert.equal(show(id, bytes, true), String(littleEndian(Buffer.from(bytes))));
        }),
      );
    });
  }

  it('writes floats so that they read back the same', () => {
    fc.assert(
      fc.property(eightBytes, (bytes) => {
        const buffer = Buffer.from(bytes);
        assert.ok(Object.is(Math.fround(Number(show('f32', bytes, false))), buffer.readFloatBE()));
        assert.ok(Object.is(Math.fround(Number(show('f32', bytes, true))), buffer.readFloatLE()));
        assert.ok(Object.is(Number(show('f64', bytes, false)), buffer.readDoubleBE()));
        assert.ok(Object.is(Number(show('f64', bytes, true)), buffer.readDoubleLE()));
      }),
    );
  });

  it('writes floats no longer than it must', () => {
    assert.equal(shortestFloat32(Math.fround(0.1)), '0.1');
    assert.equal(shortestFloat32(16_777_216), '16777216');
    assert.equal(shortestFloat32(Math.fround(3.4028235e38)), '3.4028235e+38');
    assert.equal(shortestFloat32(2 ** -149), '1e-45');
    assert.equal(shortestFloat32(-0), '-0');
    assert.equal(shortestFloat32(-Infinity), '-Infinity');
    assert.equal(shortestFloat32(NaN), 'NaN');
    assert.equal(shortestFloat64(-0), '-0');
    assert.equal(shortestFloat64(5e-324), '5e-324');
  });

  it('reads an IPv4 address in network order, and reversed in the other', () => {
    assert.equal(show('ipv4', Uint8Array.of(127, 0, 0, 1, 9), false), '127.0.0.1');
    assert.equal(show('ipv4', Uint8Array.of(127, 0, 0, 1, 9), true), '1.0.0.127');
  });

  it('reads text over all bytes, hides nothing in it, and has no value where it is not UTF-8', () => {
    assert.equal(show('text', Buffer.from('hé\r\n'), false), 'hé␍␊');
    assert.equal(show('text', Buffer.from('\u{feff}a\u{202e}b'), true), '\\u{feff}a\\u{202e}b');
    assert.equal(show('text', Uint8Array.of(0xff, 0x41), false), undefined);
  });
});
