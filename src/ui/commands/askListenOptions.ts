import * as vscode from 'vscode';
import type { Endpoint } from '../../engine/address/endpoint';
import { LISTEN_OPTIONS } from '../../engine/listenOptions';
import { describeProblem } from '../problems';
import { askText } from './askText';
import { readListenWords, writeListenWords, type ChosenOptions } from './listenWords';

/** Options of listeners that this one can have, each as it is written. */
function fitting(endpoint: Endpoint): readonly { readonly text: string; readonly description: string }[] {
  return LISTEN_OPTIONS.flatMap(({ id, value, description }) => {
    const text = value === undefined ? id : `${id} ${value}`;
    try {
      readListenWords(text, endpoint);
    } catch {
      return [];
    }
    return [{ text, description: vscode.l10n.t(description) }];
  });
}

export function hasListenOptions(endpoint: Endpoint): boolean {
  return fitting(endpoint).length > 0;
}

/**
 * Asks for options of a listener besides its service, as wire files write them.
 *
 * @param given Those that were chosen before.
 * @returns Undefined when the user gave up.
 */
export async function askListenOptions(
  endpoint: Endpoint,
  given: ChosenOptions,
  title: string,
): Promise<ChosenOptions | undefined> {
  const { t } = vscode.l10n;
  const before = writeListenWords(given);
  const suggestions = fitting(endpoint).map(({ text, description }) => ({ text, description, isUnsettled: true }));
  const answer = await askText({
    title: t('{0}: Options', title),
    placeholder: t('Options of the listener, such as {0}', suggestions.map(({ text }) => text).join(' ')),
    history: [],
    suggestions,
    evaluate: (text) => {
      try {
        const value = readListenWords(text, endpoint);
        const written = writeListenWords(value);
        return [{ value, label: written === '' ? t('No options') : written }];
      } catch (error) {
        return [{ problem: describeProblem(error) }];
      }
    },
    ...(before === '' ? {} : { initial: { text: before, problem: undefined } }),
  });
  return answer?.value;
}
