import { showInvisible } from '../../../base/printable';
import type { RunEvent } from '../../../wire/run/runOptions';
import type { Script } from '../../../wire/syntax/script';
import { sentenceOf } from '../../problems';
import { formatDuration } from '../../sockets/format';

/** Longest step that is shown whole, in UTF-16 units. */
const MAX_STEP = 120;

/** One line of a run's output, without a line break; undefined for events that need none. */
export function stepLine({ text }: Script, event: RunEvent): string | undefined {
  const { step } = event;
  const written = text.slice(step.start, step.end);
  const shown = showInvisible(written.length > MAX_STEP ? `${written.slice(0, MAX_STEP)}…` : written);
  switch (event.kind) {
    case 'started':
      return undefined;
    case 'done':
      return `  ✓ ${step.line + 1}: ${shown}  (${formatDuration(event.duration)})`;
    case 'failed': {
      return `  ✗ ${step.line + 1}: ${shown}  ${showInvisible(sentenceOf(event.failure))}`;
    }
    case 'answered':
      return `  ↩ ${step.line + 1}: ${shown}`;
  }
}
