import { SockscopeError } from '../../../bytes/error';
import type { RequestHandler } from './request';

export const locate: RequestHandler<'locate'> = (context, { conversation, layout, direction, offset }) => {
  const view = context.viewOf(conversation);
  const length = view.log.bytes(direction);
  if (offset >= length) {
    throw new SockscopeError('NO_SUCH_BYTE', 'There is no byte {0}: the stream has {1} bytes.', [offset, length]);
  }
  return { row: view.rowsOf(layout).rowOf(direction, offset) };
};
