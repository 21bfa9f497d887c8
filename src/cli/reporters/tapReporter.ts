import { showInvisible } from '../../base/printable';
import { withoutTones } from '../../bytes/styledText';
import { failureLines, failureLine, failureStart } from './failureLines';
import { positionOf } from '../../base/position';
import type { Reporter, SectionReport } from './report';
import type { Terminal } from '../terminal/terminal';
import { visibleJson } from './visibleJson';

/** The Test Anything Protocol, version 14. */
export function tapReporter(terminal: Terminal): Reporter {
  return {
    begin: (total) => terminal.print('TAP version 14', `1..${total}`),
    section: (section, number) => {
      const { outcome, file, title } = section;
      const description = showInvisible(`${file}: ${title}`).replace(/[\\#]/g, '\\$&');
      const status = outcome === 'passed' || outcome === 'skipped' ? 'ok' : 'not ok';
      const reason = outcome === 'skipped' ? ` # SKIP ${showInvisible(failureLine(section))}` : '';
      return terminal.print(`${status} ${number} - ${description}${reason}`, ...diagnostics(section));
    },
    end: () => Promise.resolve(),
  };
}

/** The lines of a YAML block; JSON strings are YAML strings. */
function diagnostics(section: SectionReport): string[] {
  const { outcome, file, line, duration, text } = section;
  const entries = [`duration_ms: ${duration.toFixed(3)}`];
  // JSON is YAML.
  if (section.seeds) entries.push(`seeds: ${visibleJson(section.seeds)}`);
  if (outcome !== 'passed' && outcome !== 'skipped') {
    const start = failureStart(section);
    const [atLine, column] = start === undefined ? [String(line), '1'] : positionOf(text, start).split(':');
    entries.push(
      `message: ${visibleJson(failureLine(section))}`,
      `severity: ${outcome === 'cancelled' ? 'cancelled' : 'fail'}`,
      'at:',
      `  file: ${visibleJson(file)}`,
      `  line: ${atLine!}`,
      `  column: ${column!}`,
      `details: ${visibleJson(failureLines(section).map(withoutTones).join('\n'))}`,
    );
  }
  return ['---', ...entries, '...'].map((line) => `  ${line}`);
}
