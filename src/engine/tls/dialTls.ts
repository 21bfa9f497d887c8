import { isIP } from 'node:net';
import tls from 'node:tls';
import { splitZone } from '../../bytes/ip';
import { formatEndpoint, type HostEndpoint } from '../address/endpoint';
import type { DialTlsOptions } from '../tlsOptions';
import { connectTo } from '../transport/happyEyeballs';
import type { DialContext } from '../transport/transport';
import type { Stream } from '../transport/stream';
import { explainCertificate, explainTls } from './tlsErrors';
import { certificateFacts } from './tlsFacts';
import { opened, TlsCarrier } from './tlsStream';
import { trustedCertificates } from './trust';

/**
 * Dials TCP, and speaks TLS on it.
 *
 * @throws SockscopeError with a code of `tlsErrors.ts`; what the system said; the reason of `signal`.
 */
export async function dialTls(endpoint: HostEndpoint, signal: AbortSignal, context: DialContext): Promise<Stream> {
  const { kernel, keyLog, tls: options = {}, resolve, attempts } = context;
  // What reads into buffers of ours cannot be read by TLS.
  const { socket, ...ends } = await connectTo(endpoint, signal, { resolve, attempts });
  const carrier = new TlsCarrier(socket, ends, { kernel });
  const peer = formatEndpoint(endpoint);
  const name = options.servername ?? splitZone(endpoint.host).address;
  return new Promise((resolve, reject) => {
    const secured = tls.connect({ ...connectOptions(options, name), socket: carrier.side });
    const onAbort = (): void => {
      secured.destroy();
      reject(signal.reason as Error);
    };
    // It stays after the connection is made, since an error may come before the new owner listens.
    secured.on('error', (error: Error) => {
      signal.removeEventListener('abort', onAbort);
      reject(explainTls(error, { peer }) ?? error);
    });
    if (keyLog) secured.on('keylog', keyLog);
    secured.once('secureConnect', () => {
      signal.removeEventListener('abort', onAbort);
      if (options.insecure !== true && !secured.authorized) {
        const certificate = secured.getPeerX509Certificate();
        secured.destroy();
        // Its type says that it is an error, and it is the code of one.
        const code = String(secured.authorizationError);
        reject(explainCertificate(code, { peer, certificate: certificate && certificateFacts(certificate), name }));
        return;
      }
      void opened(carrier, secured, peer).then(resolve, reject);
    });
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}

function connectOptions(options: DialTlsOptions, name: string): tls.ConnectionOptions {
  const { cert, key, ca, alpn, minVersion, maxVersion, insecure } = options;
  const trusted = insecure === true ? undefined : trustedCertificates(ca);
  return {
    // Whom the certificate is for is held against this, but only names are asked for: RFC 6066, 3.
    host: name,
    servername: isIP(name) === 0 ? name : '',
    // It is refused with the certificate at hand, to tell what is wrong with it.
    rejectUnauthorized: false,
    ...(trusted === undefined ? {} : { ca: trusted }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(alpn === undefined ? {} : { ALPNProtocols: [...alpn] }),
    ...(minVersion === undefined ? {} : { minVersion }),
    ...(maxVersion === undefined ? {} : { maxVersion }),
  };
}
