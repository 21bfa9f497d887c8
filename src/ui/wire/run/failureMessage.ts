import * as vscode from 'vscode';
import type { StepFailure } from '../../../wire/failure';
import { formatDuration } from '../../../wire/duration';
import type { TextRange } from '../../../wire/problem';
import type { Script } from '../../../wire/script';
import { failureDiff } from '../language/failureDiff';
import { hexLines } from '../language/hexLines';
import { placeInText } from '../language/placeInText';
import type { SectionOutcome } from './sectionRunner';

const BYTES_PER_LINE = 16;

/** Why a section did not pass, each with its place. Received bytes are hex dumps in plain text, never Markdown. */
export function failureMessages(uri: vscode.Uri, script: Script, outcome: SectionOutcome): vscode.TestMessage[] {
  const { failure, error, problems = [] } = outcome;
  const messages = problems.map(({ template, args, ...place }) =>
    placed(new vscode.TestMessage(vscode.l10n.t(template, ...args)), uri, script, place),
  );
  if (error !== undefined) messages.push(new vscode.TestMessage(vscode.l10n.t(error.template, ...error.args)));
  if (failure !== undefined) messages.push(placed(messageOf(failure), uri, script, failure));
  return messages;
}

/** The reason in one sentence; undefined for what passed or was cancelled. */
export function failureSentence({ failure, error, problems }: SectionOutcome): string | undefined {
  const reason = failure ?? error ?? problems?.[0];
  return reason && vscode.l10n.t(reason.template, ...reason.args);
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

function messageOf(failure: StepFailure): vscode.TestMessage {
  const { t } = vscode.l10n;
  const sentence = t(failure.template, ...failure.args);
  const diff = failureDiff(failure);
  if (diff !== undefined) return vscode.TestMessage.diff(sentence, diff.expected, diff.actual);
  const { received, waited } = failure;
  const lines = [sentence];
  if (received !== undefined && received.total > 0) {
    lines.push(t('Received: {0} bytes', received.total), ...hexLines(received.bytes, received.start, BYTES_PER_LINE));
  }
  lines.push(t('Waited {0}', formatDuration(waited)));
  return new vscode.TestMessage(lines.join('\n'));
}
