import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { AcceptingProgram } from '../../../../src/engine/accepting/acceptingHelper';
import { requireHolding } from '../../../../src/engine/accepting/holding';
import type { Listener } from '../../../../src/engine/listener';
import { eventually } from '../../../support/eventually';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';
import { failure, Harness, ip, tcp } from '../harness';

const HELD = { accept: false } as const;

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function untilGone(pid: number): Promise<void> {
  await eventually(() => {
    assert.ok(!isRunning(pid), `process ${pid} still runs`);
  });
}

/** The program that accepts, built as it is for the package: it starts sooner than from its source. */
let built: TempFolder | undefined;
let acceptor: AcceptingProgram;
before(async () => {
  // Where clients cannot be held, the tests below say so; the bundler of another system is not there either.
  if (process.platform === 'win32') return;
  built = await makeTempFolder();
  const path = join(built.path, 'acceptor.js');
  const source = join(__dirname, '../../../../src/engine/accepting/acceptor.ts');
  await build({ entryPoints: [source], outfile: path, bundle: true, platform: 'node', format: 'cjs' });
  acceptor = { path, execArgv: [] };
});
after(() => built?.remove());

describe('engine/accepting', () => {
  let harness: Harness;
  beforeEach(() => (harness = new Harness({ acceptor })));
  afterEach(() => harness.dispose());

  /** Settles once the kernel says that so many clients wait. */
  async function untilWaiting(listener: Listener, count: number): Promise<void> {
    await eventually(async () => {
      await harness.engine.lookAtWaiting(listener);
      assert.equal(listener.waiting, count);
    });
  }

  /** Clients that connect, or not, while the test goes on. */
  function dialFrom(listener: Listener, count: number): net.Socket[] {
    const { address, port } = ip(listener.local);
    return Array.from({ length: count }, () => {
      const socket = harness.adopt(net.connect({ host: address, port, allowHalfOpen: true }));
      socket.on('error', () => undefined);
      return socket;
    });
  }

  const connected = (clients: readonly net.Socket[]): number => clients.filter(({ pending }) => !pending).length;

  it('lets three of six clients connect with a backlog of two, and accepts them one at a time', async () => {
    const listener = await harness.listen(undefined, { ...HELD, backlog: 2 });
    const clients = dialFrom(listener, 6);
    await untilWaiting(listener, 3);
    await eventually(() => {
      assert.equal(connected(clients), 3);
    });
    for (const [left, accepted] of [
      [2, 1],
      [1, 2],
      [0, 3],
    ] as const) {
      // Of the others, none may come in meanwhile: they try again after a second at the earliest, or not at all.
      if (left === 2) for (const client of clients) if (client.pending) client.destroy();
      await listener.acceptOne();
      assert.equal(listener.acceptedCount, accepted);
      await harness.engine.lookAtWaiting(listener);
      assert.equal(listener.waiting, left);
    }
    assert.equal(listener.connections.size, 3);
  });

  it('gets every byte that a client sent before it was accepted', async () => {
    const listener = await harness.listen(undefined, HELD);
    const bytes = randomBytes(300_000);
    const [client] = dialFrom(listener, 1);
    assert.ok(client);
    await once(client, 'connect');
    client.end(bytes);
    await untilWaiting(listener, 1);
    assert.equal(listener.bytesReceived, 0);
    await listener.acceptOne();
    const [connection] = listener.connections;
    assert.ok(connection);
    await harness.until(() => connection.state === 'half-closed-remote');
    const { chunks } = harness.lastRecord();
    assert.equal(sha256(Buffer.concat(chunks.map((chunk) => chunk.bytes))), sha256(bytes));
  });

  it('reads nothing of a paused client before it is asked for', async () => {
    const listener = await harness.listen(undefined, { ...HELD, isPaused: true });
    const peer = await harness.connectEarly(listener);
    await peer.write('0123456789abcdef');
    await listener.acceptOne();
    const [connection] = listener.connections;
    assert.ok(connection);
    assert.deepEqual(
      [await connection.recv(4), await connection.recv(100)].map(({ got, left }) => [got, left]),
      [
        [4, process.platform === 'linux' ? 12 : undefined],
        [12, process.platform === 'linux' ? 0 : undefined],
      ],
    );
  });

  it('moves a listener that runs, with who is connected and who comes', async () => {
    const listener = await harness.listen(undefined, { service: 'echo', backlog: 4 });
    const before = await harness.connect(listener);
    await listener.stopAccepting();
    assert.equal(listener.isAccepting, false);
    await before.write('still here');
    assert.equal((await before.bytes(10)).toString(), 'still here');
    const after = await harness.connectEarly(listener);
    await after.write('waits');
    assert.equal(listener.acceptedCount, 1);
    listener.startAccepting();
    assert.equal((await after.bytes(5)).toString(), 'waits');
    // It accepts by itself again, however many come.
    await Promise.all([1, 2, 3].map(() => harness.connectEarly(listener)));
    await harness.until(() => listener.acceptedCount === 5);
  });

  it('can be stopped and started again and again', async () => {
    const listener = await harness.listen(undefined, HELD);
    for (let round = 1; round <= 5; round++) {
      listener.startAccepting();
      await harness.connect(listener);
      await listener.stopAccepting();
      const peer = await harness.connectEarly(listener);
      assert.equal(listener.acceptedCount, 2 * round - 1);
      await listener.acceptOne();
      assert.equal(listener.acceptedCount, 2 * round);
      peer.socket.destroy();
    }
  });

  it('takes back one call of accept that waits, and one alone', async () => {
    const listener = await harness.listen(undefined, HELD);
    const takingBack = new AbortController();
    const call = listener.acceptOne(takingBack.signal);
    assert.equal((await failure(listener.acceptOne())).code, 'ACCEPTING_ALREADY');
    const reason = new Error('enough');
    takingBack.abort(reason);
    await assert.rejects(call, reason);
    await harness.connectEarly(listener);
    const next = listener.acceptOne();
    await next;
    assert.equal(listener.acceptedCount, 1);
  });

  it('accepts nobody singly while it accepts by itself', async () => {
    const listener = await harness.listen();
    const error = await failure(listener.acceptOne());
    assert.equal(error.code, 'ACCEPTING_ALREADY');
    assert.match(error.message, /stop accepting first/);
    assert.equal(listener.acceptingPid, undefined);
  });

  for (const how of ['close', 'reset'] as const) {
    it(`lets the client see ${how === 'close' ? 'FIN' : 'RST'} of what was accepted so`, async () => {
      const listener = await harness.listen(undefined, HELD);
      const peer = (await harness.connectEarly(listener)).read();
      await listener.acceptOne();
      const [connection] = listener.connections;
      assert.ok(connection);
      await connection[how]();
      await (how === 'close' ? peer.rest() : peer.closed());
      assert.equal(peer.error?.code, how === 'close' ? undefined : 'ECONNRESET');
    });
  }

  it('resets who waits when it is closed, ends its process, and gives the port back', async () => {
    const listener = await harness.listen(undefined, HELD);
    const pid = listener.acceptingPid!;
    assert.ok(isRunning(pid));
    const peer = (await harness.connectEarly(listener)).read();
    const call = listener.acceptOne();
    await call;
    const waiting = (await harness.connectEarly(listener)).read();
    const second = await harness.connectEarly(listener);
    await listener.close();
    assert.ok(!isRunning(pid));
    await waiting.closed();
    assert.equal(waiting.error?.code, 'ECONNRESET');
    await peer.write('goes on');
    second.socket.destroy();
    const again = await harness.listen(tcp(listener.local));
    assert.equal(again.state, 'listening');
    assert.equal((await failure(listener.acceptOne())).code, 'LISTENER_CLOSED');
    assert.equal((await failure(listener.stopAccepting())).code, 'LISTENER_CLOSED');
  });

  it('rejects a call of accept that waits when it is closed', async () => {
    const listener = await harness.listen(undefined, HELD);
    const call = failure(listener.acceptOne());
    await listener.close();
    assert.equal((await call).code, 'LISTENER_CLOSED');
  });

  it('says so when its process has ended, and what to do', async () => {
    const listener = await harness.listen(undefined, HELD);
    const peer = await harness.connectEarly(listener);
    await listener.acceptOne();
    const waiting = failure(listener.acceptOne());
    process.kill(listener.acceptingPid!, 'SIGKILL');
    await harness.until(() => listener.state === 'failed');
    assert.equal((await waiting).code, 'ACCEPTING_ENDED');
    assert.equal(listener.error?.code, 'ACCEPTING_ENDED');
    assert.match(listener.error.message, /SIGKILL.*listen again/);
    await peer.write('goes on');
    await harness.until(() => listener.bytesReceived === 7);
    assert.equal((await failure(listener.stopAccepting())).code, 'ACCEPTING_ENDED');
  });

  it('explains why it cannot listen as ever', async () => {
    const taken = await harness.listen();
    const error = await failure(harness.listen(tcp(taken.local), HELD));
    assert.equal(error.code, 'EADDRINUSE');
    assert.match(error.message, /Sockscope already listens/);
  });

  it('says what is wrong when there is no process to accept', async () => {
    const broken = new Harness({ acceptor: { path: join(__dirname, 'nothing.js'), execArgv: [] } });
    try {
      const error = await failure(broken.listen(undefined, HELD));
      assert.equal(error.code, 'ACCEPTING_ENDED');
      const listener = await broken.listen(undefined, { service: 'echo' });
      assert.equal((await failure(listener.stopAccepting())).code, 'ACCEPTING_ENDED');
      // It goes on as before.
      assert.equal(listener.isAccepting, true);
      const peer = await broken.connect(listener);
      await peer.write('x');
      assert.equal((await peer.bytes(1)).toString(), 'x');
    } finally {
      await broken.dispose();
    }
  });

  it('ends its process with the one that it accepts for, however that ends', async function () {
    // Not the minute that a test has: where nobody can be held, it waits for what never comes.
    this.timeout(20_000);
    const host = new Harness();
    try {
      const answer = await host.run('', {
        command: [process.execPath, '--require', 'tsx', join(__dirname, 'holdingHost.ts')],
      });
      const { host: own, acceptor, armed } = JSON.parse(answer) as { host: number; acceptor: number; armed: number };
      assert.ok(isRunning(acceptor) && isRunning(armed));
      process.kill(own, 'SIGKILL');
      await untilGone(acceptor);
      await untilGone(armed);
    } finally {
      await host.dispose();
    }
  });

  it('lets clients of TLS wait before the handshake', async () => {
    const listener = await harness.listen('tls://127.0.0.1:0', { ...HELD, service: 'echo' });
    const dialling = harness.dial(tcp(listener.local).replace('tcp:', 'tls:'), { tls: { insecure: true } });
    await untilWaiting(listener, 1);
    await listener.acceptOne();
    const connection = await dialling;
    const got = new Promise<Uint8Array>((resolve) => {
      connection.onReceive(resolve);
    });
    await connection.send(Buffer.from('secret'));
    assert.equal(Buffer.from(await got).toString(), 'secret');
  });

  it('refuses beyond the limit of connections as ever', async () => {
    const limited = new Harness({ acceptor, connectionLimit: () => 1 });
    try {
      const listener = await limited.listen(undefined, HELD);
      await limited.connectEarly(listener);
      const second = (await limited.connectEarly(listener)).read();
      await listener.acceptOne();
      await listener.acceptOne();
      await second.rest();
      assert.equal(listener.refusedCount, 1);
      assert.equal(listener.connections.size, 1);
    } finally {
      await limited.dispose();
    }
  });

  describe('on a Unix socket', () => {
    let folder: TempFolder;
    beforeEach(async () => (folder = await makeTempFolder()));
    afterEach(() => folder.remove());

    it('begins in the helper, and takes its path along', async () => {
      const path = join(folder.path, 'held.sock');
      const listener = await harness.listen(`unix:${path}`, { ...HELD, service: 'echo' });
      const peer = await harness.connectEarly(listener);
      await peer.write('waits');
      assert.equal(listener.acceptedCount, 0);
      await listener.acceptOne();
      assert.equal((await peer.bytes(5)).toString(), 'waits');
      listener.startAccepting();
      await harness.connect(listener);
      await listener.close();
      assert.ok(!existsSync(path));
    });

    it('is not stopped later on, and says how it could be', async () => {
      const path = join(folder.path, 'free.sock');
      const listener = await harness.listen(`unix:${path}`);
      const error = await failure(listener.stopAccepting());
      assert.equal(error.code, 'ACCEPTING_UNMOVABLE');
      assert.match(error.message, /accept off/);
      assert.ok(existsSync(path));
      assert.equal(listener.isAccepting, true);
      await harness.connect(listener);
    });
  });

  describe('one client after the other', () => {
    it('serves each to its end while the others wait in the kernel', async () => {
      const listener = await harness.listen(undefined, { mode: 'sequential', service: 'echo' });
      assert.equal(listener.info().mode, 'sequential');
      const first = await harness.connect(listener);
      await first.write('one');
      assert.equal((await first.bytes(3)).toString(), 'one');
      const [second, third] = [await harness.connectEarly(listener), await harness.connectEarly(listener)];
      await second.write('two');
      await third.write('three');
      await untilWaiting(listener, 2);
      assert.equal(listener.served?.bytesReceived, 3);
      first.socket.end();
      assert.equal((await second.bytes(3)).toString(), 'two');
      await untilWaiting(listener, 1);
      assert.equal(listener.acceptedCount, 2);
      second.socket.end();
      assert.equal((await third.bytes(5)).toString(), 'three');
    });
  });

  describe('one request after the other', () => {
    it('reads of nobody else until the user has answered', async () => {
      const listener = await harness.listen(undefined, { mode: 'hybrid' });
      const [one, two] = [await harness.connect(listener), await harness.connect(listener)];
      const [first, second] = listener.connections;
      assert.ok(first && second);
      await one.write('question');
      await harness.until(() => listener.served === first);
      assert.ok(second.isWaitingForTurn && !first.isWaitingForTurn);
      await two.write('another');
      await first.send(Buffer.from('answer'));
      assert.equal((await one.bytes(6)).toString(), 'answer');
      await harness.until(() => second.bytesReceived === 7);
      assert.equal(listener.served, second);
      // Who joins has to wait too, and may when the one that is served goes.
      await harness.connect(listener);
      const third = [...listener.connections][2];
      assert.ok(third?.isWaitingForTurn && first.isWaitingForTurn);
      two.socket.resetAndDestroy();
      await harness.until(() => !third.isWaitingForTurn && !first.isWaitingForTurn);
      assert.equal(listener.served, undefined);
    });

    it('answers by itself whoever comes, and waits where somebody does not read', async () => {
      const listener = await harness.listen(undefined, { mode: 'hybrid', service: 'echo' });
      const [slow, quick] = [await harness.connect(listener), await harness.connect(listener)];
      for (const peer of [quick, slow, quick]) await peer.write('hello');
      assert.equal((await quick.bytes(10)).toString(), 'hellohello');
      // What it does not read fills both queues, so that its answer goes on for ever.
      slow.socket.pause();
      const [served] = listener.connections;
      slow.socket.write(randomBytes(16 * 1024 * 1024));
      await eventually(() => {
        assert.ok(served?.isHeldByService && listener.served === served);
        assert.ok([...listener.connections][1]?.isWaitingForTurn);
      });
      await quick.write('waits');
      slow.socket.destroy();
      assert.equal((await quick.bytes(15)).toString(), 'hellohellowaits');
    });
  });
});

describe('engine/accepting/holding', () => {
  it('refuses where the system accepts by itself', () => {
    assert.throws(() => {
      requireHolding('win32');
    }, /Windows accepts them before/);
    requireHolding('linux');
    requireHolding('darwin');
  });
});

describe('engine/accepting/acceptingHelper', () => {
  it('reads nothing of a socket that came as one, where its handle cannot be had', async () => {
    const harness = new Harness({
      acceptor: { path: join(__dirname, 'socketsAsSuch.ts'), execArgv: ['--require', 'tsx'] },
    });
    try {
      const listener = await harness.listen(undefined, { ...HELD, isPaused: true });
      const peer = await harness.connectEarly(listener);
      await peer.write('0123456789abcdef');
      await listener.acceptOne();
      const [connection] = listener.connections;
      assert.ok(connection);
      assert.equal((await connection.recv(4)).got, 4);
      assert.equal((await connection.recv(100)).got, 12);
    } finally {
      await harness.dispose();
    }
  });
});
