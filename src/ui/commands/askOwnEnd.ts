import * as vscode from 'vscode';
import { formatOwnEnd, parseOwnEnd } from '../../engine/address/ownEnd';
import { DIAL_OPTIONS } from '../../engine/dialOptions';
import { plainText } from '../plainText';
import { describeProblem } from '../problems';
import { askText } from './askText';

/** The word that leaves it to the system. */
const ANY = ':0';

/**
 * Asks where to dial from.
 *
 * @param given What was chosen before.
 * @returns Empty where the system chooses; undefined when the user gave up.
 */
export async function askOwnEnd(given: string | undefined): Promise<string | undefined> {
  const { t } = vscode.l10n;
  const answer = await askText<string>({
    title: t('Dial Endpoint: Own Address and Port'),
    placeholder: t('The own end, such as 127.0.0.1:5000, [::1]:5000, or :5000 for the port alone'),
    history: [],
    suggestions: [
      { text: ANY, description: t('the system chooses') },
      ...DIAL_OPTIONS.map(({ value, description }) => ({
        text: value,
        description: t(description),
        isUnsettled: true,
      })),
    ],
    evaluate: (text) => {
      try {
        const own = formatOwnEnd(parseOwnEnd(text));
        if (own === ANY) return [{ value: '', label: t('The system chooses address and port') }];
        return [{ value: own, label: t('Dial from {0}', plainText(own)) }];
      } catch (error) {
        return [{ problem: describeProblem(error) }];
      }
    },
    ...(given === undefined ? {} : { initial: { text: given, problem: undefined } }),
  });
  return answer?.value;
}
