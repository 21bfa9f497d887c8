import type { RequestHandler } from './request';

export const locateMessage: RequestHandler<'locateMessage'> = (context, { list, direction, offset }) => ({
  row: context.messages(list).rowOf(direction, offset),
});
