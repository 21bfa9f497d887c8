import type { SectionReport } from './report';

/** Of each relay of a section that drew its seed: the line that makes it do the same again. */
export function seedLines({ seeds = {} }: SectionReport): string[] {
  return Object.entries(seeds).map(
    ([name, seed]) => `The seed of ${name} was drawn; ${name} seed ${seed} makes it do the same again.`,
  );
}
