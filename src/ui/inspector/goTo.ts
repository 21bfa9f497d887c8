import * as vscode from 'vscode';
import { SockscopeError } from '../../base/error';
import type { StreamRange } from '../../base/streamRange';
import { checkArgument } from '../../base/argument';
import { registerCommand } from '../commands/registerCommand';
import { COMMANDS } from '../ids';
import { askLine } from '../plainWindow';
import { describeProblem } from '../problems';
import { parseTarget } from './goToTarget';
import type { InspectorSession } from './inspectorSession';

const EXAMPLES = '0x1f4, 500, +16, -0x10, #12, 21:10:03.5';

/**
 * *Go to* in the inspector in front: asks where, unless the command's argument says so: `{to}`, or the text by itself.
 *
 * @param active The inspector in front.
 */
export function registerGoTo(
  active: () => InspectorSession | undefined,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const requireSession = (): InspectorSession => {
    const session = active();
    if (session) return session;
    throw new SockscopeError('NO_INSPECTOR', 'Open a capture in the inspector first.');
  };
  return registerCommand(
    COMMANDS.goTo,
    log,
    async () => {
      const session = requireSession();
      const text = await ask(session);
      return text === undefined || text.trim() === '' ? undefined : goTo(session, text);
    },
    async (argument: unknown) => {
      const text = textOf(argument);
      return Promise.resolve(goTo(requireSession(), text));
    },
  );
}

/** @throws SockscopeError `BAD_ARGUMENT` */
function textOf(argument: unknown): string {
  if (typeof argument === 'string') return argument;
  checkArgument(argument, { to: 'string' });
  return argument.to;
}

function ask(session: InspectorSession): Promise<string | undefined> {
  const { t } = vscode.l10n;
  return askLine({
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

function goTo(session: InspectorSession, text: string): StreamRange {
  const place = session.resolve(wanted(text));
  session.goTo(place);
  return place;
}

function wanted(text: string): NonNullable<ReturnType<typeof parseTarget>> {
  const target = parseTarget(text);
  if (target) return target;
  throw new SockscopeError('BAD_TARGET', '“{0}” is no place to go to. Examples: {1}.', [text.trim(), EXAMPLES]);
}
