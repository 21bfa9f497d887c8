/**
 * Parses and checks a wire file, as when it is opened.
 *
 * Argument: how many lines it has.
 */
import { performance } from 'node:perf_hooks';
import { allProblems, checkScript } from '../../../src/wire/check/checker';
import type { CheckingReport } from './reports';
import { tell } from './serve';

/** How often the file is changed after it was opened. */
const CHANGES = 5;

/** A section of ten lines with a bit of everything. */
const section = (number: number): string => `### Section ${number}
srv = listen tcp://127.0.0.1:0
on srv /GET (?<path>\\S+) HTTP\\/1\\.[01]\\r\\n/ > "HTTP/1.0 200 OK\\r\\nX-Path: {{path}}\\r\\n\\r\\n"
cli = dial {{srv}} within 2s
con = accept srv  # the other end
cli > prefixed(u16be, "hello" u32le(${number})) [de ad be ef]
con < u16be(?n)
con < exactly {{n}} within 500ms
con < [de ad be ef]
cli shutdown
`;

function check(lines: number): CheckingReport {
  const text = Array.from({ length: lines / 10 }, (_, index) => section(index)).join('');
  const time = (): number => {
    const begun = performance.now();
    const problems = allProblems(checkScript(text));
    const milliseconds = performance.now() - begun;
    if (problems.length > 0) throw new Error(`There are problems: ${JSON.stringify(problems[0])}`);
    return milliseconds;
  };
  const milliseconds = time();
  const again = Array.from({ length: CHANGES }, time);
  return { milliseconds, again: again.at(-1)! };
}

tell(check(Number(process.argv[2])));
