import assert from 'node:assert/strict';
import { open } from 'node:fs/promises';
import { countOpen, Descriptors, parseLimits } from '../../../../src/engine/platform/descriptors';
import { DESCRIPTOR_RESERVE } from '../../../../src/engine/limits';
import { failure, Harness, ip } from '../harness';
import net from 'node:net';
import { once } from 'node:events';

describe('engine/descriptors', () => {
  it('leaves the reserve, and no more', () => {
    let used = 10;
    const descriptors = new Descriptors({ count: () => used, limit: () => 60 });
    let taken = 0;
    for (; descriptors.take(); taken++) used++;
    assert.equal(used, 60 - DESCRIPTOR_RESERVE);
    assert.equal(taken, 18);
    used--;
    assert.equal(descriptors.take(), true);
    used++;
    assert.equal(descriptors.take(), false);
    // One that is open already is counted.
    used++;
    assert.equal(descriptors.take(true), false);
    used--;
    assert.equal(descriptors.take(true), true);
  });

  it('counts seldom while there is much room', () => {
    let counts = 0;
    const descriptors = new Descriptors({ count: () => (counts++, 10), limit: () => 100_000 });
    for (let i = 0; i < 10_000; i++) assert.equal(descriptors.take(), true);
    assert.equal(counts, 1);
  });

  it('notices within half of what is left that others open files', () => {
    let used = 10;
    const descriptors = new Descriptors({ count: () => used, limit: () => 142 });
    assert.equal(descriptors.take(), true);
    used = 140;
    let taken = 0;
    while (descriptors.take()) taken++;
    assert.equal(taken, 49);
  });

  it('has room where nothing is known', () => {
    assert.equal(new Descriptors({ count: () => 10, limit: () => undefined }).take(), true);
    assert.equal(new Descriptors({ count: () => undefined, limit: () => 10 }).take(), true);
  });

  it('reads the system’s limit', () => {
    const text =
      'Limit                     Soft Limit           Hard Limit           Units     \nMax open files            1024                 1048576              files     \n';
    assert.equal(parseLimits(text), 1024);
    assert.equal(parseLimits(text.replace('1024 ', 'unlimited ')), undefined);
    assert.equal(new Descriptors().take(), true);
  });

  it('takes a list that cannot be opened any more for the end of all room', () => {
    const count = (): number | undefined => countOpen('/nowhere/at/all');
    assert.equal(count(), Infinity);
    assert.equal(new Descriptors({ count, limit: () => 1_000_000 }).take(), false);
  });

  (process.platform === 'linux' || process.platform === 'darwin' ? it : it.skip)(
    'counts what this process has open',
    async () => {
      const own = (limit: number): boolean => new Descriptors({ limit: () => limit }).take();
      let limit = DESCRIPTOR_RESERVE;
      while (!own(limit)) limit++;
      const files = await Promise.all(Array.from({ length: 50 }, () => open('/dev/null')));
      assert.equal(own(limit + 25), false);
      assert.equal(own(limit + 75), true);
      await Promise.all(files.map((file) => file.close()));
    },
  );

  describe('in the engine', () => {
    let used = 0;
    let harness: Harness;
    beforeEach(() => {
      used = 0;
      harness = new Harness({ descriptors: new Descriptors({ count: () => used, limit: () => 100 }) });
    });
    afterEach(() => harness.dispose());

    it('refuses and counts connections, says so once, and takes them again', async () => {
      // The last one that there is room for.
      used = 67;
      const listener = await harness.listen();
      used = 100;
      for (let count = 1; count <= 2; count++) {
        const client = harness.adopt(net.connect({ host: '127.0.0.1', port: ip(listener.local).port }));
        client.on('error', () => undefined);
        await once(client, 'close');
        await harness.until(() => listener.refusedCount === count);
      }
      assert.equal(listener.acceptedCount, 0);
      assert.equal(listener.error?.code, 'EMFILE');
      assert.match(listener.error.message, /New connections to tcp:\S+ are refused: this process may have 100 files and sockets open, and keeps the last 32 for its files\. Close some/); // prettier-ignore
      const notes = harness.recordings[0]?.notes.slice(1);
      assert.deepEqual(notes, ['a connection was refused: the limit of open files is near']);
      used = 0;
      await harness.connect(listener);
      assert.equal(listener.error, undefined);
      assert.equal(listener.refusedCount, 2);
      assert.equal(listener.info().connectionsRefused, 2);
    });

    it('opens nothing more', async () => {
      used = 100;
      for (const opening of [
        harness.listen(),
        harness.bind(),
        harness.dial('tcp://127.0.0.1:1'),
        harness.dialDatagram('udp://127.0.0.1:1'),
      ]) {
        const error = await failure(opening);
        assert.equal(error.code, 'EMFILE');
        assert.match(error.message, /127\.0\.0\.1:\d was not opened: this process may have 100 files/);
      }
      assert.deepEqual([...harness.engine.sockets], []);
    });
  });
});
