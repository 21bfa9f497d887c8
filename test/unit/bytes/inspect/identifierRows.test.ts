import assert from 'node:assert/strict';
import { IDENTIFIER_ROWS } from '../../../../src/bytes/inspect/identifierRows';
import { rowOf, valueOf } from './rows';

describe('identifierRows', () => {
  it('read a GUID as RFC 9562 writes it, and as Windows keeps it', () => {
    const bytes = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
    const guid = rowOf(IDENTIFIER_ROWS, 'guid');
    assert.equal(valueOf(guid, bytes, 'be'), '00112233-4455-6677-8899-aabbccddeeff');
    assert.equal(valueOf(guid, bytes, 'le'), '33221100-5544-7766-8899-aabbccddeeff');
  });
});
