import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { SockscopeError } from '../../../../src/base/error';
import type { Connection } from '../../../../src/engine/connection';
import { parseEndpoint } from '../../../../src/engine/address/endpoint';
import type { DialOptions } from '../../../../src/engine/requests';
import type { DialTlsOptions, ListenTlsOptions } from '../../../../src/engine/tlsOptions';
import { Harness, ip } from '../harness';
import { certify, type Made } from './certificates';

describe('engine/tls', () => {
  let harness: Harness;
  const servers = new Set<net.Server>();
  let authority: Made;
  let signed: Made;
  before(async () => {
    authority = await certify({ name: 'an authority', isAuthority: true });
    signed = await certify({ by: authority });
  });
  beforeEach(() => {
    harness = new Harness();
  });
  afterEach(async () => {
    await harness.dispose();
    for (const server of servers) server.close();
    servers.clear();
  });

  /** A server of Node, for us to dial. */
  async function serve(options: tls.TlsOptions): Promise<{ address: string; accepted: Promise<tls.TLSSocket> }> {
    const server = tls.createServer({ allowHalfOpen: true, ...options } as tls.TlsOptions);
    servers.add(server);
    // Whoever does not trust it says so to it.
    server.on('tlsClientError', () => undefined);
    const accepted = new Promise<tls.TLSSocket>((resolve) => {
      server.once('secureConnection', (socket) => {
        socket.on('error', () => undefined);
        harness.adopt(socket);
        resolve(socket);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { address: `tls://127.0.0.1:${(server.address() as net.AddressInfo).port}`, accepted };
  }

  function dial(address: string, options: DialTlsOptions = {}, more: DialOptions = {}): Promise<Connection> {
    return harness.dial(address, { tls: options, ...more });
  }

  async function refusal(dialling: Promise<unknown>): Promise<SockscopeError> {
    const error = await dialling.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof SockscopeError, String(error));
    return error;
  }

  async function received(connection: Connection, length: number): Promise<string> {
    const parts: Uint8Array[] = [];
    await new Promise<void>((resolve) => {
      const stop = connection.onReceive((bytes) => {
        parts.push(bytes);
        if (Buffer.concat(parts).length < length) return;
        stop();
        resolve();
      });
    });
    return Buffer.concat(parts).toString();
  }

  /** A client of Node at a listener of ours. */
  async function connect(port: number, options: tls.ConnectionOptions = {}): Promise<tls.TLSSocket> {
    const socket = tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options });
    harness.adopt(socket);
    await once(socket, 'secureConnect');
    return socket;
  }

  async function listen(options: ListenTlsOptions = {}, service = 'manual'): Promise<number> {
    const listener = await harness.listen('tls://127.0.0.1:0', { service, tls: options });
    return ip(listener.local).port;
  }

  const opened = (): Promise<void> =>
    harness.until(() => connections().some(({ parent, state }) => parent !== undefined && state === 'open'));
  const connections = (): Connection[] => [...harness.engine.sockets].filter((socket) => socket.kind === 'connection');

  it('dials, sends, receives and records what was said inside', async () => {
    const { address, accepted } = await serve({ ...signed, ALPNProtocols: ['h2', 'echo'] });
    const connection = await dial(address, { ca: authority.cert, alpn: ['echo'] });
    const peer = await accepted;
    peer.write('hello');
    assert.equal(await received(connection, 5), 'hello');
    await connection.send(Buffer.from('hi'));
    assert.equal(String((await once(peer, 'data'))[0]), 'hi');
    const { local, remote, tls: facts } = connection.info();
    assert.match(local, /^tls:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(remote, address);
    assert.deepEqual(
      [facts?.version, facts?.cipher, facts?.alpn, facts?.isVerified],
      ['TLSv1.3', 'TLS_AES_256_GCM_SHA384', 'echo', true],
    );
    assert.deepEqual(
      facts?.chain.map(({ subject, names }) => [subject, names]),
      [['CN=localhost', ['localhost', '127.0.0.1']]],
    );
    assert.ok(
      (facts.chain[0]?.validTo ?? 0) > Date.now() && /^([0-9A-F]{2}:){31}/.test(facts.chain[0]?.fingerprint ?? ''),
    );
    const record = harness.lastRecord();
    assert.equal(record.bytes('received').toString(), 'hello');
    assert.equal(record.bytes('sent').toString(), 'hi');
    assert.equal(
      record.events[0]?.detail,
      'TLS, recorded is what was said inside: TLSv1.3, TLS_AES_256_GCM_SHA384, ALPN echo, certificate CN=localhost of CN=an authority, verified',
    );
    assert.match(harness.recordings[0]?.title ?? '', /^tls 127\.0\.0\.1 \d+ from \d+$/);
  });

  it('listens, with a certificate for localhost that it makes once', async () => {
    const port = await listen({ alpn: ['x', 'y'] }, 'echo');
    const peer = await connect(port, { ALPNProtocols: ['y'], servername: 'localhost' });
    peer.write('to and fro');
    assert.equal(String((await once(peer, 'data'))[0]), 'to and fro');
    const certificate = peer.getPeerX509Certificate();
    assert.equal(certificate?.subject, 'CN=localhost');
    assert.match(
      certificate.subjectAltName ?? '',
      /DNS:localhost, IP Address:127\.0\.0\.1, IP Address:0:0:0:0:0:0:0:1/,
    );
    const [connection] = connections();
    assert.deepEqual(
      [connection?.tls?.alpn, connection?.tls?.servername, connection?.tls?.chain.length, connection?.tls?.isVerified],
      ['y', 'localhost', 0, undefined],
    );
    const record = harness.lastRecord();
    assert.equal(record.events[0]?.detail?.startsWith('TLS, recorded'), true);
    const other = await connect(await listen());
    assert.equal(other.getPeerX509Certificate()?.fingerprint256, certificate.fingerprint256);
  });

  it('moves a megabyte each way, whatever is paused meanwhile', async () => {
    const port = await listen({}, 'echo');
    const connection = await dial(`tls://127.0.0.1:${port}`, { insecure: true });
    const bytes = Buffer.alloc(1024 * 1024, 'abc');
    connection.hold('user');
    const sending = connection.send(bytes);
    connection.release('user');
    const [back] = await Promise.all([received(connection, bytes.length), sending]);
    assert.ok(bytes.equals(Buffer.from(back)));
  });

  describe('says what is wrong with whom', () => {
    it('a certificate that nobody vouches for', async () => {
      const own = await certify();
      const { address } = await serve(own);
      const error = await refusal(dial(address));
      assert.equal(error.code, 'TLS_SELF_SIGNED');
      assert.match(error.message, new RegExp(`^The certificate of ${address} \\(CN=localhost\\) is self-signed`));
      // Trusted, or not looked at, it is no obstacle.
      await dial(address, { ca: own.cert });
      await dial(address, { insecure: true });
      assert.deepEqual(
        connections().map(({ state, tls: facts }) => [state, facts?.isVerified]),
        [
          ['failed', undefined],
          ['open', true],
          ['open', false],
        ],
      );
    });

    it('an authority that is not known', async () => {
      const { address } = await serve(signed);
      const error = await refusal(dial(address));
      assert.equal(error.code, 'TLS_UNKNOWN_CA');
      assert.match(error.message, /\(CN=localhost\) was issued by CN=an authority, which is not trusted here/);
    });

    it('one that has expired, or is not valid yet', async () => {
      const expired = await serve(await certify({ by: authority, from: -3, until: -2 }));
      const error = await refusal(dial(expired.address, { ca: authority.cert }));
      assert.equal(error.code, 'TLS_EXPIRED');
      assert.match(error.message, /it was valid until 20\d\d-\d\d-\d\dT/);
      const early = await serve(await certify({ by: authority, from: 1 }));
      const { code, message } = await refusal(dial(early.address, { ca: authority.cert }));
      assert.equal(code, 'TLS_NOT_YET_VALID');
      assert.match(message, /is valid from 20\d\d-\d\d-\d\dT\S+ on only/);
    });

    it('one for other names', async () => {
      const { address } = await serve(await certify({ by: authority, names: ['a.example', 'b.example'] }));
      const error = await refusal(dial(address, { ca: authority.cert }));
      assert.equal(error.code, 'TLS_NAME_MISMATCH');
      assert.match(error.message, /is for a\.example, b\.example, not for 127\.0\.0\.1/);
      assert.equal((await dial(address, { ca: authority.cert, servername: 'b.example' })).tls?.isVerified, true);
      assert.equal((await refusal(dial(address, { ca: authority.cert, servername: 'c.example' }))).code, 'TLS_NAME_MISMATCH'); // prettier-ignore
    });

    it('no version in common', async () => {
      const { address } = await serve({ ...signed, maxVersion: 'TLSv1.2' });
      const error = await refusal(dial(address, { insecure: true, minVersion: 'TLSv1.3' }));
      assert.equal(error.code, 'TLS_VERSION');
      assert.equal((await dial(address, { insecure: true })).tls?.version, 'TLSv1.2');
    });

    it('no protocol in common', async () => {
      const port = await listen({ alpn: ['x'] });
      const error = await refusal(dial(`tls://127.0.0.1:${port}`, { insecure: true, alpn: ['y'] }));
      assert.equal(error.code, 'TLS_ALPN');
    });

    it('what is no TLS at all', async () => {
      const server = net.createServer((socket) => {
        socket.on('error', () => undefined);
        socket.write('HTTP/1.1 400 Bad Request\r\n\r\n');
      });
      servers.add(server);
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const error = await refusal(dial(`tls://127.0.0.1:${(server.address() as net.AddressInfo).port}`));
      assert.equal(error.code, 'TLS_NOT_TLS');
    });

    it('who hangs up in the midst of the handshake', async () => {
      const server = net.createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => socket.end());
      });
      servers.add(server);
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const error = await refusal(dial(`tls://127.0.0.1:${(server.address() as net.AddressInfo).port}`));
      assert.equal(error.code, 'TLS_CLOSED');
    });

    it('who refuses TCP, as for any other', async () => {
      const server = net.createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as net.AddressInfo;
      server.close();
      await once(server, 'close');
      const error = await refusal(dial(`tls://127.0.0.1:${port}`));
      assert.equal(error.code, 'ECONNREFUSED');
    });

    it('a server that wants a certificate', async () => {
      const port = await listen({ ca: authority.cert });
      const address = `tls://127.0.0.1:${port}`;
      const connection = await dial(address, { insecure: true });
      await connection.closed;
      assert.equal(connection.error?.code, 'TLS_NO_CERTIFICATE');
      const shown = await dial(address, { insecure: true, ...signed });
      await opened();
      assert.equal(shown.state, 'open');
      const accepted = connections().find(({ parent, state }) => parent !== undefined && state === 'open');
      assert.equal(accepted?.tls?.chain[0]?.subject, 'CN=localhost');
      assert.equal(accepted.tls.isVerified, true);
    });

    it('a client whose certificate is not trusted, and one without TLS', async () => {
      const port = await listen({ ca: authority.cert });
      const stranger = await certify({ name: 'a stranger' });
      await dial(`tls://127.0.0.1:${port}`, { insecure: true, ...stranger });
      const failed = (): Connection[] => connections().filter(({ parent, state }) => parent && state === 'failed');
      await harness.until(() => failed().length === 1);
      assert.equal(failed()[0]?.error?.code, 'TLS_SELF_SIGNED');
      const plain = harness.adopt(net.connect(port, '127.0.0.1', () => plain.write('GET / HTTP/1.1\r\n\r\n')));
      plain.on('error', () => undefined);
      await harness.until(() => failed().length === 2);
      assert.equal(failed()[1]?.error?.code, 'TLS_NOT_TLS');
      assert.equal(harness.recordings[0]?.notes.length, 3);
    });

    for (const [what, said] of [
      ['says nothing', ''],
      // The header of a record that is to bring 512 bytes.
      ['begins the handshake', '1603010200'],
    ] as const) {
      it(`a client that ${what} and ends, at once`, async () => {
        const port = await listen();
        const client = harness.adopt(net.connect({ port, host: '127.0.0.1', allowHalfOpen: true }));
        client.on('error', () => undefined);
        client.end(Buffer.from(said, 'hex'));
        await harness.until(() => connections().some(({ state }) => state === 'failed'));
        assert.equal(connections()[0]?.error?.code, 'TLS_CLOSED');
      });
    }

    it('nobody who ends with the last of the handshake', async () => {
      const port = await listen({}, 'echo');
      for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
        const client = tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false, maxVersion });
        harness.adopt(client);
        // All that is given before leaves in one piece with it.
        client.end('bye');
        assert.equal(String((await once(client, 'data'))[0]), 'bye');
      }
    });

    it('a client that shares no version, which is told so', async () => {
      const port = await listen({ minVersion: 'TLSv1.3' });
      const client = tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false, maxVersion: 'TLSv1.2' });
      harness.adopt(client);
      const [error] = (await once(client, 'error')) as [NodeJS.ErrnoException];
      assert.equal(error.code, 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
    });

    it('a client that does not get on, however often it says a little', async () => {
      // It listens with the time that the engine gives.
      const hurried = new Harness({ tlsHandshakeTimeout: 200 });
      try {
        const listener = await hurried.listen('tls://127.0.0.1:0');
        const client = hurried.adopt(net.connect(ip(listener.local).port, '127.0.0.1'));
        client.on('error', () => undefined);
        client.write(Buffer.from('1603014000', 'hex'));
        const drip = setInterval(() => client.write(Buffer.of(1)), 20);
        await hurried.until(() => [...hurried.engine.sockets].some(({ state }) => state === 'failed'));
        clearInterval(drip);
        assert.equal(
          [...hurried.engine.sockets].find(({ state }) => state === 'failed')?.error?.code,
          'TLS_HANDSHAKE_TIMEOUT',
        );
      } finally {
        await hurried.dispose();
      }
    });
  });

  describe('ends', () => {
    async function both(version: 'TLSv1.2' | 'TLSv1.3'): Promise<{ connection: Connection; peer: tls.TLSSocket }> {
      const { address, accepted } = await serve({ ...signed, maxVersion: version });
      const connection = await dial(address, { insecure: true });
      const peer = await accepted;
      // The handshake is done on both sides then: before, Node ends TLS without saying so.
      await Promise.all([once(peer, 'data'), connection.send(Buffer.from('ready'))]);
      return { connection, peer };
    }

    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      it(`half, when the peer ends what it sends (${version})`, async () => {
        const { connection, peer } = await both(version);
        peer.end('bye');
        assert.equal(await received(connection, 3), 'bye');
        await harness.until(() => connection.state === 'half-closed-remote');
        await connection.send(Buffer.from('still here'));
        assert.equal(String((await once(peer, 'data'))[0]), 'still here');
        assert.equal(connection.doubt, undefined);
        await connection.close();
        assert.deepEqual(harness.lastRecord().lifecycle, ['open sent', 'shutdown received', 'close received']);
      });

      it(`half, when this side does (${version})`, async () => {
        const { connection, peer } = await both(version);
        peer.resume();
        await Promise.all([once(peer, 'end'), connection.shutdownSending()]);
        assert.equal(connection.state, 'half-closed-local');
        peer.write('more');
        assert.equal(await received(connection, 4), 'more');
        peer.end();
        await connection.closed;
        assert.deepEqual([connection.state, connection.error, connection.doubt], ['closed', undefined, undefined]);
      });
    }

    it('half, when the client of a listener ends what it sends', async () => {
      const port = await listen();
      const options = { host: '127.0.0.1', port, rejectUnauthorized: false, allowHalfOpen: true };
      const client = tls.connect(options as tls.ConnectionOptions);
      harness.adopt(client);
      await opened();
      const connection = connections()[0]!;
      client.end('bye');
      await harness.until(() => connection.state === 'half-closed-remote');
      await connection.send(Buffer.from('still here'));
      assert.equal(String((await once(client, 'data'))[0]), 'still here');
      await connection.close();
      assert.deepEqual(harness.lastRecord().lifecycle, ['open received', 'shutdown received', 'close received']);
    });

    it('cut off by the client of a listener, which is still sent to', async () => {
      const port = await listen();
      const socket = harness.adopt(net.connect({ port, host: '127.0.0.1', allowHalfOpen: true }));
      const client = tls.connect({ socket, rejectUnauthorized: false });
      client.on('error', () => undefined);
      await once(client, 'secureConnect');
      await opened();
      const connection = connections()[0]!;
      // FIN alone, below TLS.
      socket.end();
      await harness.until(() => connection.state !== 'open');
      await connection.send(Buffer.from('still here'));
      assert.equal(connection.state, 'half-closed-remote');
    });

    it('with what was paused still to come', async () => {
      const { connection, peer } = await both('TLSv1.3');
      connection.hold('user');
      peer.end('last words');
      await once(peer, 'finish');
      connection.release('user');
      assert.equal(await received(connection, 10), 'last words');
      await harness.until(() => connection.state === 'half-closed-remote');
      assert.equal(connection.doubt, undefined);
    });

    it('cut off, when TCP ends and TLS has not', async () => {
      const { connection, peer } = await both('TLSv1.3');
      peer.write('part');
      assert.equal(await received(connection, 4), 'part');
      const raw = (peer as tls.TLSSocket & { _parent: net.Socket })._parent;
      raw.end();
      await harness.until(() => connection.state !== 'open');
      assert.equal(connection.state, 'half-closed-remote');
      assert.equal(connection.doubt?.code, 'TLS_CUT_OFF');
      assert.match(harness.lastRecord().events[1]?.detail ?? '', /without ending TLS \(close_notify\)/);
    });

    it('with close_notify, however soon a service closes', async () => {
      const port = await listen({}, 'daytime');
      const connection = await dial(`tls://127.0.0.1:${port}`, { insecure: true });
      await harness.until(() => connection.state === 'half-closed-remote');
      assert.equal(connection.doubt, undefined);
    });

    it('by a reset of the peer', async () => {
      const { connection, peer } = await both('TLSv1.3');
      (peer as tls.TLSSocket & { _parent: net.Socket })._parent.resetAndDestroy();
      await connection.closed;
      assert.deepEqual([connection.state, connection.endedBy, connection.error?.code], ['reset', 'received', 'ECONNRESET']); // prettier-ignore
    });

    it('by a reset of this side', async () => {
      const { connection, peer } = await both('TLSv1.3');
      peer.resume();
      const heard = new Promise<Error>((resolve) => peer.once('error', resolve));
      await connection.reset();
      assert.deepEqual([connection.state, connection.endedBy], ['reset', 'sent']);
      assert.equal(((await heard) as NodeJS.ErrnoException).code, 'ECONNRESET');
    });

    it('while it is being opened', async () => {
      const server = net.createServer();
      servers.add(server);
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = `tls://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
      const error = await refusal(dial(address, {}, { timeout: 50 }));
      assert.match(error.code, /TIMEDOUT|DIAL_TIMEOUT|TIMEOUT/);
      const port = await listen();
      const plain = harness.adopt(net.connect(port, '127.0.0.1'));
      await harness.until(() => connections().some(({ parent }) => parent !== undefined));
      const accepted = connections().find(({ parent }) => parent !== undefined);
      assert.equal(accepted?.state, 'connecting');
      await Promise.all([accepted.close(), once(plain, 'close')]);
      assert.deepEqual([accepted.state, accepted.error?.code], ['failed', 'CANCELLED']);
    });
  });

  it('tells the keys of each session when they are asked for, and then alone', async () => {
    const port = await listen({ keyLog: true });
    await dial(`tls://127.0.0.1:${port}`, { insecure: true, keyLog: true });
    await opened();
    const [ours, theirs] = harness.recordings;
    const line = /^(CLIENT|SERVER)_(HANDSHAKE_TRAFFIC_SECRET|TRAFFIC_SECRET_0) [0-9a-f]{64} [0-9a-f]{64,96}\n$/;
    for (const recording of [ours, theirs]) {
      assert.equal(recording?.keyLines.filter((text) => line.test(text)).length, 4, recording?.keyLines.join(''));
    }
    await dial(`tls://127.0.0.1:${port}`, { insecure: true });
    assert.equal(harness.recordings[2]?.keyLines.length, 0);
  });

  it('refuses options that are for TLS elsewhere, and wrong ones', async () => {
    const cases: [string, DialTlsOptions][] = [
      ['TLS_OPTION_UNFIT', { insecure: true }],
      ['BAD_ALPN', { alpn: [] }],
    ];
    assert.equal((await refusal(harness.dial('tcp://127.0.0.1:9', { tls: cases[0]![1] }))).code, 'TLS_OPTION_UNFIT');
    assert.equal((await refusal(dial('tls://127.0.0.1:9', cases[1]![1]))).code, 'BAD_ALPN');
    const listening = harness.engine.listen(parseEndpoint('tcp://127.0.0.1:0'), { tls: { requestCert: true } });
    assert.equal((await refusal(listening)).code, 'TLS_OPTION_UNFIT');
  });
});
