import assert from 'node:assert/strict';
import dgram from 'node:dgram';
import type { LiveSocket } from '../../../src/engine/liveSocket';
import { explainDialling, explainListening } from '../../../src/engine/socketErrors';
import { KernelSockets } from '../../../src/engine/kernel/kernelSockets';
import { failure, Harness, ip, itWithIpv6, tcp } from './harness';

/** As on a system whose kernel does not tell. */
const silent = new KernelSockets({ platform: 'darwin' });

const inUse = (): Error => Object.assign(new Error('bind EADDRINUSE'), { code: 'EADDRINUSE' });

describe('engine/occupant', () => {
  let harness: Harness;
  beforeEach(() => {
    harness = new Harness({ permit: () => undefined });
  });
  afterEach(() => harness.dispose());

  it('traces an address in use to our own socket, by its address, by a name for it, or by every address', async () => {
    const listener = await harness.listen();
    const { port } = ip(listener.local);
    const explain = async (host: string, address = host): Promise<string> => {
      const binding = { scheme: 'tcp', address, family: 4, port, v6only: false } as const;
      const endpoint = { scheme: 'tcp', host, port } as const;
      return (await explainListening(inUse(), endpoint, binding, { sockets: harness.engine.sockets, kernel: silent }))
        .message;
    };
    const own = /Sockscope already listens on tcp:\/\/127\.0\.0\.1:\d+ itself/;
    assert.match(await explain('127.0.0.1'), own);
    assert.match(await explain('localhost', '127.0.0.1'), own);
    assert.match(await explain('0.0.0.0'), own);
    assert.match(await explain('127.0.0.2'), /the port is in use, by another program or by a connection/);
  });

  it('does not take sockets that have ended, another transport or another error for it', async () => {
    const listener = await harness.listen();
    const { port } = ip(listener.local);
    const known = { sockets: harness.engine.sockets, kernel: silent };
    const endpoint = { scheme: 'tcp', host: '127.0.0.1', port } as const;
    const binding = { scheme: 'tcp', address: '127.0.0.1', family: 4, port, v6only: false } as const;
    const overUdp = [{ ...endpoint, scheme: 'udp' } as const, { ...binding, scheme: 'udp' } as const] as const;
    assert.match(
      (await explainListening(inUse(), ...overUdp, known)).message,
      /the port is in use, by another program or by a connection/,
    );
    const denied = Object.assign(new Error(), { code: 'EACCES' });
    assert.equal((await explainListening(denied, endpoint, binding, known)).code, 'EACCES');
    void listener.close();
    assert.match(
      (await explainListening(inUse(), endpoint, binding, { sockets: harness.engine.sockets, kernel: silent })).message,
      /the port is in use, by another program or by a connection/,
    );
  });

  it('names the listener rather than its connections', async () => {
    const { listener } = await harness.accepted();
    const { port } = ip(listener.local);
    const endpoint = { scheme: 'tcp', host: '127.0.0.1', port } as const;
    const binding = { scheme: 'tcp', address: '127.0.0.1', family: 4, port, v6only: false } as const;
    const error = await explainListening(inUse(), endpoint, binding, {
      sockets: [...harness.engine.sockets].reverse(),
      kernel: silent,
    });
    assert.match(error.message, new RegExp(`already listens on ${tcp(listener.local)} itself`));
  });

  it('leaves other errors of dialling to the table', () => {
    const refused = Object.assign(new Error(), { code: 'ECONNREFUSED' });
    assert.equal(explainDialling(refused, { scheme: 'tcp', host: '127.0.0.1', port: 1 }).code, 'ECONNREFUSED');
    assert.equal(explainDialling(refused, { scheme: 'unix', path: '/nowhere/s' }).code, 'ECONNREFUSED');
  });

  it('knows that [::] with v6only takes no IPv4', async () => {
    const endpoint = { scheme: 'tcp', host: '127.0.0.1', port: 80 } as const;
    const binding = { scheme: 'tcp', address: '127.0.0.1', family: 4, port: 80, v6only: false } as const;
    for (const v6only of [false, true]) {
      const local = { family: 'ip', address: '::', port: 80 } as const;
      const listener = {
        kind: 'listener',
        state: 'listening',
        local,
        v6only,
        info: () => ({ local: 'tcp://[::]:80' }),
      };
      const sockets = [listener as unknown as LiveSocket];
      const { message } = await explainListening(inUse(), endpoint, binding, { sockets, kernel: silent });
      assert.match(message, v6only ? /the port is in use/ : /Sockscope already listens on tcp:\/\/\[::\]:80 itself/);
    }
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;

  describe('with the kernel’s table', () => {
    onLinux('tells a stranger from our own listener at another address', async () => {
      const server = await harness.serve();
      const { port } = server;
      await harness.listen(`tcp://127.0.0.2:${port}`);
      const { message } = await failure(harness.listen(`tcp://0.0.0.0:${port}`));
      // Both are reasons; neither is hidden by the other's port.
      assert.match(message, /Cannot listen on tcp:\/\/0\.0\.0\.0:\d+: (another program listens on tcp:\/\/127\.0\.0\.1:|Sockscope already listens on tcp:\/\/127\.0\.0\.2:)/); // prettier-ignore
      assert.match(
        (await failure(harness.listen(`tcp://127.0.0.1:${port}`))).message,
        new RegExp(`another program listens on tcp://127\\.0\\.0\\.1:${port}\\. Close it`),
      );
      assert.match((await failure(harness.listen(`tcp://127.0.0.2:${port}`))).message, /Sockscope already listens/);
    });

    itWithIpv6(
      'does not blame our [::1], or our [::] that takes IPv6 alone, for a stranger’s 127.0.0.1',
      async function () {
        if (process.platform !== 'linux') this.skip();
        for (const own of ['::1', '::']) {
          const server = await harness.serve();
          const listener = await harness.listen(`tcp://[${own}]:${server.port}`, { v6only: true });
          const { message } = await failure(harness.listen(`tcp://127.0.0.1:${server.port}`));
          assert.match(message, /another program listens on tcp:\/\/127\.0\.0\.1:/, own);
          void listener.close();
        }
      },
    );

    it('names who has the port now, rather than a connection that was closed', async () => {
      const row = (peer: string, state: string): string =>
        `   0: 0100007F:0050 0100007F:${peer} ${state} 00000000:00000000 00:00000000 00000000  1000        0 7 1 0 20 4 30 10 -1\n`;
      const kernel = (...rows: string[]): KernelSockets =>
        new KernelSockets({
          platform: 'linux',
          endianness: 'LE',
          read: (path) =>
            path.endsWith('/tcp')
              ? Promise.resolve(`  sl  local_address\n${rows.join('')}`)
              : Promise.reject(new Error()),
        });
      const endpoint = { scheme: 'tcp', host: '127.0.0.1', port: 80 } as const;
      const binding = { scheme: 'tcp', address: '127.0.0.1', family: 4, port: 80, v6only: false } as const;
      const [closed, connected, listening] = [row('1000', '06'), row('1001', '01'), row('0000', '0A')];
      const explain = async (...rows: string[]): Promise<string> =>
        (await explainListening(inUse(), endpoint, binding, { sockets: [], kernel: kernel(...rows) })).message;
      assert.match(await explain(closed), /TIME_WAIT/);
      for (const rows of [
        [closed, connected],
        [connected, closed],
      ]) {
        assert.match(await explain(...rows), /is the local end of a connection that another program has/);
      }
      assert.match(await explain(closed, connected, listening), /another program listens on/);
    });

    onLinux('says that only a closed connection holds the port', async () => {
      const { connection, peer } = await harness.dialled();
      const { port } = ip(connection.local);
      await connection.shutdownSending();
      peer.socket.end();
      await connection.closed;
      const error = await failure(harness.listen(`tcp://127.0.0.1:${port}`));
      assert.equal(error.code, 'EADDRINUSE');
      assert.match(
        error.message,
        /no program listens there, but a connection of tcp:\/\/127\.0\.0\.1:\d+ with tcp:\/\/127\.0\.0\.1:\d+ was closed a moment ago, and holds the port \(TIME_WAIT\) for a minute/,
      );
    });

    onLinux('names our connection, or another program’s, whose local end it is', async () => {
      const { connection, peer } = await harness.dialled();
      const ours = await failure(harness.listen(tcp(connection.local)));
      assert.match(ours.message, /is the local end of a connection that Sockscope has with tcp:/);
      const { listener, peer: stranger } = await harness.accepted();
      const port = stranger.socket.localPort ?? 0;
      const theirs = await failure(harness.listen(`tcp://127.0.0.1:${port}`));
      const with_ = tcp(listener.local).replaceAll('.', '\\.');
      assert.match(
        theirs.message,
        new RegExp(`:${port} is the local end of a connection that another program has with ${with_}`),
      );
      peer.socket.destroy();
    });

    onLinux('names who has bound a UDP port', async () => {
      const stranger = dgram.createSocket('udp4');
      await new Promise<void>((resolve) => stranger.bind(0, '127.0.0.1', resolve));
      const { port } = stranger.address();
      const error = await failure(harness.bind(`udp://0.0.0.0:${port}`));
      stranger.close();
      assert.match(error.message, new RegExp(`another program has bound udp://127\\.0\\.0\\.1:${port}\\. Close it`));
    });
  });
});
