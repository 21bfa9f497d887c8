import * as vscode from 'vscode';
import { SockscopeError } from '../bytes/error';

/** What went wrong, in the user's language. */
export function describeProblem(error: unknown): string {
  if (error instanceof SockscopeError) return vscode.l10n.t(error.template, ...error.args);
  return error instanceof Error ? error.message : String(error);
}

/** What has a code is explained to the user; a stack trace helps with the rest. */
export function logProblem(error: unknown, log: vscode.LogOutputChannel): void {
  if (error instanceof SockscopeError) log.warn(`${error.code}: ${error.message}`);
  else log.error(error instanceof Error ? error : String(error));
}

/** Shows and logs what went wrong. What the user has just called off or declined needs no message. */
export async function showProblem(error: unknown, log: vscode.LogOutputChannel): Promise<void> {
  const code = error instanceof SockscopeError ? error.code : undefined;
  if (code === 'CANCELLED' || code === 'CONSENT_DECLINED') return;
  logProblem(error, log);
  if (code === 'UNTRUSTED_WORKSPACE') {
    const manage = vscode.l10n.t('Manage Workspace Trust');
    const answer = await vscode.window.showErrorMessage(describeProblem(error), manage);
    if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
    return;
  }
  const expected = code !== undefined;
  const showLog = vscode.l10n.t('Show Log');
  const answer = await vscode.window.showErrorMessage(describeProblem(error), ...(expected ? [] : [showLog]));
  if (answer === showLog) log.show();
}
