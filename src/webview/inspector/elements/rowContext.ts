import type { StreamRange } from '../../../base/streamRange';
import type { Translate } from '../strings';
import type { Caret } from '../view/caret';
import type { ViewSettings } from '../view/viewSettings';

/** Columns of the grid besides those of the bytes: the offset and the text. */
export const OTHER_COLUMNS = 2;

/** What a row's looks depend on besides the row itself. */
export interface RowContext {
  readonly translate: Translate;
  readonly offsetDigits: number;
  readonly bytesPerRow: number;
  readonly settings: ViewSettings;
  /** When the conversation began, in milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly caret: Caret | undefined;
  readonly selection: StreamRange | undefined;
}

/** What a row's looks depend on besides that is not the same for all. */
export interface RowSurroundings {
  /** The bytes beside it in its stream, as far as they are here: a character may go over the row's edge. */
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  /** Its columns that were looked for: pairs, the second exclusive. */
  readonly found: readonly number[];
}

/** Which commands VS Code's own context menu offers on bytes (`webview/context` in package.json). */
export const BYTES_MENU = JSON.stringify({ webviewSection: 'bytes', preventDefaultContextMenuItems: true });
