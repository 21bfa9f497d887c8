/** What a listener can do by itself. A new service is a file beside this one, and a row here. */
import { CHARGEN } from './chargen';
import { DAYTIME } from './daytime';
import { DISCARD } from './discard';
import { ECHO } from './echo';
import { MANUAL } from './manual';
import { QOTD } from './qotd';
import { REPLY } from './reply';
import type { Service } from './service';
import { TIME } from './time';

/** In the order in which they are offered; the first is taken unless another one is said. */
export const SERVICES: readonly [Service, ...Service[]] = [MANUAL, ECHO, DISCARD, DAYTIME, TIME, CHARGEN, QOTD, REPLY];

export function findService(id: string): Service | undefined {
  return SERVICES.find((service) => service.id === id.toLowerCase());
}
