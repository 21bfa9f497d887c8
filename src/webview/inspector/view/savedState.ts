import { ROW_WIDTHS } from '../rows';
import type { Caret } from './caret';
import { asDraft, type Draft } from './composer';
import { asMessageForm, type MessageForm } from './messageForm';
import { asViewSettings, type ViewSettings } from './viewSettings';

/** What the page asks VS Code to keep over a reload of the window. */
export interface SavedState {
  readonly conversation: number;
  /** Rows above the view, fractions included. */
  readonly top: number;
  readonly follow: boolean;
  readonly caret?: Caret;
  readonly anchor?: number;
  /** Absent in what earlier versions saved. */
  readonly settings?: ViewSettings;
  /** What was typed over the table of messages; absent in what earlier versions saved. */
  readonly form?: MessageForm;
  /** What was being written to the conversation's peer. */
  readonly draft?: Draft;
  /** Bytes of which a row fitted. */
  readonly fitting?: number;
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

/** Takes back what an earlier page saved; undefined when that was another version's, or nothing. */
export function asSavedState(value: unknown): SavedState | undefined {
  if (!isRecord(value)) return undefined;
  const { conversation, top, follow, caret, anchor, settings, form, draft, fitting } = value;
  if (!isCount(conversation) || !isCount(top) || typeof follow !== 'boolean') return undefined;
  const place = asCaret(caret);
  const written = asDraft(draft);
  return {
    conversation,
    top,
    follow,
    ...(place ? { caret: place } : {}),
    ...(place && isCount(anchor) ? { anchor } : {}),
    ...(settings === undefined ? {} : { settings: asViewSettings(settings) }),
    ...(form === undefined ? {} : { form: asMessageForm(form) }),
    ...(written ? { draft: written } : {}),
    ...(isCount(fitting) && ROW_WIDTHS.includes(fitting) ? { fitting } : {}),
  };
}

function asCaret(value: unknown): Caret | undefined {
  if (!isRecord(value)) return undefined;
  const { row, direction, offset, column } = value;
  if (!isCount(row) || !isCount(offset) || !isCount(column)) return undefined;
  return direction === 'sent' || direction === 'received' ? { row, direction, offset, column } : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<keyof SavedState | keyof Caret, unknown>> {
  return typeof value === 'object' && value !== null;
}
