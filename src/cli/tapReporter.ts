import { failureLines, failureSentence } from './failureLines';
import { positionOf } from './position';
import type { Reporter, SectionReport } from './report';
import type { Terminal } from './terminal';

/** The Test Anything Protocol, version 14. */
export function tapReporter({ print }: Terminal): Reporter {
  return {
    begin: (total) => print(`TAP version 14\n1..${total}\n`),
    section: (section, number) => {
      const { outcome, file, title } = section;
      const description = `${file}: ${title}`.replaceAll('\\', '\\\\').replaceAll('#', '\\#');
      const status = outcome === 'passed' ? 'ok' : 'not ok';
      return print(`${status} ${number} - ${description}\n${diagnostics(section)}`);
    },
    end: () => Promise.resolve(),
  };
}

/** A YAML block; JSON strings are YAML strings. */
function diagnostics(section: SectionReport): string {
  const { outcome, file, line, duration, failure, text } = section;
  const entries = [`duration_ms: ${duration.toFixed(3)}`];
  if (outcome !== 'passed') {
    const [atLine, column] = failure === undefined ? [String(line), '1'] : positionOf(text, failure.start).split(':');
    entries.push(
      `message: ${JSON.stringify(failureSentence(section))}`,
      `severity: ${outcome === 'cancelled' ? 'cancelled' : 'fail'}`,
      `at:\n    file: ${JSON.stringify(file)}\n    line: ${atLine!}\n    column: ${column!}`,
      `details: ${JSON.stringify(failureLines(section).join('\n'))}`,
    );
  }
  return `  ---\n${entries.map((entry) => `  ${entry}\n`).join('')}  ...\n`;
}
