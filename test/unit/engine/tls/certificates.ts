import { generate } from 'selfsigned';

export interface Made {
  readonly cert: string;
  readonly key: string;
}

const DAY = 86_400_000;

export interface Certified {
  readonly name?: string;
  readonly names?: readonly string[];
  /** Who vouches for it; absent: nobody. */
  readonly by?: Made;
  readonly isAuthority?: boolean;
  /** Days from now. */
  readonly from?: number;
  readonly until?: number;
}

/** A certificate and its key. */
export async function certify(options: Certified = {}): Promise<Made> {
  const { name = 'localhost', names = ['localhost', '127.0.0.1'], by, isAuthority = false } = options;
  const { from = -1, until = 2 } = options;
  const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() + from * DAY),
    notAfterDate: new Date(Date.now() + until * DAY),
    ...(by ? { ca: by } : {}),
    extensions: [
      { name: 'basicConstraints', cA: isAuthority, critical: true },
      ...(isAuthority ? ([{ name: 'keyUsage', keyCertSign: true, critical: true }] as const) : []),
      {
        name: 'subjectAltName',
        altNames: names.map((value) =>
          /^[\d.]+$/.test(value) ? ({ type: 7, ip: value } as const) : ({ type: 2, value } as const),
        ),
      },
    ],
  });
  return { cert, key };
}
