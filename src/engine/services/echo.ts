import { answer, shutdown } from './pump';
import { defineService } from './service';

export const ECHO = defineService({
  id: 'echo',
  description: 'Sends everything back (RFC 862)',
  options: {},
  start: () => ({
    serve: (connection) => ({
      received: (bytes) => {
        answer(connection, bytes);
      },
      ended: () => {
        shutdown(connection);
      },
    }),
    answer: (bytes) => bytes,
  }),
});
