import { SockscopeError } from '../base/error';
import type { Connection } from './connection';

/**
 * Says that only a part was sent, and why.
 *
 * @param sent Those that are recorded: all that the kernel took, unless the connection doubts it.
 * @param total Of all bytes that were to be sent; undefined: nobody knows.
 * @returns `SEND_CUT_SHORT`
 */
export function cutShort(
  { doubt }: Pick<Connection, 'doubt'>,
  sent: number,
  total: number | undefined,
  cause: Error,
): SockscopeError {
  const isUnsure = doubt?.code === 'SENT_UNSURE';
  const options = { cause };
  if (total === undefined) {
    if (sent === 0 && !isUnsure) {
      return new SockscopeError('SEND_CUT_SHORT', 'Nothing was sent. {0}', [cause.message], options);
    }
    const template = isUnsure
      ? 'At least {0, plural, one {# byte was} other {# bytes were}} sent, and perhaps more. {1}'
      : 'No more than {0, plural, one {# byte was} other {# bytes were}} sent. {1}';
    return new SockscopeError('SEND_CUT_SHORT', template, [sent, cause.message], options);
  }
  const template = isUnsure
    ? 'At least {0} of {1, plural, one {# byte} other {# bytes}} were sent, and perhaps more. {2}'
    : 'Only {0} of {1, plural, one {# byte} other {# bytes}} were sent. {2}';
  return new SockscopeError('SEND_CUT_SHORT', template, [sent, total, cause.message], options);
}
