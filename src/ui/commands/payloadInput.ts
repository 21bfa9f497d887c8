import * as vscode from 'vscode';
import { hexPreview } from '../../bytes/hex';
import { encodePayloadSource } from '../../wire/payload/encodeText';
import { payloadReadings, type LineEnd, type MistakenPayload, type PayloadReading } from '../../wire/payload/readings';
import type { Problem } from '../../base/problem';
import { plainText } from '../plainText';
import { sentenceOf } from '../problems';
import { sentLineEnd } from '../settings';
import type { Evaluation } from './askText';
import { readWorkspaceFile } from './workspaceFile';

/** Bytes that the input box shows of what is being typed. */
export const PAYLOAD_PREVIEW_BYTES = 16;

/**
 * The bytes of a text in the payload syntax.
 *
 * @throws TextError with the place of the first mistake, or what reading a `file("…")` says.
 */
export async function encodePayloadText(text: string): Promise<Uint8Array> {
  return encodePayloadSource(text, { readFile: readWorkspaceFile });
}

/** What accepting a payload does, in whole sentences. */
export interface PayloadLabels {
  /** @param hex The first bytes. */
  readonly bytes: (length: number, hex: string) => string;
  /** Its bytes are not known before its files are read. */
  readonly files: () => string;
  /** What ends a text that is taken as it stands; nothing unless given. */
  readonly lineEnd?: () => LineEnd;
}

const SENDING: PayloadLabels = {
  bytes: (length, hex) => {
    const { t } = vscode.l10n;
    return length === 1 ? t('Send 1 byte: {0}', hex) : t('Send {0} bytes: {1}', length.toLocaleString(), hex);
  },
  files: () => vscode.l10n.t('Send the payload and the files in it'),
  lineEnd: sentLineEnd,
};

/** The line again, with the column marked that the problem is about. */
function markColumn(text: string, problem: Problem): string {
  const start = Math.max(0, problem.start - 20);
  const before = (start > 0 ? '…' : '') + text.slice(start, problem.start);
  return `${before}▸${text.slice(problem.start, problem.end)}◂${text.slice(problem.end, problem.end + 20)}`;
}

/** What a reading is called. */
export function nameOfReading({ template, args }: Pick<PayloadReading, 'template' | 'args'>): string {
  return sentenceOf({ template, args });
}

/**
 * What the typed text can send: a row for each reading.
 *
 * @param preferred The id of the reading to begin with.
 * @param oneLine What the input shows of a text of several lines.
 */
export function evaluateInput(
  text: string,
  preferred?: string,
  oneLine?: string,
  labels: PayloadLabels = SENDING,
): readonly Evaluation<PayloadReading>[] {
  return payloadReadings(text, PAYLOAD_PREVIEW_BYTES, preferred, oneLine, labels.lineEnd?.()).map((each) =>
    evaluateReading(text, each, labels),
  );
}

/** What sending the text as this reading does, or what is wrong with it. */
export function evaluateReading(
  text: string,
  reading: PayloadReading | MistakenPayload,
  { bytes, files }: PayloadLabels = SENDING,
): Evaluation<PayloadReading> {
  const { t } = vscode.l10n;
  const { problem } = reading;
  if (problem) {
    const sentence = sentenceOf(problem);
    return { problem: t('Column {0}: {1}', problem.start + 1, sentence), detail: plainText(markColumn(text, problem)) }; // prettier-ignore
  }
  const { preview } = reading;
  return {
    value: reading,
    label: preview ? bytes(preview.length, hexPreview(preview.first, PAYLOAD_PREVIEW_BYTES, preview.length)) : files(),
    description: nameOfReading(reading),
  };
}
