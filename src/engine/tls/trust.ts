import * as tls from 'node:tls';
import { splitCertificates } from '../tlsOptions';

/** Not in the types of Node 20: since Node 22.15. */
interface MaybeSystem {
  getCACertificates?: (kind: 'default' | 'system') => string[];
}

/**
 * The certificates that are trusted when dialling: those of Node and of the system, where this Node reads them, and `ca`.
 *
 * @param ca PEM text.
 * @returns Undefined for what Node has by itself.
 */
export function trustedCertificates(
  ca: string | undefined,
  from: MaybeSystem = tls as MaybeSystem,
): string[] | undefined {
  const system = from.getCACertificates?.('system');
  if (system === undefined && ca === undefined) return undefined;
  const own = from.getCACertificates?.('default') ?? tls.rootCertificates;
  return [...new Set([...own, ...(system ?? []), ...splitCertificates(ca ?? '')])];
}
