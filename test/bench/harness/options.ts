import { parseArgs } from 'node:util';

const USAGE = `npm run bench -- [--only flood,memory,…] [--scale 0.05] [--runs 5]

  --only   the sections to run; all of them unless given
  --scale  multiplies every size, for a quick trial; 1 unless given
  --runs   how often each contender runs; 5 unless given`;

const DEFAULT_RUNS = 5;

export interface BenchOptions {
  /** Names of sections; undefined for all. */
  readonly only: readonly string[] | undefined;
  /** More than 0, at most 1. */
  readonly scale: number;
  /** At least 1. */
  readonly runs: number;
}

/** @throws Error that says how it is used */
export function parseOptions(args: readonly string[], sections: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { only: { type: 'string' }, scale: { type: 'string' }, runs: { type: 'string' } },
  });
  const only = values.only?.split(',');
  const unknown = only?.find((name) => !sections.includes(name));
  if (unknown !== undefined) {
    throw new Error(`There is no section "${unknown}"; there are: ${sections.join(', ')}.\n\n${USAGE}`);
  }
  const scale = Number(values.scale ?? 1);
  if (!(scale > 0 && scale <= 1)) throw new Error(`--scale takes a number above 0, at most 1.\n\n${USAGE}`);
  const runs = Number(values.runs ?? DEFAULT_RUNS);
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs takes a whole number from 1 on.\n\n${USAGE}`);
  return { only, scale, runs };
}
