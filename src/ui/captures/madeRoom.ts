import * as vscode from 'vscode';
import { SETTING_KEYS } from '../ids';
import { showInformation } from '../plainWindow';
import type { CaptureLibrary, MadeRoom } from './captureLibrary';
import { counted } from '../wording';

/** The user has seen how it works, and wants to hear no more of it. */
const UNDERSTOOD = 'captures.madeRoom.understood';
/** Milliseconds for which the status bar tells of test runs. */
const SHOWN_FOR = 15_000;
/** What the settings that say how much is kept have in common. */
const SETTINGS_QUERY = `${SETTING_KEYS.section}.capture.retained`;

/** They belong to the machine that the captures are on: in a remote window the user's own settings do not have them. */
function openSettings(title: string): vscode.Command {
  const isRemote = vscode.env.remoteName !== undefined;
  const command = `workbench.action.${isRemote ? 'openRemoteSettings' : 'openSettings'}`;
  return { command, title, arguments: [{ query: SETTINGS_QUERY }] };
}

/**
 * Says once in a session that retention removed captures, and how more are kept: those that somebody made by hand in a
 * notification, those of old test runs, which are removed as a matter of course, for a moment in the status bar.
 *
 * @param memory Of the user, over all workspaces.
 */
export function registerMadeRoom(library: CaptureLibrary, memory: vscode.Memento): vscode.Disposable {
  // Each at most once.
  let toldOfCaptures = false;
  let toldOfRuns: vscode.Disposable | undefined;

  const tellOfCaptures = async (count: number): Promise<void> => {
    toldOfCaptures = true;
    const { t } = vscode.l10n;
    const keepMore = t('Keep More…');
    const understood = t('Don’t Show Again');
    const answer = await showInformation(
      count === 1
        ? t('To make room, the oldest capture was removed. What is pinned, renamed, saved or open in a tab stays.')
        : t(
            'To make room, the {0} oldest captures were removed. What is pinned, renamed, saved or open in a tab stays.',
            count,
          ),
      keepMore,
      understood,
    );
    if (answer === understood) await memory.update(UNDERSTOOD, true);
    if (answer === keepMore) {
      const { command, arguments: rest = [] } = openSettings(keepMore);
      await vscode.commands.executeCommand(command, ...(rest as unknown[]));
    }
  };

  const tellOfRuns = (count: number): void => {
    const { t } = vscode.l10n;
    const item = vscode.window.createStatusBarItem('sockscope.madeRoom', vscode.StatusBarAlignment.Left);
    item.name = t('Sockscope: Removed Test Runs');
    item.text = `$(beaker) ${counted('{0, plural, one {# old test run removed} other {# old test runs removed}}', count)}`;
    item.tooltip = t('To make room, the captures of old test runs were removed. Click to keep more of them.');
    item.command = openSettings(t('Keep More…'));
    item.show();
    const timer = setTimeout(() => {
      item.dispose();
    }, SHOWN_FOR);
    toldOfRuns = new vscode.Disposable(() => {
      clearTimeout(timer);
      item.dispose();
    });
  };

  const listener = library.onDidMakeRoom(({ captures, runs }: MadeRoom) => {
    if (captures > 0 && !toldOfCaptures && !memory.get<boolean>(UNDERSTOOD, false)) void tellOfCaptures(captures);
    if (runs > 0 && toldOfRuns === undefined) tellOfRuns(runs);
  });
  return new vscode.Disposable(() => {
    listener.dispose();
    toldOfRuns?.dispose();
  });
}
