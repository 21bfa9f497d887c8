import { randomBytes } from 'node:crypto';
import tls from 'node:tls';
import { formatSocketAddress } from '../address/endpoint';
import { splitCertificates, type ListenTlsOptions } from '../tlsOptions';
import type { Accept, AcceptContext } from '../transport/transport';
import type { Stream } from '../transport/stream';
import type { OwnCertificate } from './ownCertificate';
import { explainCertificate, explainTls } from './tlsErrors';
import { opened, TlsCarrier } from './tlsStream';

/** Speaks TLS with whoever connects to one listener. */
export async function acceptTls(context: AcceptContext): Promise<Accept> {
  const { kernel, keyLog, tls: options = {}, certificate, handshakeTimeout } = context;
  const { cert, key } = options;
  const own = cert !== undefined && key !== undefined ? { cert, key } : await certificate.get();
  const serverOptions = { ...serverOptionsOf(options, own), handshakeTimeout };
  return (accepted, ends) => {
    const cancel = new AbortController();
    const carrier = new TlsCarrier(accepted, ends, { kernel });
    const peer = formatSocketAddress('tls', ends.remote);
    const opening = new Promise<Stream>((resolve, reject) => {
      cancel.signal.addEventListener('abort', () => {
        carrier.side.destroy();
        reject(cancel.signal.reason as Error);
      });
      let isOpen = false;
      carrier.side.on('end', () => {
        // Node would wait for the rest of the handshake until its time is up, since the peer might still read.
        if (!isOpen) carrier.side.destroy();
      });
      // Each connection has a server that never listens: that one alone says whom its events are about.
      const server = tls.createServer(serverOptions);
      server.on('secureConnection', (secured) => {
        isOpen = true;
        // It stays, since an error may come before the new owner listens.
        secured.on('error', () => undefined);
        void opened(carrier, secured, peer).then(resolve, reject);
      });
      server.on('tlsClientError', (error, secured) => {
        // An alert is on its way, which says why.
        carrier.end();
        // Its type says that it is an error, and it is the code of one.
        const code: unknown = secured.authorizationError;
        reject(typeof code === 'string' ? explainCertificate(code, { peer }) : (explainTls(error, { peer }) ?? error));
      });
      if (keyLog) server.on('keylog', keyLog);
      server.emit('connection', carrier.side);
    });
    return { opening, cancel };
  };
}

function serverOptionsOf(options: ListenTlsOptions, { cert, key }: OwnCertificate): tls.TlsOptions {
  const { ca, requestCert, alpn, minVersion, maxVersion } = options;
  return {
    cert,
    key,
    // Sessions can be resumed with another of these servers.
    ticketKeys: randomBytes(48),
    requestCert: requestCert === true || ca !== undefined,
    rejectUnauthorized: ca !== undefined,
    ...(ca === undefined ? {} : { ca: [...splitCertificates(ca)] }),
    ...(alpn === undefined ? {} : { ALPNProtocols: [...alpn] }),
    ...(minVersion === undefined ? {} : { minVersion }),
    ...(maxVersion === undefined ? {} : { maxVersion }),
  };
}
