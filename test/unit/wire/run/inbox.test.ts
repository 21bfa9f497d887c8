import assert from 'node:assert/strict';
import { DATAGRAM_COST, DatagramInbox, MAX_UNREAD, StreamInbox } from '../../../../src/wire/run/inbox';
import { AnyMatcher, CountMatcher } from '../../../../src/wire/run/matcher';
import { memoryInUse } from '../../../support/memoryInUse';

const MEBIBYTE = 1024 ** 2;
const PEER = { family: 'ip', address: '127.0.0.1', port: 9 } as const;
const patience = { limit: 1000, signal: new AbortController().signal };

describe('wire/inbox', () => {
  describe('of a stream', () => {
    it('takes with any what one chunk held, though others are kept with it', async () => {
      const inbox = new StreamInbox(() => undefined);
      for (const length of [3, 2, 1]) inbox.push(new Uint8Array(length));
      for (const length of [3, 2, 1]) {
        const { verdict } = await inbox.receive(new AnyMatcher(), patience);
        assert.deepEqual(verdict, { kind: 'matched', length });
      }
    });
    it('holds the connection above its cap, and until a step takes enough', async () => {
      const holds: boolean[] = [];
      const inbox = new StreamInbox((held) => holds.push(held));
      inbox.push(new Uint8Array(MAX_UNREAD));
      assert.deepEqual(holds, []);
      inbox.push(new Uint8Array(1));
      assert.deepEqual(holds, [true]);
      await inbox.receive(new CountMatcher(1), patience);
      assert.deepEqual(holds, [true, false]);
    });
    it('tells a step that waits for more than it keeps', async () => {
      const inbox = new StreamInbox(() => undefined);
      const waiting = inbox.receive(new CountMatcher(MAX_UNREAD + 2), patience);
      inbox.push(new Uint8Array(MAX_UNREAD));
      inbox.push(new Uint8Array(1));
      const { cause, arrived } = await waiting;
      assert.deepEqual([cause, arrived], ['full', MAX_UNREAD + 1]);
    });
    it('keeps nothing once it is discarded, and holds nothing', () => {
      const holds: boolean[] = [];
      const inbox = new StreamInbox((held) => holds.push(held));
      inbox.discard();
      const before = memoryInUse();
      for (let count = 0; count < 100; count++) inbox.push(new Uint8Array(MEBIBYTE));
      assert.ok(memoryInUse() - before < MEBIBYTE);
      assert.deepEqual(holds, [false]);
    });
  });

  describe('of datagrams', () => {
    const push = (inbox: DatagramInbox, length: number, count: number): void => {
      for (let offset = 0; offset < count; offset++) inbox.push({ bytes: new Uint8Array(length), peer: PEER, offset });
    };
    it('counts what an empty datagram costs, and drops what finds no room', async () => {
      const inbox = new DatagramInbox();
      const room = Math.floor(MAX_UNREAD / DATAGRAM_COST);
      const before = memoryInUse();
      push(inbox, 0, room);
      assert.equal(inbox.dropped, 0);
      push(inbox, 0, 1000);
      assert.equal(inbox.dropped, 1000);
      assert.ok(memoryInUse() - before < MAX_UNREAD);
      await inbox.receive(new AnyMatcher(), patience);
      push(inbox, 0, 2);
      assert.equal(inbox.dropped, 1001);
    });
    it('keeps nothing once it is discarded', async () => {
      const inbox = new DatagramInbox();
      push(inbox, 1000, 10);
      inbox.discard();
      const before = memoryInUse();
      push(inbox, 1000, 50_000);
      assert.ok(memoryInUse() - before < MEBIBYTE);
      const { cause } = await inbox.receive(new AnyMatcher(), { ...patience, limit: 1 });
      assert.equal(cause, 'timeout');
    });
    it('keeps nothing of those that were taken', async () => {
      const inbox = new DatagramInbox();
      const before = memoryInUse();
      push(inbox, MEBIBYTE, 30);
      for (let taken = 0; taken < 20; taken++) await inbox.receive(new AnyMatcher(), patience);
      assert.ok(memoryInUse() - before < 13 * MEBIBYTE);
    });
  });
});
