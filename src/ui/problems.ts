import * as vscode from 'vscode';
import { SockscopeError, type MessageArgument, type Template } from '../base/error';
import { briefProblem } from './briefProblem';
import { plainText } from './plainText';
import { showError } from './plainWindow';
import { counted } from './wording';

/** A sentence for people, in their language; whatever its arguments hold is shown as plain text. */
export function sentenceOf({
  template,
  args,
}: {
  readonly template: Template;
  readonly args: readonly MessageArgument[];
}): string {
  return counted(
    template,
    ...args.map((arg) => {
      if (typeof arg === 'object') return sentenceOf(arg);
      return typeof arg === 'string' ? plainText(arg) : arg;
    }),
  );
}

/** What went wrong, in the user's language. */
export function describeProblem(error: unknown): string {
  if (error instanceof SockscopeError) return sentenceOf(error);
  return plainText(error instanceof Error ? error.message : String(error));
}

/** What has a code is explained to the user; a stack trace helps with the rest. */
export function logProblem(error: unknown, log: vscode.LogOutputChannel): void {
  if (error instanceof SockscopeError) log.warn(`${error.code}: ${plainText(error.message)}`);
  else log.error(error instanceof Error ? error : String(error));
}

/** Shows and logs what went wrong; waits for nobody to read it. What the user has just called off or declined needs no message. */
export function showProblem(error: unknown, log: vscode.LogOutputChannel): void {
  const code = error instanceof SockscopeError ? error.code : undefined;
  if (code === 'CANCELLED' || code === 'CONSENT_DECLINED') return;
  logProblem(error, log);
  const helping = offersFor(error, log);
  void showError(describeProblem(briefProblem(error)), ...helping.map(({ button }) => button)).then(async (answer) => {
    if (answer === undefined) return;
    try {
      await helping.find(({ button }) => button === answer)?.act();
    } catch (failure) {
      showProblem(failure, log);
    }
  });
}

/** What may help besides reading the sentence. */
export interface ProblemOffer {
  readonly button: string;
  /** What goes wrong in it is shown like everything else. */
  readonly act: () => unknown;
}

const offers = new WeakMap<Error, readonly ProblemOffer[]>();

/** The same error, with what helps: whoever shows it offers that. */
export function withOffers(error: unknown, helping: readonly ProblemOffer[]): unknown {
  if (helping.length > 0 && error instanceof Error) offers.set(error, helping);
  return error;
}

function offersFor(error: unknown, log: vscode.LogOutputChannel): readonly ProblemOffer[] {
  const { t } = vscode.l10n;
  const own = error instanceof Error ? offers.get(error) : undefined;
  if (own) return own;
  const code = error instanceof SockscopeError ? error.code : undefined;
  if (code === 'UNTRUSTED_WORKSPACE') {
    return [
      {
        button: t('Manage Workspace Trust'),
        act: () => vscode.commands.executeCommand('workbench.trust.manage'),
      },
    ];
  }
  if (code !== undefined) return [];
  return [
    {
      button: t('Show Log'),
      act: () => {
        log.show();
      },
    },
  ];
}
