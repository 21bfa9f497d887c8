import { formatDuration } from '../wire/duration';
import { failureLines } from './failureLines';
import type { Reporter, RunReport, SectionReport } from './report';
import type { Terminal } from './terminal';

/** For people. */
export function textReporter({ print, style }: Terminal): Reporter {
  let file = '';
  return {
    section: async (section) => {
      if (section.file !== file) await print(`${file === '' ? '' : '\n'}${style.strong(section.file)}\n`);
      file = section.file;
      await print(describeSection(section));
    },
    end: async ({ passed, failed, cancelled, duration }: RunReport) => {
      const parts = [
        ...(passed > 0 || failed + cancelled === 0 ? [style.good(`${passed} passed`)] : []),
        ...(failed > 0 ? [style.wrong(`${failed} failed`)] : []),
        ...(cancelled > 0 ? [style.wrong(`${cancelled} cancelled`)] : []),
      ];
      await print(`\n${parts.join(', ')} ${style.faint(`in ${formatDuration(duration)}`)}\n`);
    },
  };

  function describeSection(section: SectionReport): string {
    const { outcome, title, duration } = section;
    const time = style.faint(`(${formatDuration(duration)})`);
    if (outcome === 'passed') return `  ${style.good('✓')} ${title} ${time}\n`;
    const word = outcome === 'cancelled' ? ', cancelled' : '';
    const lines = failureLines(section, style).map((line) => `      ${line}\n`);
    return `  ${style.wrong('✗')} ${title}${word} ${time}\n${lines.join('')}`;
  }
}
