import * as vscode from 'vscode';
import type { Capture } from '../../capture/capture';
import { sentenceOf } from '../problems';
import { formatTime } from '../sockets/format';
import { counted } from '../wording';

/** What the inspector says about a capture as a whole, one sentence each: what is missing in it, and why. */
export function captureNotices(capture: Capture): string[] {
  const { t } = vscode.l10n;
  const notices: string[] = [];
  if (capture.failure) {
    const { since, error } = capture.failure;
    notices.push(t('Not recorded since {0}. {1}', formatTime(since), sentenceOf(error)));
  }
  if (capture.indexing) {
    const { bytesRead, fileBytes } = capture.indexing;
    notices.push(t('Reading the capture: {0} %', Math.floor((100 * bytesRead) / Math.max(1, fileBytes))));
  }
  for (const { count, ...problem } of capture.problems.list) {
    const sentence = sentenceOf(problem);
    notices.push(count === 1 ? sentence : counted('{0} ({1, plural, one {# time} other {# times}})', sentence, count));
  }
  return notices;
}
