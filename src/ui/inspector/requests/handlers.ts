import type { Requests } from '../../../webview/inspector/protocol';
import type { RequestHandlers } from '../../pages/requestHandlers';
import type { RequestContext } from './context';
import { COMPOSER_HANDLERS } from './composer';
import { FIND_HANDLERS } from './find';
import { MESSAGE_HANDLERS } from './messages';
import { ROW_HANDLERS } from './rows';
import { STEP_HANDLERS } from './steps';

/** Who answers what the inspector's page asks. */
export const REQUEST_HANDLERS: RequestHandlers<Requests, RequestContext> = {
  ...ROW_HANDLERS,
  ...MESSAGE_HANDLERS,
  ...STEP_HANDLERS,
  ...FIND_HANDLERS,
  ...COMPOSER_HANDLERS,
};
