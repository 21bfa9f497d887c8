import { formatMessage } from '../../base/error';
import { faint, wrong, type StyledLine } from '../../bytes/styledText';
import { describeFailure } from '../../wire/run/failureText';
import { lineAt, positionOf } from '../../base/position';
import type { SectionReport } from './report';

/** Everything there is to say about a section that did not pass: where, which line, and why. */
export function failureLines({ file, text, failure, problems, error }: SectionReport): StyledLine[] {
  const place = (offset: number): StyledLine => [
    faint(`${file}:${positionOf(text, offset)}`),
    `  ${lineAt(text, offset)}`,
  ];
  const lines: StyledLine[] = [];
  if (error !== undefined) {
    const { start, message } = error;
    lines.push(...(start === undefined ? [[wrong(message)]] : [place(start), ['  ', wrong(message)]]));
  }
  for (const problem of problems ?? []) {
    lines.push(place(problem.start), ['  ', wrong(formatMessage(problem.template, problem.args))]);
  }
  if (failure !== undefined) {
    lines.push(place(failure.start), ...describeFailure(failure).map((line) => ['  ', ...line]));
  }
  return lines;
}

/** Where the text is wrong, or the step stands that failed; undefined when no place is to blame. */
export function failureStart({ failure, problems, error }: SectionReport): number | undefined {
  return failure?.start ?? problems?.[0]?.start ?? error?.start;
}

/** The reason in one line. */
export function failureLine({ failure, problems, error }: SectionReport): string {
  if (failure !== undefined) return formatMessage(failure.template, failure.args);
  const [problem] = problems ?? [];
  if (problem !== undefined) return formatMessage(problem.template, problem.args);
  return error?.message ?? 'The run was cancelled.';
}
