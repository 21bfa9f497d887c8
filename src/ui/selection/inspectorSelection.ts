import { SockscopeError } from '../../base/error';
import type { StreamRange } from '../../base/streamRange';
import type { ConversationView } from '../inspector/conversationViews';

/** What is selected in an inspector, or the byte at its caret. */
export interface InspectorSelection extends StreamRange {
  readonly view: ConversationView;
}

/** Most bytes that a command takes into memory: 1 MiB. */
export const MAX_SELECTED = 1024 * 1024;

/** @throws SockscopeError `NOTHING_SELECTED` */
export function requireSelection(selection: InspectorSelection | undefined): InspectorSelection {
  if (selection) return selection;
  throw new SockscopeError(
    'NOTHING_SELECTED',
    'No bytes are selected: select some in the inspector, which Inspect Bytes opens.',
  );
}

/**
 * An exact-size copy of the selected bytes.
 *
 * @throws SockscopeError `SELECTION_TOO_LONG`
 */
export async function readSelection({ view, direction, offset, length }: InspectorSelection): Promise<Uint8Array> {
  if (length > MAX_SELECTED) {
    throw new SockscopeError('SELECTION_TOO_LONG', 'The selection has {0} bytes; at most {1} can be used this way.', [
      length,
      MAX_SELECTED,
    ]);
  }
  return view.capture.readBytes(view.log, direction, offset, length);
}
