import type { MessageArgument, Template } from '../../base/error';

/** Why a text is not read as bytes: a sentence as in `SockscopeError`, and the place that it is about, in UTF-16 units. */
export interface WrittenProblem {
  readonly code: string;
  readonly template: Template;
  readonly args: readonly MessageArgument[];
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

export type WrittenResult =
  | { readonly bytes: Uint8Array; readonly problem?: undefined }
  | { readonly bytes?: undefined; readonly problem: WrittenProblem };

/** Most bytes that a text makes: repetitions could ask for any number. 16 MiB. */
export const MAX_WRITTEN_BYTES = 16 * 1024 * 1024;

/** Characters of a text that a sentence shows. */
const SHOWN = 20;

export function shorten(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** Thrown inside of a reader, and caught by it: a mistake ends the reading wherever it stands. */
export class WrittenMistake extends Error {
  constructor(readonly problem: WrittenProblem) {
    super(problem.template);
  }
}

/** The mistake in `text` from `start` to `end`. */
export function mistake(
  code: string,
  template: Template,
  args: readonly MessageArgument[],
  start: number,
  end: number,
): WrittenMistake {
  return new WrittenMistake({ code, template, args, start, end });
}

/** More than {@link MAX_WRITTEN_BYTES}. */
export function tooLong({ start, end }: Pick<WrittenProblem, 'start' | 'end'>): WrittenMistake {
  return mistake('WRITTEN_TOO_LONG', 'This makes more than {0} bytes.', [MAX_WRITTEN_BYTES], start, end);
}

/** What `read` returns, or the problem of the {@link WrittenMistake} that it throws. */
export function caught(read: () => Uint8Array): WrittenResult {
  try {
    return { bytes: read() };
  } catch (error) {
    if (error instanceof WrittenMistake) return { problem: error.problem };
    throw error;
  }
}
