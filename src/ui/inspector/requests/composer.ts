import type { HandlersOf } from './context';

/** What is written at the foot of the page. */
export const COMPOSER_HANDLERS: HandlersOf<'readPayload' | 'sendPayload'> = {
  readPayload: (context, { conversation, text, reading }) => ({
    offers: context.composer.read(context.viewOf(conversation), text, reading),
  }),

  sendPayload: async (context, { conversation, text, reading, to }) => ({
    sentence: await context.composer.send(context.viewOf(conversation), { text, reading, to }),
  }),
};
