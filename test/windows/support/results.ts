import type { HostTestResult } from '../../support/host-link';

/** What the tests tell of themselves, a line of JSON each. */
export type ResultLine =
  | ({ readonly type: 'test' } & HostTestResult)
  /** The last line of a run that came to its end. */
  | { readonly type: 'end' };

/** Names the file that the lines are written to. */
export const RESULTS_VARIABLE = 'SOCKSCOPE_WINDOWS_RESULTS';

/** Why some tests are known not to pass, with the full title of each. */
export interface KnownFailures {
  /** What does not do it: Windows itself, or only what stands in for it here. */
  readonly system: 'Windows' | 'Wine';
  /** What happens, and, where it is Wine, what Windows is documented to do instead. */
  readonly why: string;
  /** They fail at some times and pass at others, and are left out. */
  readonly isUnsteady?: true;
  readonly titles: readonly string[];
}

export interface Verdict {
  readonly passed: number;
  /** Those that are known not to pass, and did not. */
  readonly known: number;
  /** What is wrong with the run: a paragraph each. */
  readonly failures: readonly string[];
}

/**
 * Holds what runs told against what is known.
 *
 * @param runs What each run wrote, by its name.
 * @param whole Whether all tests ran, so that each known title has to be among them.
 */
export function judge(
  runs: Readonly<Record<string, string>>,
  known: readonly KnownFailures[],
  whole: boolean,
): Verdict {
  const titles = new Set(known.flatMap((row) => row.titles));
  const seen = new Set<string>();
  const failures: string[] = [];
  let passed = 0;
  for (const [name, results] of Object.entries(runs)) {
    const lines = results
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as ResultLine);
    for (const line of lines) {
      if (line.type === 'end') continue;
      const { title, state, error } = line;
      if (titles.has(title)) {
        seen.add(title);
        if (state === 'passed')
          failures.push(`${title}\nIt passed, and is listed as one that cannot: take it off the list.`);
      } else if (state === 'passed') passed++;
      else if (state === 'failed') failures.push(`${title}\n${error ?? ''}`);
      else failures.push(`${title}\nIt was skipped, and is not listed.`);
    }
    if (!lines.some(({ type }) => type === 'end')) failures.push(`The run of ${name} broke off before its end.`);
  }
  if (whole) {
    for (const title of titles)
      if (!seen.has(title)) failures.push(`${title}\nIt is listed, and there is no such test.`);
  }
  return { passed, known: seen.size, failures };
}
