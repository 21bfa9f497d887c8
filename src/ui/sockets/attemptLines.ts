import * as vscode from 'vscode';
import type { DialAttempt, ToldAttempts } from '../../engine/transport/dialAttempts';
import { plainText } from '../plainText';
import { counted } from '../wording';

/** Addresses that a tooltip tells of. */
const MOST_LINES = 8;

/** Which address of a name was taken, and why: a line for each that was tried. */
export function attemptLines(attempts: ToldAttempts | undefined): string[] {
  if (!attempts) return [];
  const { host, list } = attempts;
  return [
    counted(
      '{0} has {1, plural, one {# address} other {# addresses, tried in turn until one answers (RFC 8305)}}:',
      plainText(host),
      list.length,
    ),
    ...listLines(list, attemptText),
  ];
}

/** The same of UDP, which answers nobody that connects. */
export function datagramAttemptLines(attempts: ToldAttempts | undefined): string[] {
  if (!attempts) return [];
  const { host, list } = attempts;
  return [
    counted(
      '{0} has {1, plural, one {# address} other {# addresses, of which UDP takes the first that this machine has a way to}}:',
      plainText(host),
      list.length,
    ),
    ...listLines(list, datagramAttemptText),
  ];
}

function listLines(list: readonly DialAttempt[], textOf: (attempt: DialAttempt) => string): string[] {
  const more = list.length - MOST_LINES;
  return [
    ...list.slice(0, MOST_LINES).map((attempt) => `  ${textOf(attempt)}`),
    ...(more > 0 ? [vscode.l10n.t('  and {0} more', more)] : []),
  ];
}

function datagramAttemptText({ address, outcome, code = '' }: DialAttempt): string {
  const { t } = vscode.l10n;
  switch (outcome) {
    case 'connected':
      return t('{0}: was taken; nobody is asked whether somebody is there', address);
    case 'failed':
      return t('{0}: there is no way to it ({1})', address, code);
    case 'abandoned':
    case 'untried':
      return t('{0}: not tried', address);
  }
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
