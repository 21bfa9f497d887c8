import { shutdown } from './pump';
import { defineService } from './service';

export const DISCARD = defineService({
  id: 'discard',
  description: 'Reads and throws away (RFC 863)',
  options: {},
  start: () => ({
    isOnlyRecorded: true,
    serve: (connection) => ({
      ended: () => {
        shutdown(connection);
      },
    }),
  }),
});
