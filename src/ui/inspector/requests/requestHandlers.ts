import { layOut } from './layOut';
import { listMessages } from './listMessages';
import { locate } from './locate';
import { readBytes } from './readBytes';
import { readMessages } from './readMessages';
import { readRows } from './readRows';
import type { RequestHandlers } from './request';

/** Who answers what the page asks. */
export const REQUEST_HANDLERS: RequestHandlers = { readRows, readBytes, locate, layOut, listMessages, readMessages };
