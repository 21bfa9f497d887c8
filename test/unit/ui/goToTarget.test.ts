import type { StreamRange } from '../../../src/base/streamRange';
import assert from 'node:assert/strict';
import { ChunkLog } from '../../../src/capture/chunkLog';
import { parseTarget, resolveTarget } from '../../../src/ui/inspector/goToTarget';

const START = new Date(2026, 10, 21, 21, 10, 3).getTime();
const HERE: StreamRange = { direction: 'received', offset: 100, length: 1 };

/** 200 received at 0 s, 50 sent at 1 s, none received at 2 s, 10 received at 3 s. */
function log(): ChunkLog {
  const chunks = new ChunkLog();
  chunks.append('received', 200, 0, 0);
  chunks.append('sent', 50, 1e9, 0);
  chunks.append('received', 0, 2e9, 0);
  chunks.append('received', 10, 3e9, 0);
  chunks.commit();
  return chunks;
}

const go = (text: string) => resolveTarget(parseTarget(text)!, log(), HERE, START);

describe('goToTarget', () => {
  it('reads offsets, distances, numbers of messages, and times', () => {
    assert.deepEqual(parseTarget(' 500 '), { kind: 'offset', offset: 500 });
    assert.deepEqual(parseTarget('0x1F4'), { kind: 'offset', offset: 500 });
    assert.deepEqual(parseTarget('+16'), { kind: 'relative', by: 16 });
    assert.deepEqual(parseTarget('-0x10'), { kind: 'relative', by: -16 });
    assert.deepEqual(parseTarget('#12'), { kind: 'message', number: 12 });
    assert.deepEqual(parseTarget('21:10:03.5'), { kind: 'time', timeOfDay: 76_203_500 });
    assert.deepEqual(parseTarget('9:05'), { kind: 'time', timeOfDay: 32_700_000 });
    for (const text of ['', 'x', '1.5', '0x', '#', '24:00', '1:60', '99999999999999999999']) {
      assert.equal(parseTarget(text), undefined, text);
    }
  });

  it('leads to bytes of the direction that the user is in', () => {
    assert.deepEqual(go('0x10'), { direction: 'received', offset: 16, length: 1 });
    assert.deepEqual(go('+9'), { direction: 'received', offset: 109, length: 1 });
    assert.deepEqual(go('-100'), { direction: 'received', offset: 0, length: 1 });
  });

  it('leads to whole messages by number and by time', () => {
    assert.deepEqual(go('#2'), { direction: 'sent', offset: 0, length: 50 });
    assert.deepEqual(go('21:10:03.5'), { direction: 'sent', offset: 0, length: 50 });
    assert.deepEqual(go('21:00'), { direction: 'received', offset: 0, length: 200 });
    assert.deepEqual(go('23:00'), { direction: 'received', offset: 200, length: 10 });
    // The small hours are those of the next day.
    assert.deepEqual(go('01:00'), { direction: 'received', offset: 200, length: 10 });
  });

  it('counts the messages of the list that is shown', () => {
    const find = (number: number): StreamRange => ({ direction: 'sent', offset: 10 * number, length: 3 - number });
    const inList = (text: string) => resolveTarget(parseTarget(text)!, log(), HERE, START, { find });
    assert.deepEqual(inList('#2'), { direction: 'sent', offset: 20, length: 1 });
    assert.throws(() => inList('#3'), { code: 'NO_SUCH_MESSAGE', message: 'Message 3 has no bytes.' });
    // Offsets and times are those of the streams in any view.
    for (const text of ['0x10', '+9', '23:00']) assert.deepEqual(inList(text), go(text));
  });

  it('says what there is when there is no such place', () => {
    assert.throws(() => go('210'), {
      code: 'NO_SUCH_BYTE',
      message: 'There is no byte 210: the stream has 210 bytes.',
    });
    assert.throws(() => go('-101'), { code: 'NO_SUCH_BYTE' });
    assert.throws(() => go('#5'), { code: 'NO_SUCH_MESSAGE', message: 'There is no message 5: the last one is 4.' });
    assert.throws(() => go('#3'), { code: 'NO_SUCH_MESSAGE', message: 'Message 3 has no bytes.' });
    assert.throws(() => resolveTarget(parseTarget('12:00')!, new ChunkLog(), HERE, START), { code: 'NO_SUCH_MESSAGE' });
  });
});
