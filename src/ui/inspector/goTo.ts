import * as vscode from 'vscode';
import { SockscopeError } from '../../bytes/error';
import { COMMANDS } from '../ids';
import { describeProblem, showProblem } from '../problems';
import { parseTarget } from './goToTarget';
import type { InspectorSession } from './inspectorSession';

const EXAMPLES = '0x1f4, 500, +16, -0x10, #12, 21:10:03.5';

/**
 * *Go to* in the inspector in front: asks where, unless the command's argument says so.
 *
 * @param active The inspector in front.
 */
export function registerGoTo(
  active: () => InspectorSession | undefined,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  return vscode.commands.registerCommand(COMMANDS.goTo, async (argument?: unknown) => {
    try {
      const session = active();
      if (!session) throw new SockscopeError('NO_INSPECTOR', 'Open a capture in the inspector first.');
      const text = typeof argument === 'string' ? argument : await ask(session);
      if (text !== undefined) goTo(session, text);
    } catch (error) {
      await showProblem(error, log);
    }
  });
}

function ask(session: InspectorSession): Thenable<string | undefined> {
  const { t } = vscode.l10n;
  return vscode.window.showInputBox({
    title: t('Go to Offset, Message or Time'),
    prompt: t('An offset, a distance from the caret, a message’s number, or a time of day'),
    placeHolder: EXAMPLES,
    validateInput: (text) => {
      if (text.trim() === '') return undefined;
      try {
        session.resolve(wanted(text));
        return undefined;
      } catch (error) {
        return describeProblem(error);
      }
    },
  });
}

function goTo(session: InspectorSession, text: string): void {
  if (text.trim() !== '') session.goTo(session.resolve(wanted(text)));
}

function wanted(text: string): NonNullable<ReturnType<typeof parseTarget>> {
  const target = parseTarget(text);
  if (target) return target;
  throw new SockscopeError('BAD_TARGET', '“{0}” is no place to go to. Examples: {1}.', [text.trim(), EXAMPLES]);
}
