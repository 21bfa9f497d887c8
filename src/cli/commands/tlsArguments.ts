/** What `sockscope send` and `sockscope listen` can be told of TLS, from the table that wire files have it from too. */
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { explain } from '../../engine/platform/systemError';
import { TLS_OPTIONS, type DialTlsOptions, type ListenTlsOptions, type TlsOperation } from '../../engine/tlsOptions';
import { readPemFile } from '../../engine/tls/pemFile';
import { readTlsOptions } from '../../engine/tls/readTlsOptions';
import type { CommandLine, ParsedLine } from '../terminal/commandLine';
import type { Terminal } from '../terminal/terminal';
import { asHelp } from './optionArguments';

/** Where keys go: there may be no capture to put them beside. */
const KEYS = 'keys';

/** `requestCert` is `--request-cert`. */
const nameOf = (id: string): string => id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export function tlsArguments(operation: TlsOperation): CommandLine['options'] {
  const own = TLS_OPTIONS.filter(({ id, operations }) => id !== 'keyLog' && operations.includes(operation));
  return {
    ...Object.fromEntries(
      own.map(({ id, value, description }) => [
        nameOf(id),
        { help: `TLS: ${asHelp(description)}`, ...(value === undefined ? {} : { value: value.replaceAll('"', '') }) },
      ]),
    ),
    [KEYS]: { value: 'FILE', help: 'TLS: appends the keys of each session to a file, for Wireshark' },
  };
}

export interface TlsArguments {
  readonly tls?: DialTlsOptions & ListenTlsOptions;
  /** Gets the keys, a line at a time; absent: nobody wants them. */
  readonly keys?: (line: Uint8Array) => void;
  /** Settles when all keys are written. */
  readonly end: () => Promise<void>;
}

/** @throws SockscopeError for a file that cannot be read or written */
export async function readTlsArguments({ flags, values }: ParsedLine, terminal: Terminal): Promise<TlsArguments> {
  const given = Object.fromEntries(
    TLS_OPTIONS.map(({ id }) => [id, values.get(nameOf(id)) ?? (flags.has(nameOf(id)) ? true : undefined)] as const),
  );
  const keys = values.get(KEYS);
  const tls = await readTlsOptions({ ...given, ...(keys === undefined ? {} : { keyLog: true }) }, (path) =>
    readPemFile(resolve(terminal.folder, path), path),
  );
  const some = tls === undefined ? {} : { tls };
  if (keys === undefined) return { ...some, end: () => Promise.resolve() };
  return { ...some, ...(await keyFile(resolve(terminal.folder, keys), keys, terminal)) };
}

async function keyFile(path: string, name: string, terminal: Terminal): Promise<Pick<TlsArguments, 'keys' | 'end'>> {
  const failed = (error: unknown): never => {
    throw explain(error, 'write-file', name);
  };
  const file = await open(path, 'a', 0o600).catch(failed);
  let writing: Promise<unknown> = Promise.resolve();
  return {
    keys: (line) => {
      writing = writing
        .then(() => file.appendFile(line))
        .catch((error: unknown) => terminal.complain(explain(error, 'write-file', name).message));
    },
    end: async () => {
      await writing;
      await file.close();
    },
  };
}
