import { faint, good, strong, wrong, type StyledLine } from '../../bytes/styledText';
import { roughDuration } from '../../base/duration';
import { failureLine, failureLines } from './failureLines';
import type { Reporter, RunReport, SectionReport } from './report';
import { seedLines } from './seedLines';
import type { Terminal } from '../terminal/terminal';

/** For people. */
export function textReporter(terminal: Terminal): Reporter {
  let file = '';
  return {
    section: (section) => {
      const heading: StyledLine[] = [...(file === '' ? [] : [[]]), [strong(section.file)]];
      const isNext = section.file !== file;
      file = section.file;
      return terminal.print(...(isNext ? heading : []), ...sectionLines(section));
    },
    end: ({ passed, failed, cancelled, skipped, duration }: RunReport) => {
      const counts = [
        ...(passed > 0 || failed + cancelled + skipped === 0 ? [good(`${passed} passed`)] : []),
        ...(failed > 0 ? [wrong(`${failed} failed`)] : []),
        ...(cancelled > 0 ? [wrong(`${cancelled} cancelled`)] : []),
        ...(skipped > 0 ? [faint(`${skipped} skipped`)] : []),
      ];
      const listed = counts.flatMap((count, index) => (index === 0 ? [count] : [', ', count]));
      return terminal.print('', [...listed, ' ', faint(`in ${roughDuration(duration)}`)]);
    },
  };
}

function sectionLines(section: SectionReport): StyledLine[] {
  const { outcome, title, duration } = section;
  const seeds = seedLines(section).map((line): StyledLine => ['      ', faint(line)]);
  const time = faint(`(${roughDuration(duration)})`);
  if (outcome === 'passed') return [['  ', good('✓'), ` ${title} `, time], ...seeds];
  if (outcome === 'skipped') {
    return [
      ['  ', faint('○'), ` ${title}, skipped `, time],
      ['      ', faint(failureLine(section))],
    ];
  }
  const word = outcome === 'cancelled' ? ', cancelled' : '';
  const details = failureLines(section).map((line) => ['      ', ...line]);
  return [['  ', wrong('✗'), ` ${title}${word} `, time], ...details, ...seeds];
}
