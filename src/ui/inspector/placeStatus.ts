import * as vscode from 'vscode';
import { COMMANDS } from '../ids';
import type { PlaceInStream } from './goToTarget';

/** Where the user is in the inspector, and in which chunk that is. */
export interface ShownPlace extends PlaceInStream {
  /** From 1. */
  readonly chunk: number;
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
}

/** Two items of the status bar while an inspector is in front: offset and length, chunk and time. */
export class PlaceStatus implements vscode.Disposable {
  readonly #offset = vscode.window.createStatusBarItem('sockscope.offset', vscode.StatusBarAlignment.Right, 101);
  readonly #chunk = vscode.window.createStatusBarItem('sockscope.chunk', vscode.StatusBarAlignment.Right, 100);

  constructor() {
    const { t } = vscode.l10n;
    this.#offset.name = t('Offset in the inspector');
    this.#offset.command = COMMANDS.goTo;
    this.#offset.tooltip = t('Go to offset, message or time');
    this.#chunk.name = t('Message in the inspector');
    this.#chunk.tooltip = t('The message at the caret, and its time');
  }

  /** @param place Undefined: there is nothing to say. */
  show(place: ShownPlace | undefined): void {
    if (!place) {
      this.#offset.hide();
      this.#chunk.hide();
      return;
    }
    const { t } = vscode.l10n;
    const { direction, offset, length, chunk, time } = place;
    const name = direction === 'sent' ? t('sent') : t('received');
    const at = `0x${offset.toString(16)} (${offset.toLocaleString()})`;
    const selected = length > 1 ? ` · ${t('{0} bytes selected', length.toLocaleString())}` : '';
    this.#offset.text = `${name} ${at}${selected}`;
    this.#chunk.text = `#${chunk.toLocaleString()} · ${timeOfDay(time)}`;
    this.#offset.show();
    this.#chunk.show();
  }

  dispose(): void {
    this.#offset.dispose();
    this.#chunk.dispose();
  }
}

/** Local, with milliseconds. */
function timeOfDay(time: number): string {
  const date = new Date(time);
  const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => pad(part, 2)).join(':');
  return `${clock}.${pad(date.getMilliseconds(), 3)}`;
}
