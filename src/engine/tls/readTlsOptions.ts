import { TLS_OPTIONS, type DialTlsOptions, type ListenTlsOptions, type Pem, type TlsOptionId } from '../tlsOptions';

/** The options as somebody has written them: `true` for what takes no value. */
export type WrittenTlsOptions = Readonly<Partial<Record<TlsOptionId, string | true | readonly string[] | undefined>>>;

type TlsOptions = DialTlsOptions & ListenTlsOptions;

/**
 * The options as the engine takes them, which says what else is wrong with them.
 *
 * @param readPem Gets what stands for a file.
 * @returns Undefined when there are none.
 * @throws What `readPem` throws.
 */
export async function readTlsOptions(
  given: WrittenTlsOptions,
  readPem: (file: string) => Promise<Pem>,
): Promise<TlsOptions | undefined> {
  const files = new Map<string, Pem>();
  for (const { id, kind } of TLS_OPTIONS) {
    const file = given[id];
    if (kind === 'file' && typeof file === 'string') files.set(file, await readPem(file));
  }
  return tlsOptionsOf(given, (file) => files.get(file) ?? '');
}

/** The same, where what stands for a file is known. */
export function tlsOptionsOf(given: WrittenTlsOptions, pemOf: (file: string) => Pem): TlsOptions | undefined {
  const read: Record<string, unknown> = {};
  for (const { id, kind } of TLS_OPTIONS) {
    const value = given[id];
    if (value === undefined) continue;
    if (typeof value !== 'string') read[id] = value;
    else if (kind === 'file') read[id] = pemOf(value);
    else if (kind === 'list') read[id] = value.split(',').map((part) => part.trim());
    else read[id] = value;
  }
  return Object.keys(read).length === 0 ? undefined : read;
}
