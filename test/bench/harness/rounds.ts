/** One of those that do the same work. */
export interface Contender<Result> {
  readonly name: string;
  readonly measure: () => Promise<Result>;
}

/**
 * Lets every contender work `runs` times, one after the other, in an order that is turned round from round to round: they
 * share the disk's cache, and what one leaves in it is the next one's luck.
 *
 * @returns The results of each contender, at its place in `contenders`.
 */
export async function measureInRounds<Result>(
  runs: number,
  contenders: readonly Contender<Result>[],
  describe: (result: Result) => string,
): Promise<Result[][]> {
  const results = contenders.map((): Result[] => []);
  const forth = contenders.map((contender, place) => ({ contender, place }));
  const back = [...forth].reverse();
  for (let run = 0; run < runs; run++) {
    for (const { contender, place } of run % 2 === 0 ? forth : back) {
      const result = await contender.measure();
      results[place]!.push(result);
      console.log(`  ${run + 1}/${runs}  ${contender.name}: ${describe(result)}`);
    }
  }
  return results;
}

/** The value in the middle; between the two in the middle when there is an even number of them. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >>> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new Error('Nothing was measured.');
  return sorted.length % 2 === 1 ? upper : (upper + sorted[middle - 1]!) / 2;
}
