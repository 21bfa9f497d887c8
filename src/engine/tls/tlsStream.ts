import type net from 'node:net';
import type { Duplex } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { formatSocketAddress } from '../address/endpoint';
import type { PeerEnd } from '../kernel/peerEnd';
import { receiverOf } from '../transport/receiving';
import { NetStream, resetSocket, type NetStreamOptions } from '../transport/netStream';
import type { Stream, StreamEnds } from '../transport/stream';
import { CipherSide } from './cipherSide';
import { explainTls, isAlert } from './tlsErrors';
import { tlsFacts } from './tlsFacts';

/** A TCP connection on which TLS is going to be spoken. */
export class TlsCarrier {
  readonly side: CipherSide;
  readonly #socket: net.Socket;
  readonly #ends: StreamEnds;
  readonly #options: NetStreamOptions;
  #tls: TLSSocket | undefined;
  /** TCP ended (FIN) while TLS had not. */
  #isCutOff = false;

  constructor(socket: net.Socket, ends: StreamEnds, options: NetStreamOptions) {
    this.#socket = socket;
    this.#ends = ends;
    this.#options = options;
    this.side = new CipherSide(socket);
    // Before TLS learns of it: it has decrypted all that came until now.
    this.side.on('end', () => {
      this.#isCutOff = this.#tls !== undefined && !hasEnded(this.#tls);
    });
  }

  /** Ends it once what waits is sent. */
  end(): void {
    this.#socket.destroySoon();
  }

  /** What a connection works on, once the handshake is done. */
  stream(tls: TLSSocket): Stream {
    this.#tls = tls;
    const socket = this.#socket;
    const below = new NetStream(socket, this.#ends, this.#options);
    // TLS would not always tell what happened below it.
    this.side.on('error', (error) => tls.destroy(error));
    this.side.on('close', () => {
      if (!this.side.readableEnded) tls.destroy();
    });
    // An alert of the peer ends it, though Node leaves it open.
    tls.on('error', () => tls.destroy());
    const peer = formatSocketAddress('tls', this.#ends.remote);
    return {
      duplex: tls,
      receiver: receiverOf(tls),
      ends: this.#ends,
      hasReset: true,
      reset: () => {
        resetSocket(socket);
        tls.destroy();
      },
      // It says how much is encrypted, and not of what.
      untakenBytes: () => undefined,
      peerEnd: (): PeerEnd | Promise<PeerEnd> => {
        if (!this.#isCutOff) return 'fin';
        const end = below.peerEnd();
        const judge = (judged: PeerEnd): PeerEnd => (judged === 'reset' ? 'reset' : 'cutOff');
        return typeof end === 'string' ? judge(end) : end.then(judge);
      },
      isGone: false,
      tls: tlsFacts(tls),
      explain: (error) => (isAlert(error) ? explainTls(error, { peer }) : undefined),
    };
  }
}

/**
 * The stream, in a turn of its own: within the one in which the handshake is done, OpenSSL is not ready to end TLS yet, and does so
 * without close_notify.
 *
 * @throws SockscopeError `TLS_CLOSED` when it is gone by then.
 */
export async function opened(carrier: TlsCarrier, tls: TLSSocket, peer: string): Promise<Stream> {
  const stream = carrier.stream(tls);
  await nextTurn();
  if (!tls.destroyed) return stream;
  throw explainTls(Object.assign(new Error('closed'), { code: 'ECONNRESET' }), { peer })!;
}

/** Whether TLS has ended what is received, though not all of it need have been read. No documented way leads there. */
function hasEnded(tls: TLSSocket): boolean {
  return (tls as Duplex & { readonly _readableState?: { readonly ended?: unknown } })._readableState?.ended === true;
}
