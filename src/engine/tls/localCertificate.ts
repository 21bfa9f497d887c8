import { generate } from 'selfsigned';
import type { Pem } from '../tlsOptions';

/** Days that it is valid: it is made anew in each process. */
const DAYS = 30;

/** subjectAltName, RFC 5280, 4.2.1.6: the kinds that it numbers. */
const DNS_NAME = 2;
const IP_ADDRESS = 7;

/** A certificate for `localhost` that nobody vouches for, and its key. */
export async function makeLocalCertificate(): Promise<{ readonly cert: Pem; readonly key: Pem }> {
  const now = Date.now();
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    // A clock that is a little behind is no reason to refuse it.
    notBeforeDate: new Date(now - 3_600_000),
    notAfterDate: new Date(now + DAYS * 86_400_000),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: DNS_NAME, value: 'localhost' },
          { type: IP_ADDRESS, ip: '127.0.0.1' },
          { type: IP_ADDRESS, ip: '::1' },
        ],
      },
    ],
  });
  return { cert, key };
}
