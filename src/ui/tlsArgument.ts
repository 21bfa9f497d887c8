import { isAbsolute } from 'node:path';
import { SockscopeError } from '../base/error';
import type { DialTlsOptions, ListenTlsOptions, Pem } from '../engine/tlsOptions';
import { readPemFile } from '../engine/tls/pemFile';
import { readTlsOptions } from '../engine/tls/readTlsOptions';
import { requireTrust } from './safety/trust';

type Given = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/**
 * What an argument says of TLS, as the engine takes it; undefined at once where it says nothing, so that nobody waits for that.
 *
 * @throws SockscopeError `BAD_ARGUMENT` for a path that is not absolute; what reading the file throws
 */
export function readTlsArgument(given: Given): Promise<{ tls?: DialTlsOptions & ListenTlsOptions }> | undefined {
  // What is switched off is as if it were not said.
  const said = Object.entries(given).filter(([, value]) => value !== undefined && value !== false);
  return said.length === 0 ? undefined : readSaid(Object.fromEntries(said));
}

type Said = Parameters<typeof readTlsOptions>[0];

async function readSaid(said: Said): Promise<{ tls?: DialTlsOptions & ListenTlsOptions }> {
  const tls = await readTlsOptions(said, readPem);
  return tls ? { tls } : {};
}

async function readPem(value: string): Promise<Pem> {
  if (value.includes('-----BEGIN ')) return value;
  if (!isAbsolute(value)) {
    const template = '"{0}" is neither the absolute path of a PEM file nor its text ("-----BEGIN …").';
    throw new SockscopeError('BAD_ARGUMENT', template, [value.slice(0, 200)]);
  }
  requireTrust();
  return readPemFile(value);
}
