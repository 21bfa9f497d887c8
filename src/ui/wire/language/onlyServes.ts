import type { Section } from '../../../wire/syntax/script';
import type { Step } from '../../../wire/syntax/stepTable';

/** What stays behind a section and serves whoever comes. */
const SERVERS: ReadonlySet<Step['kind']> = new Set(['listen', 'relay']);

/** What says how it serves. */
const HABITS: ReadonlySet<Step['kind']> = new Set(['rule', 'impair', 'seed', 'clear']);

/** Whether a section listens or relays, and waits for nobody: run as a test it would be over at once. */
export function onlyServes({ steps }: Pick<Section, 'steps'>): boolean {
  return (
    steps.some(({ kind }) => SERVERS.has(kind)) && steps.every(({ kind }) => SERVERS.has(kind) || HABITS.has(kind))
  );
}
