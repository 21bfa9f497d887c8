import { layOut } from './layOut';
import { listMessages } from './listMessages';
import { continueFind } from './continueFind';
import { startFind } from './startFind';
import { locate } from './locate';
import { readBytes } from './readBytes';
import { readMessages } from './readMessages';
import { readRows } from './readRows';
import type { RequestHandlers } from './request';

/** Who answers what the page asks. */
export const REQUEST_HANDLERS: RequestHandlers = {
  startFind,
  continueFind,
  readRows,
  readBytes,
  locate,
  layOut,
  listMessages,
  readMessages,
};
