import { formatMessage } from '../bytes/error';
import { toHex } from '../bytes/hex';
import type { ByteWindow, StepFailure } from '../wire/failure';
import { positionOf } from './position';
import type { Reporter, SectionReport } from './report';
import type { Terminal } from './terminal';

/** One JSON object; bytes are hex, times milliseconds, lines and columns count from 1. */
export function jsonReporter({ print }: Terminal): Reporter {
  return {
    section: () => Promise.resolve(),
    end: ({ sections, ...totals }) =>
      print(`${JSON.stringify({ ...totals, sections: sections.map(sectionObject) }, undefined, 2)}\n`),
  };
}

function sectionObject(section: SectionReport): object {
  const { file, title, line, outcome, duration, failure, problems, error, text } = section;
  return {
    file,
    title,
    line,
    outcome,
    duration,
    ...(error === undefined ? {} : { error }),
    ...(problems === undefined
      ? {}
      : {
          problems: problems.map(({ code, template, args, start }) => ({
            code,
            message: formatMessage(template, args),
            ...place(text, start),
          })),
        }),
    ...(failure === undefined ? {} : { failure: failureObject(failure, text) }),
  };
}

function failureObject(failure: StepFailure, text: string): object {
  const { code, template, args, start, expected, received, difference, waited } = failure;
  return {
    code,
    message: formatMessage(template, args),
    ...place(text, start),
    waited,
    ...(expected === undefined ? {} : { expected: windowObject(expected) }),
    ...(received === undefined ? {} : { received: windowObject(received) }),
    ...(difference === undefined ? {} : { difference }),
  };
}

const windowObject = ({ start, bytes, total }: ByteWindow): object => ({ start, bytes: toHex(bytes), total });

function place(text: string, offset: number): object {
  const [line, column] = positionOf(text, offset).split(':').map(Number);
  return { line, column };
}
