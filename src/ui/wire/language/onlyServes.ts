import type { Section } from '../../../wire/syntax/script';

/** Whether a section listens, by a service or by rules, and waits for nobody: run as a test it would be over at once. */
export function onlyServes({ steps }: Pick<Section, 'steps'>): boolean {
  return steps.some(({ kind }) => kind === 'listen') && steps.every(({ kind }) => kind === 'listen' || kind === 'rule');
}
