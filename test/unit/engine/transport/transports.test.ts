import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { KernelSockets } from '../../../../src/engine/kernel/kernelSockets';
import { LocalCertificate } from '../../../../src/engine/tls/ownCertificate';
import { Receiving } from '../../../../src/engine/transport/receiving';
import type { Stream, StreamEnds } from '../../../../src/engine/transport/stream';
import type { StreamScheme } from '../../../../src/engine/transport/transport';
import { transportOf } from '../../../../src/engine/transport/transports';

/** A stream of `scheme` on a socket that was accepted on loopback, as its bytes are carried by the same classes everywhere. */
async function accepted(scheme: StreamScheme): Promise<{ stream: Stream; peer: net.Socket; end: () => void }> {
  const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const connection = once(server, 'connection') as Promise<[net.Socket]>;
  const peer = net.connect({
    port: (server.address() as net.AddressInfo).port,
    host: '127.0.0.1',
    allowHalfOpen: true,
  });
  const [socket] = await connection;
  const ends: StreamEnds = { local: { family: 'pipe', path: 'x' }, remote: { family: 'pipe', path: '' } };
  const accept = await transportOf(scheme).listen({
    receiving: new Receiving(),
    kernel: new KernelSockets(),
    certificate: new LocalCertificate(),
    isKept: false,
    handshakeTimeout: 1000,
  });
  const stream = accept(socket, ends);
  assert.ok('duplex' in stream);
  return {
    stream,
    peer,
    end: () => {
      peer.destroy();
      stream.duplex.destroy();
      server.close();
    },
  };
}

describe('engine/transport/transports', () => {
  for (const [scheme, isHalfOpen] of [
    ['unix', true],
    ['pipe', false],
  ] as const) {
    it(`${isHalfOpen ? 'leaves open' : 'ends'} what is sent when the peer has ended, over ${scheme}`, async () => {
      const { stream, peer, end } = await accepted(scheme);
      const { duplex, receiver } = stream;
      receiver.start({ mayKeep: () => false, received: (_, released) => released?.() });
      receiver.resume();
      const ended = once(duplex, 'end');
      peer.end('x');
      await ended;
      // Node ends the other way in a later turn.
      if (!isHalfOpen) await once(duplex, 'close');
      assert.equal(duplex.writable, isHalfOpen);
      assert.equal(stream.hasReset, false);
      end();
    });
  }
});
