import * as vscode from 'vscode';
import type { StreamRange } from '../../base/streamRange';
import type { Side } from '../../capture/side';
import { directionName } from '../directionName';
import { COMMANDS } from '../ids';
import { formatTime } from '../sockets/format';
import { counted, formatNumber } from '../wording';

/** Where the user is in the inspector, and in which message that is. */
export interface ShownPlace extends StreamRange {
  /** As *Go to* counts them, from 1; undefined for one that the table of messages does not list. */
  readonly message: number | undefined;
  /** Who sent its bytes, where others had the conversation. */
  readonly side: Side | undefined;
  /** When its bytes came or went, in milliseconds since the Unix epoch. */
  readonly time: number;
}

/** Two items of the status bar while an inspector is in front: offset and length, message and time. */
export class PlaceStatus implements vscode.Disposable {
  readonly #offset = vscode.window.createStatusBarItem('sockscope.offset', vscode.StatusBarAlignment.Right, 101);
  readonly #message = vscode.window.createStatusBarItem('sockscope.message', vscode.StatusBarAlignment.Right, 100);

  constructor() {
    const { t } = vscode.l10n;
    this.#offset.name = t('Offset in the inspector');
    this.#offset.command = COMMANDS.goTo;
    this.#offset.tooltip = t('Go to offset, message or time');
    this.#message.name = t('Message in the inspector');
    this.#message.tooltip = t('The message at the caret, and its time');
  }

  /** @param place Undefined: there is nothing to say. */
  show(place: ShownPlace | undefined): void {
    if (!place) {
      this.#offset.hide();
      this.#message.hide();
      return;
    }
    const { direction, offset, length, message, side, time } = place;
    const name = directionName(direction, side);
    const [hex, decimal] = [`0x${offset.toString(16)}`, formatNumber(offset)];
    this.#offset.text =
      length > 1
        ? counted(
            '{0} {1} ({2}) · {3, plural, one {# byte selected} other {# bytes selected}}',
            name,
            hex,
            decimal,
            length,
          )
        : counted('{0} {1} ({2})', name, hex, decimal);
    const at = formatTime(time);
    this.#message.text = message === undefined ? at : counted('#{0} · {1}', formatNumber(message), at);
    this.#offset.show();
    this.#message.show();
  }

  dispose(): void {
    this.#offset.dispose();
    this.#message.dispose();
  }
}
