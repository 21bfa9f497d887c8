import { continueFind } from './continueFind';
import { layOut } from './layOut';
import { listMessages } from './listMessages';
import { locate } from './locate';
import { locateMessage } from './locateMessage';
import { markFound } from './markFound';
import { nextFound } from './nextFound';
import { placeFound } from './placeFound';
import { readBytes } from './readBytes';
import { readFound } from './readFound';
import { readMessages } from './readMessages';
import { readRows } from './readRows';
import type { RequestHandlers } from './request';
import { startFind } from './startFind';

/** Who answers what the page asks. */
export const REQUEST_HANDLERS: RequestHandlers = {
  readRows,
  readBytes,
  locate,
  layOut,
  listMessages,
  readMessages,
  locateMessage,
  startFind,
  continueFind,
  nextFound,
  placeFound,
  readFound,
  markFound,
};
