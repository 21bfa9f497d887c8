import { toHex } from '../../../bytes/hex';
import type { StreamRange } from '../../../base/streamRange';
import type { Translate } from '../strings';
import type { ShownConversation } from './conversation';
import { byteCount } from './format';
import type { InspectorLink } from '../protocol';

/** Most bytes that are copied at a time: 1 MiB, which is 3 MiB of text. */
const MAX_COPY = 1_048_576;

/** Puts bytes on the clipboard as hex. Resolves with the sentence to say; rejects when they cannot be read. */
export async function copyAsHex(
  link: InspectorLink,
  conversation: ShownConversation,
  range: StreamRange,
  translate: Translate,
): Promise<string> {
  const length = byteCount(translate, range.length);
  if (range.length > MAX_COPY) return translate('copyTooLong', length, byteCount(translate, MAX_COPY));
  const bytes = await conversation.read(range);
  link.send({ type: 'copy', text: toHex(bytes, ' ') });
  return translate('copiedBytes', length);
}
