import type { Direction } from '../../base/direction';
import type { StreamRange } from '../../base/streamRange';
import type { ConversationEvent } from '../../capture/conversation';

/** What stands in one row; `chunk` counts from 0. */
export type ViewRow =
  | { readonly kind: 'event'; readonly event: ConversationEvent }
  | { readonly kind: 'heading'; readonly chunk: number }
  | ({
      readonly kind: 'bytes';
      /** That of its first byte. */
      readonly chunk: number;
      /** A row of a stream: its bytes may belong to several chunks. */
      readonly stream?: true;
      /** It can get more bytes. */
      readonly open?: true;
    } & StreamRange);

/** A conversation cut into rows, numbered from 0. As it grows, no row changes its number. */
export interface ViewRows {
  readonly count: number;
  /** Numbers what became visible since, up to a fixed amount. Returns whether that was all. */
  update(): boolean;
  /** Settles when all that is visible now is numbered. */
  ready(): Promise<void>;
  /** @param row From 0 to {@link count} - 1. */
  at(row: number): ViewRow;
  /** The row of a byte that exists: `offset` is below the length of the direction's stream. */
  rowOf(direction: Direction, offset: number): number;
  /**
   * Bytes of a direction's stream that stand above a row; a stream that is not shown stands nowhere.
   *
   * @param row From 0 to {@link count}.
   */
  bytesBefore(direction: Direction, row: number): number;
}
