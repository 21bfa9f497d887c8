import { formatMessage } from '../bytes/error';
import { describeFailure, PLAIN, type TextStyle } from '../wire/failureText';
import { lineAt, positionOf } from './position';
import type { SectionReport } from './report';

/** Everything there is to say about a section that did not pass: where, which line, and why. */
export function failureLines(
  { file, text, failure, problems, error }: SectionReport,
  style: TextStyle = PLAIN,
): string[] {
  const lines: string[] = [];
  if (error !== undefined) lines.push(style.wrong(error.message));
  for (const problem of problems ?? []) {
    lines.push(`${style.faint(`${file}:${positionOf(text, problem.start)}`)}  ${lineAt(text, problem.start)}`);
    lines.push(`  ${style.wrong(formatMessage(problem.template, problem.args))}`);
  }
  if (failure !== undefined) {
    lines.push(`${style.faint(`${file}:${positionOf(text, failure.start)}`)}  ${lineAt(text, failure.start)}`);
    lines.push(...describeFailure(failure, style).map((line) => `  ${line}`));
  }
  return lines;
}

/** The reason in one line. */
export function failureSentence({ failure, problems, error }: SectionReport): string {
  if (failure !== undefined) return formatMessage(failure.template, failure.args);
  const [problem] = problems ?? [];
  if (problem !== undefined) return formatMessage(problem.template, problem.args);
  return error?.message ?? 'The run was cancelled.';
}
