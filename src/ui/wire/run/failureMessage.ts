import * as vscode from 'vscode';
import type { StepFailure } from '../../../wire/run/failure';
import type { TextRange } from '../../../base/problem';
import type { Script } from '../../../wire/syntax/script';
import { sentenceOf } from '../../problems';
import { failureDiff } from '../language/failureDiff';
import { shownDump } from '../language/shownDump';
import { placeInText } from '../language/placeInText';
import { receivedContext } from './receivedContext';
import type { SectionOutcome } from './sectionRunner';
import { formatDuration } from '../../sockets/format';
import { counted } from '../../wording';

/** Why a section did not pass, each with its place. Received bytes are hex dumps in plain text, never Markdown. */
export function failureMessages(uri: vscode.Uri, script: Script, outcome: SectionOutcome): vscode.TestMessage[] {
  const { failure, error, problems = [] } = outcome;
  const messages = problems.map((problem) => placed(new vscode.TestMessage(sentenceOf(problem)), uri, script, problem));
  if (error !== undefined) messages.push(new vscode.TestMessage(sentenceOf(error)));
  if (failure !== undefined) messages.push(placed(inspectable(messageOf(failure), failure), uri, script, failure));
  return messages;
}

/** The reason in one sentence; undefined for what passed or was cancelled. */
export function failureSentence({ failure, error, problems }: SectionOutcome): string | undefined {
  const reason = failure ?? error ?? problems?.[0];
  return reason && sentenceOf(reason);
}

function placed(
  message: vscode.TestMessage,
  uri: vscode.Uri,
  { text }: Script,
  { start, end }: TextRange,
): vscode.TestMessage {
  const place = (offset: number): vscode.Position => {
    const { line, character } = placeInText(text, offset);
    return new vscode.Position(line, character);
  };
  message.location = new vscode.Location(uri, new vscode.Range(place(start), place(end)));
  return message;
}

/** Lets the message's menu open the inspector at what was received, after the sockets are gone and in later sessions too. */
function inspectable(message: vscode.TestMessage, { location }: StepFailure): vscode.TestMessage {
  if (location?.conversation === undefined || location.capture === '') return message;
  message.contextValue = receivedContext({ ...location, conversation: location.conversation });
  return message;
}

function messageOf(failure: StepFailure): vscode.TestMessage {
  const { t } = vscode.l10n;
  const sentence = [failure, ...(failure.causes ?? [])].map(sentenceOf).join('\n');
  const diff = failureDiff(failure);
  if (diff !== undefined) return vscode.TestMessage.diff(sentence, diff.expected, diff.actual);
  const { received, waited } = failure;
  const lines = [sentence];
  if (received !== undefined && received.total > 0) {
    lines.push(
      counted('Received: {0, plural, one {# byte} other {# bytes}}', received.total),
      ...shownDump(received.bytes, received.start),
    );
  }
  lines.push(t('Waited {0}', formatDuration(waited)));
  return new vscode.TestMessage(lines.join('\n'));
}
