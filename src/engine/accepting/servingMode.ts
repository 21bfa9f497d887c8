import type { Template } from '../../base/error';

/** How a listener serves several clients. */
export interface ServingModeRow {
  readonly id: ServingMode;
  /** In a sentence, for pickers and tables. */
  readonly description: Template;
}

export type ServingMode = 'concurrent' | 'sequential' | 'hybrid';

/** The first one goes without saying. */
export const SERVING_MODES: readonly [ServingModeRow, ...ServingModeRow[]] = [
  { id: 'concurrent', description: 'All clients are accepted and served at once' },
  { id: 'sequential', description: 'One client is served to its end; the others wait in the kernel to be accepted' },
  { id: 'hybrid', description: 'All clients are accepted; one request at a time is answered' },
];

export function isServingMode(text: string): text is ServingMode {
  return SERVING_MODES.some(({ id }) => id === text);
}
