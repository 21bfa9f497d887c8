import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MAX_TEXT } from '../../../../src/capture/annotation';
import { MAX_BLOCK_BYTES } from '../../../../src/capture/read/byteArena';
import { packEnds, unpackEnds } from '../../../../src/capture/read/packedEnds';
import type { SocketAddress } from '../../../../src/engine/address/socketAddress';

const text = fc.string({ unit: 'binary', maxLength: MAX_TEXT }).map((made) => made.slice(0, MAX_TEXT));
const endpoint: fc.Arbitrary<SocketAddress> = fc.oneof(
  fc.record({ family: fc.constant('ip' as const), address: text, port: fc.nat(65_535) }, { noNullPrototype: true }),
  fc.record({ family: fc.constantFrom('unix' as const, 'pipe' as const), path: text }, { noNullPrototype: true }),
);

describe('packed ends', () => {
  it('are read as they were written, wherever they lie, and have room in a block', () => {
    fc.assert(
      fc.property(endpoint, fc.option(endpoint, { nil: undefined }), fc.nat(20), (local, remote, before) => {
        const packed = packEnds({ local, remote });
        assert.ok(packed.length <= MAX_BLOCK_BYTES);
        const bytes = Buffer.concat([Buffer.alloc(before, 0xff), packed, Buffer.alloc(3, 0xff)]);
        assert.deepEqual(unpackEnds(bytes, before), { local, remote });
      }),
    );
  });

  it('keep texts that are no well-formed Unicode', () => {
    const local = { family: 'unix', path: '\ud800\0\udc00x\ud83d' } as const;
    assert.deepEqual(unpackEnds(packEnds({ local, remote: local }), 0), { local, remote: local });
  });
});
