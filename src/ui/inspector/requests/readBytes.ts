import { MAX_READ } from '../../../webview/protocol';
import type { RequestHandler } from './request';

export const readBytes: RequestHandler<'readBytes'> = async (context, { conversation, direction, offset, length }) => {
  const { log } = context.viewOf(conversation);
  return { bytes: await context.capture.readBytes(log, direction, offset, Math.min(length, MAX_READ)) };
};
