import type { Motion } from './motion';

/** What a key press in the hex view asks for. */
export type KeyAction =
  | { readonly kind: 'move'; readonly motion: Motion; readonly extend: boolean }
  /** To the next heading or event, or where the next chunk begins. */
  | { readonly kind: 'landmark'; readonly step: 1 | -1 }
  | { readonly kind: 'selectChunk' }
  | { readonly kind: 'selectAll' }
  | { readonly kind: 'copy' }
  | { readonly kind: 'clear' };

export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const MOTIONS: ReadonlyMap<string, Motion> = new Map(
  Object.entries({
    ArrowLeft: 'left',
    ArrowRight: 'right',
    ArrowUp: 'up',
    ArrowDown: 'down',
    Home: 'rowStart',
    End: 'rowEnd',
    PageUp: 'pageUp',
    PageDown: 'pageDown',
  } as const),
);

/** With Ctrl, or Command on a Mac. */
const CONTROL_MOTIONS: ReadonlyMap<string, Motion> = new Map(
  Object.entries({
    Home: 'start',
    End: 'end',
    ArrowUp: 'start',
    ArrowDown: 'end',
    ArrowLeft: 'rowStart',
    ArrowRight: 'rowEnd',
  } as const),
);

/** The action of a key press, or undefined when it is none of ours. */
export function actionOf({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyPress): KeyAction | undefined {
  if (altKey) {
    const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : undefined;
    return step === undefined || shiftKey || ctrlKey || metaKey ? undefined : { kind: 'landmark', step };
  }
  const control = ctrlKey || metaKey;
  const motion = (control ? CONTROL_MOTIONS : MOTIONS).get(key);
  if (motion) return { kind: 'move', motion, extend: shiftKey };
  if (control && !shiftKey) {
    switch (key.toLowerCase()) {
      case 'a':
        return { kind: 'selectAll' };
      case 'c':
        return { kind: 'copy' };
      default:
        return undefined;
    }
  }
  if (key === 'Enter' && !control && !shiftKey) return { kind: 'selectChunk' };
  return key === 'Escape' ? { kind: 'clear' } : undefined;
}
