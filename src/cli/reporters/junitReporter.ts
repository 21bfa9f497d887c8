import { showInvisible } from '../../base/printable';
import { withoutTones } from '../../bytes/styledText';
import { failureLines, failureLine } from './failureLines';
import type { Reporter, RunReport, SectionReport } from './report';
import { seedLines } from './seedLines';
import type { Terminal } from '../terminal/terminal';

/** The XML of JUnit that build services read: a test suite for each file, a test case for each section. */
export function junitReporter(terminal: Terminal): Reporter {
  return {
    section: () => Promise.resolve(),
    end: ({ sections, ...totals }) => {
      const files = [...new Set(sections.map(({ file }) => file))];
      return terminal.print(
        '<?xml version="1.0" encoding="UTF-8"?>',
        `<testsuites ${attributes(totals)}>`,
        ...files.flatMap((file) => suite(file, sections.filter((section) => section.file === file))), // prettier-ignore
        '</testsuites>',
      );
    },
  };
}

function attributes({ passed, failed, cancelled, skipped, duration }: Omit<RunReport, 'sections'>): string {
  const tests = passed + failed + cancelled + skipped;
  return `tests="${tests}" failures="${failed}" errors="0" skipped="${cancelled + skipped}" time="${seconds(duration)}"`;
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);

function suite(file: string, sections: readonly SectionReport[]): string[] {
  const count = (outcome: string): number => sections.filter((section) => section.outcome === outcome).length;
  const totals = {
    passed: count('passed'),
    failed: count('failed'),
    cancelled: count('cancelled'),
    skipped: count('skipped'),
    duration: sections.reduce((sum, { duration }) => sum + duration, 0),
  };
  return [
    `  <testsuite name="${escape(file)}" ${attributes(totals)}>`,
    ...sections.flatMap(testCase),
    '  </testsuite>',
  ];
}

function testCase(section: SectionReport): string[] {
  const { file, title, line, outcome, duration, failure } = section;
  const opening = `    <testcase classname="${escape(file)}" name="${escape(title)}" file="${escape(file)}" line="${line}" time="${seconds(duration)}"`;
  const seeds = seedLines(section).map(escape);
  const told = seeds.length === 0 ? [] : [`      <system-out>${seeds.join('\n')}</system-out>`];
  if (outcome === 'passed') return told.length === 0 ? [`${opening}/>`] : [`${opening}>`, ...told, '    </testcase>'];
  if (outcome === 'cancelled') return [`${opening}><skipped message="cancelled"/></testcase>`];
  if (outcome === 'skipped') return [`${opening}><skipped message="${escape(failureLine(section))}"/></testcase>`];
  const type = failure?.code ?? section.error?.code ?? section.problems?.[0]?.code ?? 'FAILED';
  const details = failureLines(section).map((text) => escape(withoutTones(text)));
  const failed = `      <failure type="${type}" message="${escape(failureLine(section))}">${details.join('\n')}</failure>`;
  return [`${opening}>`, ...failed.split('\n'), ...told, '    </testcase>'];
}

/** Text as it is shown on a terminal, in XML. Of what XML 1.0 cannot hold, even escaped, the rest becomes U+FFFD. */
function escape(text: string): string {
  return showInvisible(text)
    .replace(/[^\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
