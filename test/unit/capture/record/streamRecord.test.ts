import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import net from 'node:net';
import fc from 'fast-check';
import { createCaptureFile, type CaptureFile } from '../../../../src/capture/record/captureFile';
import { LiveCapture } from '../../../../src/capture/record/liveCapture';
import { SlabPool } from '../../../../src/capture/record/slabPool';
import { SocketRecording } from '../../../../src/capture/record/socketRecording';
import { MAX_COPIED } from '../../../../src/capture/record/writeQueue';
import { Engine } from '../../../../src/engine/engine';
import { Listener } from '../../../../src/engine/listener';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';
import { ACCEPTED_ENDS, makeTestStore, readAll } from '../recording';

const LARGE = 100_000;

describe('StreamRecord', () => {
  let folder: TempFolder;
  let files = 0;
  beforeEach(async () => {
    folder = await makeTempFolder();
  });
  afterEach(() => folder.remove());

  function begin(change: (file: CaptureFile) => CaptureFile = (file) => file) {
    const path = join(folder.path, `${files++}.pcapng`);
    const capture = new LiveCapture({
      path,
      title: 'tcp 127.0.0.1 9000',
      application: 'Sockscope 0.0.0',
      slabs: new SlabPool(),
      maxBytes: 1e9,
      file: change(createCaptureFile(path)),
    });
    const recording = new SocketRecording(capture);
    return { capture, recording, stream: recording.stream(ACCEPTED_ENDS) };
  }

  describe('lets go of lent bytes', () => {
    it('at once when it has copied them, or there are none', async () => {
      const { capture, recording, stream } = begin();
      const released: number[] = [];
      for (const length of [0, 1, MAX_COPIED])
        stream.chunk('received', new Uint8Array(length), () => released.push(length));
      assert.deepEqual(released, [0, 1, MAX_COPIED]);
      stream.chunk('received', new Uint8Array(MAX_COPIED + 1), () => released.push(0));
      assert.equal(released.length, 3);
      await capture.flush();
      assert.equal(released.length, 4);
      await recording.close();
    });

    it('when they are written, and not before', async () => {
      const writes: (() => void)[] = [];
      const { capture, recording, stream } = begin((file) => ({
        ...file,
        write: (...args) => {
          writes.push(() => {
            file.write(...args);
          });
        },
      }));
      const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
      let released = 0;
      stream.chunk('received', Buffer.alloc(LARGE), () => released++);
      while (writes.length < 1) await turn();
      stream.chunk('received', Buffer.alloc(LARGE), () => released++);
      await turn();
      assert.equal(released, 0);
      const flushed = capture.flush();
      writes[0]!();
      while (writes.length < 2) await turn();
      assert.equal(released, 1);
      writes[1]!();
      await flushed;
      assert.equal(released, 2);
      const closed = recording.close();
      // The last words.
      while (writes.length < 3) await turn();
      writes[2]!();
      await closed;
    });

    it('when the file fails, and at once from then on', async () => {
      const error = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
      const { capture, recording, stream } = begin((file) => ({
        ...file,
        write: (_buffers, _position, done) => {
          setImmediate(done, error, 0);
        },
      }));
      let released = 0;
      const let1 = (): number => released++;
      stream.chunk('received', Buffer.alloc(LARGE), let1);
      stream.chunk('received', Buffer.alloc(LARGE), let1);
      assert.equal(released, 0);
      await capture.flush();
      assert.notEqual(capture.failure, undefined);
      assert.equal(released, 2);
      stream.chunk('received', Buffer.alloc(LARGE), let1);
      assert.equal(released, 3);
      await recording.close();
      recording.release(false);
      recording.stream(ACCEPTED_ENDS).chunk('received', Buffer.alloc(LARGE), let1);
      assert.equal(released, 4);
    });
  });

  it('has the bytes as they were, however they are changed once it has let go of them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.integer({ min: 1, max: 2500 }), fc.integer({ min: 1, max: 400_000 })), { maxLength: 20 }),
        fc.integer({ min: 60_000, max: 1_200_000 }),
        async (lengths, most) => {
          // Writes are cut anywhere.
          const { capture, recording, stream } = begin((file) => ({
            ...file,
            write: (buffers, position, done) => {
              file.write([Buffer.concat(buffers).subarray(0, most)], position, done);
            },
          }));
          const sent = lengths.map((length) => randomBytes(length));
          let released = 0;
          for (const bytes of sent) {
            const lent = Buffer.from(bytes);
            stream.chunk('received', lent, () => {
              released++;
              lent.fill(0xee);
            });
            await new Promise((resolve) => setImmediate(resolve));
          }
          await capture.flush();
          assert.equal(released, sent.length);
          if (sent.length > 0) {
            assert.ok((await readAll(capture, capture.conversations.at(0)!, 'received')).equals(Buffer.concat(sent)));
          }
          await recording.close();
        },
      ),
      { numRuns: 15 },
    );
  });

  it('records what several connections receive at once as it was sent', async function () {
    this.timeout(30_000);
    const test = await makeTestStore();
    const engine = new Engine({ record: test.store.startRecording });
    try {
      const listener = await engine.listen({ scheme: 'tcp', host: '127.0.0.1', port: 0 });
      assert.ok(listener instanceof Listener && listener.local?.family === 'ip');
      const { port } = listener.local;
      // Large and small writes, one connection of each kind of reading.
      const sizes = [1_000_000, 64, 3000, 200_000];
      const sent = await Promise.all(
        sizes.map(async (size) => {
          const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
          const bytes = randomBytes(size < 1000 ? 200_000 : 16_000_000);
          await once(socket, 'connect');
          for (let at = 0; at < bytes.length; at += size) {
            if (!socket.write(bytes.subarray(at, at + size))) await once(socket, 'drain');
          }
          socket.end();
          socket.resume();
          return createHash('sha1').update(bytes).digest('hex');
        }),
      );
      await Promise.all(
        [...listener.connections].map(async (connection) => {
          while (connection.state === 'open') await once(engine, 'socket');
          await connection.close();
        }),
      );
      const [capture] = test.store.live;
      assert.ok(capture);
      await capture.flush();
      const recorded = await Promise.all(
        [...capture.conversations].map(async (conversation) =>
          createHash('sha1')
            .update(await readAll(capture, conversation, 'received'))
            .digest('hex'),
        ),
      );
      assert.deepEqual(recorded.sort(), sent.sort());
    } finally {
      await engine.closeAll();
      await test.remove();
    }
  });
});
