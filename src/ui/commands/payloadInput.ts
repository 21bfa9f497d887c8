import * as vscode from 'vscode';
import { toHex } from '../../bytes/hex';
import { encodePayload, looksLikePayload, parsePayload, previewPayload } from '../../wire/payload';
import { TextError, type Problem } from '../../wire/problem';
import type { Evaluation } from './askText';
import { readWorkspaceFile } from './workspaceFile';

/** Bytes that the input box shows of what is being typed. */
const PREVIEW_BYTES = 16;

/**
 * The bytes of a text in the payload syntax.
 *
 * @throws TextError with the place of the first mistake, or what reading a `file("…")` says.
 */
export async function encodePayloadText(text: string): Promise<Uint8Array> {
  const { terms, problems } = parsePayload(text);
  const [problem] = problems;
  if (problem) throw new TextError(problem);
  return encodePayload(terms, { readFile: readWorkspaceFile });
}

/** The bytes of what was typed: payload syntax where it looks like that, else the text itself in UTF-8. */
export async function encodeInput(text: string): Promise<Uint8Array> {
  return looksLikePayload(text) ? encodePayloadText(text) : new TextEncoder().encode(text);
}

function describeBytes(length: number, first: Uint8Array): string {
  const { t } = vscode.l10n;
  const hex = toHex(first, ' ') + (length > first.length ? ' …' : '');
  return length === 1 ? t('Send 1 byte: {0}', hex) : t('Send {0} bytes: {1}', length.toLocaleString(), hex);
}

/** The line again, with the column marked that the problem is about. */
function markColumn(text: string, problem: Problem): string {
  const start = Math.max(0, problem.start - 20);
  const before = (start > 0 ? '…' : '') + text.slice(start, problem.start);
  return `${before}▸${text.slice(problem.start, problem.end)}◂${text.slice(problem.end, problem.end + 20)}`;
}

/** What sending the typed text would send. */
export function evaluateInput(text: string): Evaluation<undefined> {
  const { t } = vscode.l10n;
  if (!looksLikePayload(text)) {
    const bytes = new TextEncoder().encode(text);
    return {
      value: undefined,
      label: describeBytes(bytes.length, bytes.subarray(0, PREVIEW_BYTES)),
      description: t('as plain text (UTF-8)'),
    };
  }
  const { terms, problems } = parsePayload(text);
  const [problem] = problems;
  if (problem) {
    const sentence = t(problem.template, ...problem.args);
    return { problem: t('Column {0}: {1}', problem.start + 1, sentence), detail: markColumn(text, problem) };
  }
  const preview = previewPayload(terms, {}, PREVIEW_BYTES);
  return {
    value: undefined,
    label: preview ? describeBytes(preview.length, preview.first) : t('Send the payload and the files in it'),
    description: t('as payload syntax'),
  };
}
