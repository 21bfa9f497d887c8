import * as vscode from 'vscode';
import { nameOfTarget, type Target } from '../../agents/agentPermit';
import { SockscopeError } from '../../base/error';
import { plainText } from '../plainText';
import { confirm } from '../plainWindow';

interface Question {
  readonly message: string;
  readonly detail: string;
  readonly button: string;
}

type Operation = Target['operation'];

/** By what an agent is about to do. */
const QUESTIONS: Readonly<Record<Operation, (name: string) => Pick<Question, 'message' | 'button'>>> = {
  listen: (name) => ({ message: vscode.l10n.t('Let an agent listen on {0}?', name), button: vscode.l10n.t('Listen') }),
  dial: (name) => ({ message: vscode.l10n.t('Let an agent dial {0}?', name), button: vscode.l10n.t('Dial') }),
  send: (name) => ({ message: vscode.l10n.t('Let an agent send to {0}?', name), button: vscode.l10n.t('Send') }),
  close: (name) => ({ message: vscode.l10n.t('Let an agent close {0}?', name), button: vscode.l10n.t('Close') }),
  reset: (name) => ({ message: vscode.l10n.t('Let an agent reset {0}?', name), button: vscode.l10n.t('Reset') }),
};

export function questionOf(target: Target): Question {
  const { t } = vscode.l10n;
  return {
    ...QUESTIONS[target.operation](plainText(nameOfTarget(target))),
    detail:
      target.kind === 'socket'
        ? t('The agent did not open this socket. You are asked each time.')
        : t('That is not on this machine, or outside of the workspace. You are asked each time.'),
  };
}

/** Asks in a modal dialog, whatever was allowed elsewhere. @throws SockscopeError `CONSENT_DECLINED` */
export async function askForAgent(target: Target): Promise<void> {
  const { message, detail, button } = questionOf(target);
  if (await confirm(message, detail, button)) return;
  const template = 'That was declined for {0}: nothing was done. Ask the user before you try again.';
  throw new SockscopeError('CONSENT_DECLINED', template, [nameOfTarget(target)]);
}
