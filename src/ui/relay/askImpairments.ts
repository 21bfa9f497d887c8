import * as vscode from 'vscode';
import type { ImpairedKind } from '../../engine/relay/impairment/impairments';
import {
  readImpairments,
  writeImpairments,
  type ImpairmentsBySide,
} from '../../engine/relay/impairment/impairmentWords';
import { IMPAIRMENT_PRESETS } from '../../engine/relay/impairment/presets';
import { requireSided } from '../../engine/relay/runningRelay';
import { askText, type Evaluation } from '../commands/askText';
import { plainText } from '../plainText';
import { describeProblem, sentenceOf } from '../problems';

/** What is typed where nothing is to be done. */
const NOTHING = 'none';

/** What was said for both sides; for a side that was not named nothing is done any more. */
export type AskedImpairments = Required<ImpairmentsBySide>;

/**
 * Asks what is to be done to what passes.
 *
 * @param now What is done already.
 * @returns Undefined when the user gave up.
 */
export async function askImpairments(
  kind: ImpairedKind,
  title: string,
  now?: ImpairmentsBySide,
): Promise<AskedImpairments | undefined> {
  const { t } = vscode.l10n;
  const before = now && writeImpairments(now);
  const answer = await askText<AskedImpairments>({
    title,
    placeholder:
      kind === 'stream'
        ? t('What happens in between: delay 100ms jitter 20ms, slice 1, cut after 512; … from client')
        : t('What happens in between: loss 20% duplicate 5%, delay 100ms jitter 20ms; … from client'),
    history: [],
    suggestions: [
      { text: NOTHING, description: t('Everything passes as it comes') },
      ...IMPAIRMENT_PRESETS.map(({ description, words }) => ({
        text: words[kind],
        description: sentenceOf({ template: description, args: [] }),
      })),
    ],
    evaluate: (text) => [evaluateImpairments(text, kind)],
    ...(before === undefined || before === '' ? {} : { initial: { text: before, problem: undefined } }),
  });
  return answer?.value;
}

function evaluateImpairments(text: string, kind: ImpairedKind): Evaluation<AskedImpairments> {
  try {
    const { client = {}, server = {} } = readImpairments(text.trim() === NOTHING ? '' : text);
    requireSided({ client, server }, kind);
    const words = writeImpairments({ client, server });
    const label =
      words === ''
        ? vscode.l10n.t('Hand on everything as it comes')
        : vscode.l10n.t('Hand on with {0}', plainText(words));
    return { value: { client, server }, label };
  } catch (error) {
    return { problem: describeProblem(error) };
  }
}
