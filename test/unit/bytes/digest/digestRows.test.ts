import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { DIGEST_ROWS } from '../../../../src/bytes/digest/digestRows';

function digest(id: string, ...pieces: readonly Uint8Array[]): string {
  const row = DIGEST_ROWS.find((candidate) => candidate.id === id);
  assert.ok(row, `no row ${id}`);
  const computed = row.create();
  for (const piece of pieces) computed.update(piece);
  return computed.finish();
}

/** The check values of the catalogue: each CRC of the digits 1 to 9. */
const CHECKS = {
  crc16arc: '0xbb3d',
  crc16ccitt: '0x29b1',
  crc16xmodem: '0x31c3',
  crc16modbus: '0x4b37',
  crc32: '0xcbf43926',
  crc32c: '0xe3069283',
};

describe('digestRows', () => {
  for (const [id, check] of Object.entries(CHECKS)) {
    it(`computes ${id} as the catalogue does`, () => {
      assert.equal(digest(id, Buffer.from('123456789')), check);
    });
  }

  for (const algorithm of ['md5', 'sha1', 'sha256']) {
    it(`computes ${algorithm} as node:crypto does`, () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
          assert.equal(digest(algorithm, bytes), createHash(algorithm).update(bytes).digest('hex'));
        }),
      );
      for (const length of [55, 56, 63, 64, 65, 119, 120, 128]) {
        const bytes = Buffer.alloc(length, 0xa5);
        assert.equal(digest(algorithm, bytes), createHash(algorithm).update(bytes).digest('hex'), String(length));
      }
    });
  }

  it('computes CRC-32 as zlib does', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        assert.equal(Number(digest('crc32', bytes)), zlibCrc32(bytes));
      }),
    );
  });

  it('computes XOR and the Internet checksum', () => {
    assert.equal(digest('xor', Uint8Array.of(0x12, 0x34, 0xff)), '0xd9');
    assert.equal(digest('inet', Buffer.from('0001f203f4f5f6f7', 'hex')), '0x220d');
    assert.equal(digest('inet', new Uint8Array()), '0xffff');
  });

  it('comes to the same however the bytes are cut', () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 90 }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...DIGEST_ROWS), pieces, ({ id }, cut) => {
        assert.equal(digest(id, ...cut), digest(id, Buffer.concat(cut)));
      }),
      { numRuns: 500 },
    );
  });

  it('has each id and name once', () => {
    for (const key of ['id', 'name'] as const) {
      assert.equal(new Set(DIGEST_ROWS.map((row) => row[key])).size, DIGEST_ROWS.length);
    }
  });
});
