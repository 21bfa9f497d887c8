import { defineService } from './service';

export const MANUAL = defineService({
  id: 'manual',
  description: 'You answer',
  options: {},
  start: () => ({}),
});
