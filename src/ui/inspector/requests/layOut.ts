import type { RequestHandler } from './request';

export const layOut: RequestHandler<'layOut'> = async (context, { conversation, layout }) => {
  const rows = context.viewOf(conversation).rowsOf(layout);
  await rows.ready();
  context.setLayout(layout);
  return { rowCount: rows.count };
};
