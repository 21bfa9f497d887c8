import { SockscopeError } from '../../base/error';
import type { Endpoint } from '../../engine/address/endpoint';
import { findListenOption, LISTEN_OPTIONS, type ListenOption, type ListenOptions } from '../../engine/listenOptions';

/** What the options of every listener say. */
export type ChosenOptions = Pick<ListenOptions, (typeof LISTEN_OPTIONS)[number]['id']>;

/**
 * Reads options as wire files have them: `backlog 2 v6only`.
 *
 * @throws SockscopeError `BAD_LISTEN_OPTION`, or why one of them does not fit.
 */
export function readListenWords(text: string, endpoint: Endpoint): ChosenOptions {
  const words = text.trim() === '' ? [] : text.trim().split(/\s+/);
  let options: ChosenOptions = {};
  while (words.length > 0) {
    const word = words.shift()!;
    const option = findListenOption(word);
    if (!option) {
      const template = 'There is no option "{0}" of listeners here; there are: {1}.';
      throw new SockscopeError('BAD_LISTEN_OPTION', template, [word, LISTEN_OPTIONS.map(({ id }) => id).join(', ')]);
    }
    if (options[option.id] !== undefined) {
      throw new SockscopeError('BAD_LISTEN_OPTION', '{0} stands here twice: leave out one of them.', [word]);
    }
    options = { ...options, [option.id]: option.form === 'flag' || valueBehind(option, words.shift()) };
    const error = option.refuse(options, endpoint);
    if (error) throw error;
  }
  return options;
}

function valueBehind({ id, choices }: ListenOption, text: string | undefined): number | string | boolean {
  if (!choices) {
    if (text !== undefined && /^\d+$/.test(text)) return Number(text);
    throw new SockscopeError('BAD_LISTEN_OPTION', '{0} needs a number behind it, such as {0} 2.', [id]);
  }
  if (text === undefined || !choices.includes(text)) {
    throw new SockscopeError('BAD_LISTEN_OPTION', '{0} needs one of these behind it: {1}.', [id, choices.join(', ')]);
  }
  return text === 'on' ? true : text === 'off' ? false : text;
}

/** The same options as they are written. */
export function writeListenWords(options: ChosenOptions): string {
  return LISTEN_OPTIONS.flatMap(({ id, form }) => {
    const value = options[id];
    if (value === undefined) return [];
    if (form === 'flag') return value === true ? [id] : [];
    return [`${id} ${value === true ? 'on' : value === false ? 'off' : value}`];
  }).join(' ');
}
