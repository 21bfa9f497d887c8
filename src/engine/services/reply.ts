import { answer, sayAndClose, shutdown } from './pump';
import { defineService, type ServedConnection } from './service';

export const REPLY = defineService({
  id: 'reply',
  description: 'Sends your payload: whenever something comes, or as a greeting',
  options: {
    payload: {
      kind: 'payload',
      description: 'What is sent',
      example: '"pong\\r\\n"',
      isRequired: true,
    },
    when: {
      kind: 'choice',
      description: 'When is it sent?',
      choices: [
        { id: 'received', description: 'Whenever something is received' },
        { id: 'connected', word: 'greeting', description: 'Once, as a greeting on connecting', isForStreams: true },
      ],
    },
    then: {
      kind: 'choice',
      description: 'What happens to the connection after it?',
      choices: [
        { id: 'keep', word: 'keep', description: 'It stays open' },
        { id: 'close', word: 'close', description: 'It is closed', isForStreams: true },
      ],
    },
  },
  start: ({ options: { payload, when, then } }) => {
    const say = (connection: ServedConnection): void => {
      if (then === 'close') sayAndClose(connection, payload);
      else answer(connection, payload);
    };
    return {
      serve: (connection) => {
        let isSaid = when === 'connected';
        if (isSaid) say(connection);
        return {
          received: () => {
            if (isSaid) return;
            isSaid = then === 'close';
            say(connection);
          },
          ended: () => {
            shutdown(connection);
          },
        };
      },
      answer: () => payload,
    };
  },
});
