/** Where the bytes come from that are sent: an argument, a file, or standard input. */
import type { FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import { formatMessage } from '../../base/error';
import { encodeUtf8 } from '../../bytes/utf8';
import { readHex } from '../../bytes/written/hexText';
import { openRegularFile } from '../../engine/files/regularFile';
import { explain } from '../../engine/platform/systemError';
import type { CommandLine, ParsedLine } from '../terminal/commandLine';
import { FILE_PIECE } from '../terminal/filePiece';
import { UsageError, type Terminal } from '../terminal/terminal';
import { encodeArgument } from './payloadArgument';

export interface ByteSource {
  /** In order, each of any size. */
  readonly pieces: AsyncIterable<Uint8Array>;
  /** Of all pieces together; absent: nobody knows before the end. */
  readonly length?: number;
  /** There is one piece. */
  readonly isWhole?: boolean;
}

/** What may stand in the place of a payload: no shell changes the meaning of these. */
export const SOURCE_OPTIONS: CommandLine['options'] = {
  text: { value: 'TEXT', mayBeEmpty: true, help: 'send this text as it stands, in UTF-8, instead of a payload' },
  hex: { value: 'HEX', mayBeEmpty: true, help: 'send bytes that are written as hex, such as 0a0b' },
  file: { value: 'FILE', help: 'send what a file holds, of any size' },
};

/** The payload that stands for standard input. */
const STANDARD_INPUT = '-';

/**
 * The one source that a line names.
 *
 * @param payload The argument, if there is one.
 * @throws UsageError for none, for several, and for what is no payload or no hex; SockscopeError for a file that cannot be read
 */
export async function openSource(
  { values }: ParsedLine,
  payload: string | undefined,
  terminal: Terminal,
): Promise<ByteSource> {
  const named = Object.keys(SOURCE_OPTIONS).filter((name) => values.has(name));
  if (named.length + (payload === undefined ? 0 : 1) !== 1) {
    throw new UsageError(
      'send takes an endpoint and a payload in quotes for the shell; in its place stands -, for standard input, or --text, --hex or --file.',
    );
  }
  if (payload === STANDARD_INPUT) return { pieces: terminal.inputBytes() };
  if (payload !== undefined) return whole(await encodeArgument(payload, terminal));
  const [name] = named;
  const value = values.get(name!)!;
  if (name === 'file') return openFile(value, terminal);
  return whole(name === 'text' ? encodeUtf8(value) : hexBytes(value));
}

/**
 * All of a source as one piece, since a datagram goes whole or not at all.
 *
 * @param limit Bytes that are gathered at most.
 * @throws UsageError when there are more
 */
export async function asOnePiece(source: ByteSource, limit: number): Promise<ByteSource> {
  if (source.isWhole === true) return source;
  const gathered: Uint8Array[] = [];
  let length = 0;
  for await (const piece of source.pieces) {
    gathered.push(piece);
    length += piece.length;
    if (length > limit) throw new UsageError(`A datagram takes at most ${limit} bytes, and there is more: use TCP.`);
  }
  return whole(Buffer.concat(gathered));
}

function whole(bytes: Uint8Array): ByteSource {
  return { pieces: once(bytes), length: bytes.length, isWhole: true };
}

// eslint-disable-next-line @typescript-eslint/require-await -- as other sources are read
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function hexBytes(text: string): Uint8Array {
  const { bytes, problem } = readHex(text);
  if (problem) throw new UsageError(`In --hex: ${formatMessage(problem.template, problem.args)}`);
  return bytes;
}

/** Looked at now, so that a wrong name is told before anybody is dialled, and opened again when it is read. */
async function openFile(name: string, { folder }: Terminal): Promise<ByteSource> {
  const path = resolve(folder, name);
  const file = await openNamed(path, name);
  const { size } = await file.stat();
  await file.close();
  // The size of many files in /proc is 0.
  return { pieces: readFile(path, name), ...(size > 0 ? { length: size } : {}) };
}

async function* readFile(path: string, name: string): AsyncGenerator<Uint8Array> {
  const file = await openNamed(path, name);
  yield* file.createReadStream({ highWaterMark: FILE_PIECE }) as AsyncIterable<Buffer>;
}

async function openNamed(path: string, name: string): Promise<FileHandle> {
  try {
    return await openRegularFile(path, { name });
  } catch (error) {
    throw explain(error, 'read-file', name);
  }
}
