import assert from 'node:assert/strict';
import {
  fillPieces,
  firstBytesOf,
  groupOf,
  isTooLong,
  lengthOfValue,
  textOfValue,
  valueOf,
  type Piece,
  type PieceGroup,
} from '../../../../src/wire/payload/value';
import { INTEGER_TYPES } from '../../../../src/bytes/numbers/integers';

const bytes = (...values: number[]): Piece => ({ kind: 'bytes', bytes: Uint8Array.from(values) });
const hole: Piece = { kind: 'hole', name: 'n', type: INTEGER_TYPES.get('u16be')! };

describe('wire/value', () => {
  it('has the bytes of texts, the digits of numbers, and what repeats as often as it is long', () => {
    assert.deepEqual(['é', 1234n, Uint8Array.of(1, 2), groupOf([bytes(1)], 7)].map(lengthOfValue), [2, 4, 2, 7]);
    assert.deepEqual(firstBytesOf('é', 1), Uint8Array.of(0xc3));
    assert.deepEqual(firstBytesOf(-12n, 9), Uint8Array.of(0x2d, 0x31, 0x32));
    const whole = Uint8Array.of(1, 2);
    // What is there already is not built again.
    assert.equal(firstBytesOf(whole, 2), whole);
    assert.deepEqual(firstBytesOf(whole, 1), Uint8Array.of(1));
    assert.deepEqual(firstBytesOf(groupOf([bytes(1, 2, 3)], 9), 5), Uint8Array.of(1, 2, 3, 1, 2));
    assert.deepEqual(firstBytesOf(groupOf([bytes(1, 2, 3)], 6), 100), Uint8Array.of(1, 2, 3, 1, 2, 3));
  });
  it('fills what there is room for, in pieces one behind the other, holes with zeros', () => {
    const target = new Uint8Array(9).fill(0xff);
    assert.equal(fillPieces([bytes(1), hole, groupOf([bytes(2, 3)], 4)], target), 7);
    assert.deepEqual(target, Uint8Array.of(1, 0, 0, 2, 3, 2, 3, 0xff, 0xff));
    for (let room = 0; room <= 7; room++) {
      const short = new Uint8Array(room).fill(0xff);
      assert.equal(fillPieces([bytes(1), hole, groupOf([bytes(2, 3)], 4)], short), room);
      assert.deepEqual(short, target.slice(0, room));
    }
  });
  it('writes nothing of a unit behind the group that it belongs to', () => {
    const target = new Uint8Array(5).fill(0xff);
    assert.equal(fillPieces([groupOf([bytes(1, 2, 3)], 4)], target), 4);
    assert.deepEqual(target, Uint8Array.of(1, 2, 3, 1, 0xff));
  });
  it('builds values of up to 4 KiB, and keeps longer ones as what repeats', () => {
    assert.deepEqual(valueOf([groupOf([bytes(7)], 4096)], 4096), new Uint8Array(4096).fill(7));
    const kept = groupOf([bytes(7)], 4097);
    assert.equal(valueOf([bytes(), kept, bytes()], 4097), kept);
    const only = bytes(1, 2);
    assert.equal(valueOf([bytes(), only], 2), (only as Extract<Piece, { kind: 'bytes' }>).bytes);
    assert.deepEqual(valueOf([], 0), new Uint8Array(0));
  });
  it('builds what is nested more than 64 deep', () => {
    let group: PieceGroup = groupOf([bytes(1)], 5000);
    while (group.depth < 64) group = groupOf([group], 5000);
    assert.equal(valueOf([group], 5000), group);
    assert.deepEqual(valueOf([groupOf([group], 5000)], 5000), new Uint8Array(5000).fill(1));
  });
  it('is text up to 64 KiB where its bytes are UTF-8', () => {
    assert.equal(textOfValue(12n), '12');
    assert.equal(textOfValue(Uint8Array.of(0xc3, 0xa9)), 'é');
    assert.equal(textOfValue(Uint8Array.of(0xff)), undefined);
    assert.equal(textOfValue('a'.repeat(65_536))?.length, 65_536);
    assert.equal(textOfValue(groupOf([bytes(0x61)], 65_536)), 'a'.repeat(65_536));
    assert.equal(textOfValue('a'.repeat(65_537)), undefined);
    assert.equal(textOfValue(groupOf([bytes(0x61)], 65_537)), undefined);
    assert.deepEqual([isTooLong(65_536), isTooLong(65_537)], [false, true]);
  });
});
