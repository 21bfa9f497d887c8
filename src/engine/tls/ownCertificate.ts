import type { Pem } from '../tlsOptions';

/** A certificate and its key, as PEM text. */
export interface OwnCertificate {
  readonly cert: Pem;
  readonly key: Pem;
}

/** Makes the certificate of listeners that were given none, when the first of them needs it; all have the same. */
export class LocalCertificate {
  #made: Promise<OwnCertificate> | undefined;

  get(): Promise<OwnCertificate> {
    // Few listen on TLS: what makes certificates is large, and loaded by them alone.
    this.#made ??= import('./localCertificate').then(({ makeLocalCertificate }) => makeLocalCertificate());
    return this.#made;
  }
}
