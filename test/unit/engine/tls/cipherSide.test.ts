import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { CipherSide } from '../../../../src/engine/tls/cipherSide';

const MIB = 2 ** 20;

describe('engine/tls/cipherSide', () => {
  const sockets: net.Socket[] = [];
  let server: net.Server;
  beforeEach(async () => {
    server = net.createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server.close();
  });

  /** Both ends of a connection. */
  async function pair(): Promise<{ socket: net.Socket; peer: net.Socket }> {
    const { port } = server.address() as net.AddressInfo;
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const [[peer]] = (await Promise.all([once(server, 'connection'), once(socket, 'connect')])) as [[net.Socket], []];
    sockets.push(socket, peer);
    for (const each of [socket, peer]) each.on('error', () => undefined);
    return { socket, peer };
  }

  it('reads nothing until it is read, and no more than it has room for', async () => {
    const { socket, peer } = await pair();
    const side = new CipherSide(socket);
    assert.equal(socket.isPaused(), true);
    peer.write(Buffer.alloc(8 * MIB));
    const paused = once(socket, 'pause');
    side.read(0);
    await paused;
    assert.ok(side.readableLength >= side.readableHighWaterMark && side.readableLength < MIB);
  });

  it('still has what came before FIN when the socket is closed', async () => {
    const { socket, peer } = await pair();
    const side = new CipherSide(socket);
    peer.end('bye');
    side.read(0);
    side.end();
    await once(socket, 'close');
    assert.equal(side.destroyed, false);
    const parts: Buffer[] = [];
    side.on('data', (bytes: Buffer) => parts.push(bytes));
    await once(side, 'end');
    assert.equal(Buffer.concat(parts).toString(), 'bye');
  });

  it('is closed with its socket', async () => {
    const { socket } = await pair();
    const side = new CipherSide(socket);
    const closed = once(side, 'close');
    socket.destroy();
    await closed;
    assert.equal(side.errored, null);
  });

  it('passes on what is written, and its end', async () => {
    const { socket, peer } = await pair();
    const side = new CipherSide(socket);
    side.cork();
    side.write('a');
    side.write('b');
    side.end('c');
    const parts: Buffer[] = [];
    peer.on('data', (bytes: Buffer) => parts.push(bytes));
    await once(peer, 'end');
    assert.equal(Buffer.concat(parts).toString(), 'abc');
  });
});
