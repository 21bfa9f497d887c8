import assert from 'node:assert/strict';
import { NetStream } from '../../../../src/engine/transport/netStream';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import fc from 'fast-check';
import { makeTempFolder } from '../../../support/temp-folder';
import { MAX_AHEAD, READ_BYTES, ReceiveBuffers, SLAB_BYTES } from '../../../../src/engine/transport/receiveBuffers';
import {
  receiverOf,
  Receiving,
  ReceivingSocket,
  type ReadInto,
  type ReusingReceiver,
} from '../../../../src/engine/transport/receiving';
import { connectTo } from '../../../../src/engine/transport/happyEyeballs';
import { ResetSocket } from '../../../../src/engine/transport/earlyReset';
import { Connection } from '../../../../src/engine/connection';
import { FakeRecording } from '../fakeRecording';
import { Harness, tcp } from '../harness';

const MIB = 1024 * 1024;

const ip = (address: string) => ({ family: 'ip', address, port: 1 }) as const;

/** Turns of the event loop. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** What was delivered, and what it was filled with. */
interface Delivered {
  readonly bytes: Uint8Array;
  readonly value: number;
  readonly released: (() => void) | undefined;
}

/** Stands for Node and libuv: reads into the buffer that it has got, tells of it, and asks for the next one. */
class FakeSocket {
  readonly receiver: ReusingReceiver;
  mayKeep = false;
  readonly #ask: () => Uint8Array;
  #buffer: Uint8Array;

  constructor(buffers: ReceiveBuffers, onDelivered: (bytes: Uint8Array, released: (() => void) | undefined) => void) {
    const receiver = new Receiving('reused', buffers).receiver();
    assert.ok(receiver);
    this.receiver = receiver;
    const { buffer } = receiver.onread;
    assert.ok(typeof buffer === 'function');
    this.#ask = buffer;
    this.#buffer = this.#ask();
    receiver.start({ mayKeep: () => this.mayKeep, received: onDelivered });
  }

  get buffer(): Uint8Array {
    return this.#buffer;
  }

  /** The peer has sent `count` bytes of `value`. Returns how many were read. */
  read(count: number, value: number): number {
    const length = Math.min(count, this.#buffer.length);
    this.#buffer.fill(value, 0, length);
    this.receiver.onread.callback(length, this.#buffer);
    this.#buffer = this.#ask();
    return length;
  }
}

describe('engine/receiving', () => {
  describe('buffers', () => {
    const delivered: Delivered[] = [];
    let buffers: ReceiveBuffers;
    let value: number;
    beforeEach(() => {
      delivered.length = 0;
      buffers = new ReceiveBuffers();
      value = 0;
    });

    function open(): FakeSocket {
      const socket: FakeSocket = new FakeSocket(buffers, (bytes, released) => {
        assert.equal(released === undefined, socket.mayKeep, 'lent is what nobody may keep');
        delivered.push({ bytes, value, released });
      });
      return socket;
    }

    function read(socket: FakeSocket, count: number): number {
      value = (value + 1) % 256;
      return socket.read(count, value);
    }

    function checkHeld(): void {
      for (const { bytes, value: expected } of delivered) {
        assert.equal(Buffer.compare(bytes, Buffer.alloc(bytes.length, expected)), 0, 'changed while it was held');
      }
    }

    it('has all idle connections share one', () => {
      const [first, second] = [open(), open()];
      assert.equal(first.buffer, second.buffer);
      assert.equal(first.buffer.length, READ_BYTES);
      read(first, 100);
      read(second, 100);
      assert.equal(first.buffer, second.buffer);
      assert.equal(buffers.ahead, 0);
      checkHeld();
    });

    it('gives a connection its own while much comes, and never a small rest of it', () => {
      const socket = open();
      assert.equal(read(socket, MIB), READ_BYTES);
      assert.equal(buffers.ahead, 1);
      assert.equal(socket.buffer.length, SLAB_BYTES);
      assert.equal(read(socket, MIB), SLAB_BYTES);
      assert.equal(read(socket, 100_000), 100_000);
      assert.equal(socket.buffer.length, SLAB_BYTES - 100_000);
      assert.equal(read(socket, 100_000), 100_000);
      assert.equal(socket.buffer.length, SLAB_BYTES, 'the rest was less than a read takes otherwise');
      checkHeld();
      assert.equal(new Set(delivered.map(({ bytes }) => bytes.buffer)).size, 3);
    });

    it('reads as much at once as ever after a small read, which holds no slab', () => {
      const socket = open();
      read(socket, READ_BYTES / 2 - 1);
      assert.equal(buffers.ahead, 0);
      read(socket, READ_BYTES / 2);
      assert.equal(buffers.ahead, 1);
      read(socket, READ_BYTES / 8);
      assert.equal(buffers.ahead, 1);
      read(socket, READ_BYTES / 8 - 1);
      assert.equal(buffers.ahead, 0);
      assert.equal(socket.buffer, buffers.shared);
      const [large, last] = [delivered[0]!, delivered[3]!];
      assert.equal(last.bytes.buffer, large.bytes.buffer, 'it was copied to the other copies');
      checkHeld();
    });

    it('uses memory again once it was released', () => {
      const socket = open();
      read(socket, MIB);
      const used = new Set<ArrayBufferLike>();
      for (let count = 0; count < 1000; count++) {
        read(socket, MIB);
        const { bytes, released } = delivered.pop()!;
        used.add(bytes.buffer);
        assert.equal(bytes.length, SLAB_BYTES);
        released!();
      }
      assert.ok(used.size <= 2, String(used.size));
    });

    it('gives what may be kept as a copy of its own size', () => {
      const socket = open();
      read(socket, MIB);
      socket.mayKeep = true;
      read(socket, MIB);
      assert.equal(delivered[1]!.bytes.length, SLAB_BYTES);
      assert.equal(buffers.ahead, 0, 'nothing is saved by a buffer whose bytes are copied');
      for (const length of [MIB, READ_BYTES, 5000, 3]) {
        read(socket, length);
        const { bytes, released } = delivered.at(-1)!;
        assert.equal(released, undefined);
        assert.equal(bytes.buffer.byteLength, bytes.length);
      }
      checkHeld();
    });

    it('gives so many connections their own, and it back when they end', () => {
      const sockets = Array.from({ length: MAX_AHEAD + 1 }, open);
      for (const socket of sockets) read(socket, MIB);
      assert.equal(buffers.ahead, MAX_AHEAD);
      assert.equal(sockets.at(-1)!.buffer, buffers.shared);
      checkHeld();
      for (const { receiver } of sockets) {
        receiver.end();
        receiver.end();
      }
      assert.equal(buffers.ahead, 0);
    });

    it('goes on with another buffer when a receiver fails, and does not hide it', async () => {
      const socket = new FakeSocket(buffers, (bytes, released) => {
        delivered.push({ bytes, value, released });
        if (value === 2) throw new Error('a fault in a receiver');
      });
      const listeners = process.listeners('uncaughtException');
      process.removeAllListeners('uncaughtException');
      try {
        const failed = once(process, 'uncaughtException') as Promise<[Error]>;
        for (let count = 0; count < 4; count++) read(socket, MIB);
        checkHeld();
        assert.equal((await failed)[0].message, 'a fault in a receiver');
      } finally {
        for (const listener of listeners) process.on('uncaughtException', listener);
      }
    });

    it('reads nothing before somebody receives', () => {
      const { onread } = new Receiving().receiver()!;
      assert.throws(() => onread.callback(1, new Uint8Array(1)), /before anybody received/);
    });

    it('changes no byte that somebody holds, whatever comes and whoever lets go', () => {
      const step = fc.oneof(
        {
          weight: 6,
          arbitrary: fc.record({
            kind: fc.constant('read' as const),
            socket: fc.nat(3),
            length: fc.oneof(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 300_000 })),
          }),
        },
        { weight: 4, arbitrary: fc.record({ kind: fc.constant('release' as const), place: fc.nat() }) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant('end' as const), socket: fc.nat(3) }) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant('keep' as const), socket: fc.nat(3) }) },
      );
      fc.assert(
        fc.property(fc.array(step, { minLength: 20, maxLength: 80 }), (steps) => {
          delivered.length = 0;
          buffers = new ReceiveBuffers();
          const sockets = Array.from({ length: 4 }, open);
          for (const each of steps) {
            if (each.kind === 'read') read(sockets[each.socket]!, each.length);
            else if (each.kind === 'keep') sockets[each.socket]!.mayKeep = !sockets[each.socket]!.mayKeep;
            else if (each.kind === 'end') {
              sockets[each.socket]!.receiver.end();
              sockets[each.socket] = open();
            } else {
              const place = each.place % Math.max(1, delivered.length);
              if (delivered[place]?.released === undefined) continue;
              const [{ released }] = delivered.splice(place, 1) as [Delivered];
              released!();
            }
            checkHeld();
          }
        }),
        { numRuns: 60 },
      );
    });
  });

  describe('sockets', () => {
    it('leaves an accepted socket as it is where its handle cannot be had', async () => {
      const receiving = new Receiving();
      const odd: unknown[] = [undefined, null, {}, { useUserBuffer: true }];
      for (const handle of odd) {
        const socket = new net.Socket();
        (socket as unknown as { _handle: unknown; _server: unknown })._handle = handle;
        (socket as unknown as { _server: unknown })._server = net.createServer();
        assert.equal(receiving.accepted(socket), socket);
      }
      const server = net.createServer({ pauseOnConnect: true });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const peer = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
      const [accepted] = (await once(server, 'connection')) as [net.Socket & { _server: unknown }];
      assert.equal(new Receiving('fresh').accepted(accepted), accepted);
      const { _server: counting } = accepted;
      accepted._server = undefined;
      assert.equal(receiving.accepted(accepted), accepted);
      accepted._server = counting;
      const replacing = receiving.accepted(accepted);
      assert.ok(replacing instanceof ReceivingSocket);
      assert.ok(replacing.receiver);
      // The one that is left is nobody's business any more.
      accepted.destroy();
      peer.end('hello');
      const received: string[] = [];
      const receiver = receiverOf(replacing);
      receiver.start({ mayKeep: () => true, received: (bytes) => received.push(Buffer.from(bytes).toString()) });
      receiver.resume();
      await once(replacing, 'end');
      assert.deepEqual(received, ['hello']);
      const count = (): Promise<number> =>
        new Promise((resolve, reject) => {
          server.getConnections((error, found) => {
            if (error) reject(error);
            else resolve(found);
          });
        });
      assert.equal(await count(), 1);
      replacing.destroy();
      await once(replacing, 'close');
      assert.equal(await count(), 0);
      server.close();
      await once(server, 'close');
    });

    it('delivers nothing before it is told to, and all of it then', async () => {
      const ends = { local: ip('127.0.0.1'), remote: ip('127.0.0.1') };
      const receiver = receiverOf(new ResetSocket(ends, Buffer.from('left')).on('error', () => undefined));
      const received: string[] = [];
      const sink = {
        mayKeep: () => true,
        received: (bytes: Uint8Array) => received.push(Buffer.from(bytes).toString()),
      };
      receiver.start(sink);
      await turns(5);
      assert.deepEqual(received, []);
      receiver.resume();
      await turns(5);
      assert.deepEqual(received, ['left']);
      receiver.end();
    });

    it('leaves to the system what comes to a dialled socket before it has an owner', async () => {
      const folder = await makeTempFolder();
      const harness = new Harness();
      try {
        const places = [{ host: '127.0.0.1' }, ...(process.platform === 'win32' ? [] : [{ path: `${folder.path}/s` }])];
        for (const place of places) {
          const server = await harness.serve(place);
          const accepted = server.accept();
          const endpoint =
            place.path === undefined
              ? ({ scheme: 'tcp', host: '127.0.0.1', port: server.port } as const)
              : ({ scheme: 'unix', path: place.path } as const);
          const { socket } = await connectTo(endpoint, new AbortController().signal, { receiving: new Receiving() });
          await (await accepted).write('early');
          await turns(20);
          assert.equal(socket.bytesRead, 0);
          const receiver = receiverOf(socket);
          const received = new Promise<string>((resolve) => {
            receiver.start({
              mayKeep: () => false,
              received: (bytes, released) => {
                resolve(Buffer.from(bytes).toString());
                released?.();
              },
            });
          });
          receiver.resume();
          assert.equal(await received, 'early');
          socket.destroy();
        }
      } finally {
        await harness.dispose();
        await folder.remove();
      }
    });

    for (const [service, isLent] of [
      ['manual', true],
      ['discard', true],
      ['echo', false],
    ] as const) {
      it(`${isLent ? 'lends' : 'copies'} what comes where the service is ${service}, and copies it for readers`, async () => {
        const harness = new Harness();
        try {
          const { connection, peer, record } = await harness.accepted(service);
          const lent: boolean[] = [];
          record.onLent = (direction, _bytes, released) => {
            if (direction === 'received') lent.push(released !== undefined);
          };
          await peer.write('first');
          await harness.until(() => lent.length === 1);
          const stop = connection.onReceive(() => undefined);
          await peer.write('second');
          await harness.until(() => lent.length === 2);
          stop();
          await peer.write('third');
          await harness.until(() => lent.length === 3);
          assert.deepEqual(lent, [isLent, false, isLent]);
        } finally {
          await harness.dispose();
        }
      });
    }

    it('copies what a service gets that may keep it', async () => {
      const harness = new Harness();
      try {
        const server = await harness.serve();
        const accepted = server.accept();
        const { socket, ...ends } = await connectTo(
          { scheme: 'tcp', host: '127.0.0.1', port: server.port },
          new AbortController().signal,
          { receiving: new Receiving() },
        );
        const heard: Uint8Array[] = [];
        const received = (bytes: Uint8Array): number => heard.push(bytes);
        const recording = new FakeRecording('served');
        const connection = new Connection({
          id: 's1',
          scheme: 'tcp',
          changed: () => undefined,
          serve: () => ({ received }),
        });
        connection.attach(new NetStream(socket, ends), recording, 'sent');
        const lent: unknown[] = [];
        recording.records[0]!.onLent = (_direction, _bytes, released) => lent.push(released);
        (await accepted).socket.end('kept');
        await once(socket, 'end');
        assert.deepEqual(lent, [undefined]);
        assert.equal(heard[0]!.buffer.byteLength, 4);
        socket.destroy();
        await connection.closed;
      } finally {
        await harness.dispose();
      }
    });

    it('gets back what a connection had for its next read when that ends', async () => {
      const buffers = new ReceiveBuffers();
      const harness = new Harness();
      try {
        const server = await harness.serve();
        const accepted = server.accept();
        const { socket, ...ends } = await connectTo(
          { scheme: 'tcp', host: '127.0.0.1', port: server.port },
          new AbortController().signal,
          { receiving: new Receiving('reused', buffers) },
        );
        const most = { ahead: 0 };
        const recording = new FakeRecording('flood');
        const connection = new Connection({
          id: 's1',
          scheme: 'tcp',
          changed: () => {
            most.ahead = Math.max(most.ahead, buffers.ahead);
          },
        });
        connection.attach(new NetStream(socket, ends), recording, 'sent');
        recording.records[0]!.onLent = (_direction, _bytes, released) => {
          // The peer goes while much still comes.
          if (connection.bytesReceived > 4 * MIB) socket.destroy();
          released?.();
        };
        const peer = await accepted;
        peer.write(Buffer.alloc(8 * MIB)).catch(() => undefined);
        await connection.closed;
        assert.equal(most.ahead, 1);
        assert.equal(buffers.ahead, 0);
      } finally {
        await harness.dispose();
      }
    });

    it('reads in Node’s way where Node does not ask for a buffer', () => {
      const socket = new ReceivingSocket(new Receiving().receiver());
      assert.equal(socket.receiver, undefined);
      assert.equal(new ReceivingSocket(undefined).receiver, undefined);
    });
  });

  for (const readInto of ['reused', 'fresh'] satisfies ReadInto[]) {
    describe(`connections that read into ${readInto} buffers`, () => {
      let harness: Harness;
      beforeEach(() => {
        harness = new Harness({ readInto });
      });
      afterEach(() => harness.dispose());

      /** The same both ways: dialled and accepted. */
      const ways = ['dialled', 'accepted'] as const;

      for (const way of ways) {
        it(`receive in order what was sent at once, to the peer’s FIN (${way})`, async () => {
          const { connection, peer, record } = await harness[way]();
          const bytes = Buffer.alloc(3 * MIB, 'the quick brown fox\n');
          peer.socket.end(bytes);
          await harness.until(() => connection.state === 'half-closed-remote');
          assert.equal(connection.bytesReceived, bytes.length);
          assert.ok(record.bytes('received').equals(bytes));
          assert.equal(record.story.at(-1), 'shutdown received');
          await connection.send(Buffer.from('bye'));
          assert.equal((await peer.bytes(3)).toString(), 'bye');
        });

        it(`read nothing while they are held, and learn of FIN behind the rest (${way})`, async () => {
          const { connection, peer, record } = await harness[way]();
          connection.hold('user');
          peer.socket.write(Buffer.alloc(100_000));
          peer.socket.end();
          for (let count = 1; count <= 50; count++) {
            await connection.send(Buffer.from('?'));
            await peer.bytes(count);
          }
          assert.equal(connection.bytesReceived, 0);
          assert.equal(connection.state, 'open');
          // Twice within a turn: none of them lets anything through later.
          connection.release('user');
          connection.hold('user');
          for (let count = 51; count <= 100; count++) {
            await connection.send(Buffer.from('?'));
            await peer.bytes(count);
          }
          assert.equal(connection.bytesReceived, 0);
          connection.release('user');
          await harness.until(() => connection.state === 'half-closed-remote');
          assert.equal(connection.bytesReceived, 100_000);
          assert.equal(record.story.at(-1), 'shutdown received');
        });

        it(`stop within a read that fills the recorder (${way})`, async () => {
          const { connection, peer, record } = await harness[way]();
          record.isFull = 'received';
          peer.socket.end(Buffer.alloc(2 * MIB));
          await harness.until(() => record.refusals > 0);
          for (let count = 1; count <= 50; count++) {
            await connection.send(Buffer.from('?'));
            await peer.bytes(count);
          }
          assert.equal(record.refusals, 1);
          record.drain();
          await harness.until(() => connection.state === 'half-closed-remote');
          assert.equal(connection.bytesReceived, 2 * MIB);
        });

        it(`have what came before a reset (${way})`, async () => {
          const { connection, peer, record } = await harness[way]();
          await peer.write('last words');
          await harness.until(() => connection.bytesReceived === 10);
          peer.socket.resetAndDestroy();
          await connection.closed;
          assert.equal(connection.state, 'reset');
          assert.equal(record.bytes('received').toString(), 'last words');
          assert.equal(record.story.at(-1), 'reset received');
        });
      }

      it('receive over Unix sockets', async function () {
        // Windows' Node takes named pipes in their place, which other addresses stand for.
        if (process.platform === 'win32') this.skip();
        const folder = await makeTempFolder();
        try {
          const { connection: accepted, listener } = await harness.accepted('echo', `unix:${folder.path}/s`);
          const dialled = await harness.dial(`unix:${folder.path}/s`);
          await dialled.send(Buffer.alloc(MIB, 'x'));
          await dialled.shutdownSending();
          await dialled.closed;
          assert.equal(dialled.bytesReceived, MIB);
          assert.ok(harness.recordings.at(-1)!.records[0]!.bytes('received').equals(Buffer.alloc(MIB, 'x')));
          assert.equal(accepted.state, 'open');
          void listener.close();
        } finally {
          await folder.remove();
        }
      });

      it('count at their listener until they end', async () => {
        await harness.dispose();
        harness = new Harness({ readInto, connectionLimit: () => 1 });
        const { listener, peer } = await harness.accepted();
        await harness.connectEarly(listener);
        await harness.until(() => listener.refusedCount === 1);
        peer.socket.destroy();
        await harness.until(() => listener.connections.values().next().value?.state !== 'open');
        await Promise.all([...listener.connections].map((connection) => connection.close()));
        await harness.connect(listener);
        assert.equal(listener.connections.size, 1);
      });

      it('change no byte that somebody holds, while recorders are slow and peers do what they like', async function () {
        this.timeout(60_000);
        await fc.assert(
          fc.asyncProperty(schedule, async (peers) => {
            const listeners = {
              manual: await harness.listen(undefined, { service: 'manual' }),
              echo: await harness.listen(undefined, { service: 'echo' }),
              reader: await harness.listen(undefined, { service: 'manual' }),
            };
            await Promise.all(peers.map((peer) => play(harness, listeners[peer.at], peer)));
            for (const listener of Object.values(listeners)) void listener.close();
          }),
          { numRuns: 12 },
        );
      });
    });
  }
});

type Listening = Awaited<ReturnType<Harness['listen']>>;

const schedule = fc.array(
  fc.record({
    at: fc.constantFrom('manual' as const, 'echo' as const, 'reader' as const),
    writes: fc.array(fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 400_000 })), {
      minLength: 1,
      maxLength: 12,
    }),
    /** After so many chunks the recorder lets go of some, beginning with the newest or the oldest. */
    lag: fc.integer({ min: 0, max: 6 }),
    newestFirst: fc.boolean(),
    /** The last writes may be lost. */
    resets: fc.boolean(),
    seed: fc.integer({ min: 1, max: 0x7fffffff }),
  }),
  { minLength: 1, maxLength: 6 },
);

type Peer = typeof schedule extends fc.Arbitrary<(infer P)[]> ? P : never;

const hash = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex');

/** Bytes that differ everywhere (xorshift). */
function noise(length: number, seed: number): Buffer {
  const words = new Uint32Array(Math.ceil(length / 4));
  let state = seed;
  for (let index = 0; index < words.length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state;
  }
  return Buffer.from(words.buffer, 0, length);
}

/** One peer of a listener: everything that was held must still be what it was when it came. */
async function play(harness: Harness, listener: Listening, peer: Peer): Promise<void> {
  const total = peer.writes.reduce((sum, length) => sum + length, 0);
  const sent = noise(total, peer.seed);
  const socket = harness.adopt(net.connect(Number(new URL(tcp(listener.local)).port), '127.0.0.1'));
  socket.on('error', () => undefined);
  const isOurs = (connection: Connection): boolean =>
    connection.remote?.family === 'ip' && connection.remote.port === socket.localPort;
  await once(socket, 'connect');
  await harness.until(() => [...listener.connections].some(isOurs));
  const connection = [...listener.connections].find(isOurs)!;
  const record = harness.recordings
    .flatMap(({ records, remotes }) => records.filter((_, index) => remotes[index] === connection.remote))
    .at(-1)!;
  const heard: { bytes: Uint8Array; digest: string }[] = [];
  const take = (bytes: Uint8Array): number => heard.push({ bytes, digest: hash(bytes) });
  if (peer.at === 'reader') connection.onReceive(take);
  let received = createHash('sha1');
  let length = 0;
  const held: { bytes: Uint8Array; digest: string; released: (() => void) | undefined }[] = [];
  const letGo = (left: number): void => {
    while (held.length > left) {
      const { bytes, digest, released } = (peer.newestFirst ? held.pop() : held.shift())!;
      assert.equal(hash(bytes), digest, 'changed while it was held');
      released?.();
    }
  };
  record.onLent = (direction, bytes, released) => {
    if (direction === 'received') {
      received.update(bytes);
      length += bytes.length;
    }
    held.push({ bytes, digest: hash(bytes), released });
    if (held.length > 2 * peer.lag) letGo(peer.lag);
  };
  const echoed: Buffer[] = [];
  socket.on('data', (bytes) => echoed.push(bytes));
  const isEchoed = new Promise<void>((resolve) => {
    socket.once('end', resolve);
  });
  let at = 0;
  for (const size of peer.writes) {
    socket.write(sent.subarray(at, at + size));
    at += size;
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (peer.resets) socket.resetAndDestroy();
  else socket.end();
  if (!peer.resets && peer.at !== 'echo') {
    await harness.until(() => connection.state !== 'open');
    await connection.close();
  }
  await connection.closed;
  letGo(0);
  for (const { bytes, digest } of heard) assert.equal(hash(bytes), digest, 'changed while a reader kept it');
  if (!peer.resets) assert.equal(length, total);
  assert.equal(received.digest('hex'), hash(sent.subarray(0, length)));
  received = createHash('sha1');
  if (peer.at === 'reader') assert.equal(hash(Buffer.concat(heard.map(({ bytes }) => bytes))), hash(sent.subarray(0, length))); // prettier-ignore
  if (peer.at === 'echo' && !peer.resets) {
    await isEchoed;
    assert.equal(hash(Buffer.concat(echoed)), hash(sent));
  }
}
