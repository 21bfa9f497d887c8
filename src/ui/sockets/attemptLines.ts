import * as vscode from 'vscode';
import type { Connection } from '../../engine/connection';
import type { DialAttempt } from '../../engine/transport/dialAttempts';
import { plainText } from '../plainText';
import { counted } from '../wording';

/** Addresses that a tooltip tells of. */
const MOST_LINES = 8;

/** Which address of a name was taken, and why: a line for each that was tried. */
export function attemptLines({ attempts }: Connection): string[] {
  if (!attempts) return [];
  const { t } = vscode.l10n;
  const { host, list } = attempts;
  const more = list.length - MOST_LINES;
  return [
    counted(
      '{0} has {1, plural, one {# address} other {# addresses, tried in turn until one answers (RFC 8305)}}:',
      plainText(host),
      list.length,
    ),
    ...list.slice(0, MOST_LINES).map((attempt) => `  ${attemptText(attempt)}`),
    ...(more > 0 ? [t('  and {0} more', more)] : []),
  ];
}

function attemptText({ address, outcome, code = '', after = 0, took = 0 }: DialAttempt): string {
  const { t } = vscode.l10n;
  switch (outcome) {
    case 'connected':
      return t('{0}: tried at {1} ms, answered after {2} ms and was taken', address, after, took);
    case 'failed':
      return t('{0}: tried at {1} ms, failed after {2} ms ({3})', address, after, took, code);
    case 'abandoned':
      return t('{0}: tried at {1} ms, no answer within {2} ms, given up', address, after, took);
    case 'untried':
      return t('{0}: not tried', address);
  }
}
