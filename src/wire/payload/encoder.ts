import { SockscopeError } from '../../base/error';
import { layOut, type Layout, type PayloadSources, type UnknownFile } from './layout';
import { fillPieces, type Piece } from './value';
import { MAX_PAYLOAD, type Binding, type Term, type VariableReference } from './term';
import { quoteForMessage, TextError } from '../../base/problem';
import type { VariableValue } from './value';

export interface EncodeContext {
  /**
   * The content of a file by its path as written. `limit` is the most bytes that the payload has room for: reject
   * instead of reading more. It also decides which files may be read.
   */
  readonly readFile: (path: string, limit: number) => Promise<Uint8Array>;
  readonly variables?: ReadonlyMap<string, VariableValue>;
  /** What ends each line of a block; `lf` by default. */
  readonly eol?: 'lf' | 'crlf';
}

export interface PayloadPreview {
  /** Bytes of the whole payload. */
  readonly length: number;
  /** The first of them. */
  readonly first: Uint8Array;
}

/** Bytes that a preview shows unless told otherwise. */
const PREVIEW_BYTES = 16;

/**
 * The bytes of a payload that was parsed without problems, in an array of their own. Rejects with a `TextError` for
 * what only shows now: a variable without a value, a value that does not fit, more than `MAX_PAYLOAD` bytes, a binding;
 * and with what `readFile` rejects with.
 */
export async function encodePayload(terms: readonly Term[], context: EncodeContext): Promise<Uint8Array> {
  return (await encodeLayout(terms, context, false)).bytes;
}

/** The same with the pieces that the bytes were built of; `holes`: bindings are holes of zeros. */
export async function encodeLayout(
  terms: readonly Term[],
  context: EncodeContext,
  holes: boolean,
): Promise<{ readonly bytes: Uint8Array; readonly pieces: readonly Piece[] }> {
  const { pieces, length } = await resolveLayout(terms, context, holes, MAX_PAYLOAD);
  const bytes = new Uint8Array(length);
  fillPieces(pieces, bytes);
  return { bytes, pieces };
}

/** The pieces without their bytes. `room`: the most bytes that files may add. Rejects as `encodePayload` does. */
export async function resolveLayout(
  terms: readonly Term[],
  context: EncodeContext,
  holes: boolean,
  room: number,
): Promise<{ readonly pieces: readonly Piece[]; readonly length: number }> {
  const { variables, eol } = context;
  const files = new Map<string, Uint8Array>();
  const sources: PayloadSources = {
    files,
    holes,
    ...(variables === undefined ? {} : { variables }),
    ...(eol === undefined ? {} : { eol }),
  };
  const first = checked(layOut(terms, sources));
  if (first.length !== undefined) return { pieces: first.pieces, length: first.length };
  let left = room;
  for (const unknown of first.unknown) {
    if (unknown.kind === 'text') throw new Error('Only previews leave the texts of functions unread.');
    if (unknown.kind !== 'file') throw withoutValue(unknown);
    if (files.has(unknown.path)) continue;
    const content = await context.readFile(unknown.path, left).catch((error: unknown) => {
      throw placed(error, unknown);
    });
    left -= content.length;
    if (left < 0) throw fileTooLarge(unknown);
    files.set(unknown.path, content);
  }
  const { pieces, length } = checked(layOut(terms, sources));
  if (length === undefined) throw new Error('A payload whose files and variables are all known has a length.');
  return { pieces, length };
}

/**
 * How many bytes a payload makes and the first `limit` of them, without building the rest. `undefined` when that cannot
 * be known without reading a file, or something has no value, or does not fit.
 */
export function previewPayload(
  terms: readonly Term[],
  sources: PayloadSources = {},
  limit = PREVIEW_BYTES,
): PayloadPreview | undefined {
  const { pieces, length } = layOut(terms, { ...sources, isPreview: true });
  if (length === undefined) return undefined;
  const first = new Uint8Array(Math.min(limit, length));
  fillPieces(pieces, first);
  return { length, first };
}

function checked(layout: Layout): Layout {
  const problem = layout.problems[0];
  if (problem !== undefined) throw new TextError(problem);
  return layout;
}

function withoutValue(unknown: VariableReference | Binding): TextError {
  const { name, start, end } = unknown;
  if (unknown.kind === 'binding') {
    const template = '?{0} stands for a number that is received, and cannot be sent: write the number.';
    return new TextError({ code: 'PAYLOAD_BINDING', template, args: [name], start, end });
  }
  const template = '{0} has no value: define {1} before it is used here.';
  return new TextError({ code: 'PAYLOAD_UNKNOWN_VARIABLE', template, args: [`{{${name}}}`, name], start, end });
}

/** What is wrong with a file, as a mistake of the place that names it. */
function placed(error: unknown, { start, end }: UnknownFile): unknown {
  if (!(error instanceof SockscopeError) || error instanceof TextError) return error;
  const { code, template, args } = error;
  return new TextError({ code, template, args, start, end }, { cause: error });
}

function fileTooLarge({ path, start, end }: UnknownFile): TextError {
  const template = '“{0}” makes the payload longer than {1} bytes (64 MiB): send it with Send File instead.';
  const args = [quoteForMessage(path), MAX_PAYLOAD];
  return new TextError({ code: 'PAYLOAD_TOO_LARGE', template, args, start, end });
}
