import * as vscode from 'vscode';
import { checkArgument, checkChoice, optional } from '../../base/argument';
import { registerCommand } from '../commands/registerCommand';
import { COMMANDS, EDITORS, LANGUAGE_IDS } from '../ids';
import { HELP_TOPICS, HelpDocuments, type HelpTopic } from './help';

/** The help for those who hear. */
export function registerHelp(log: vscode.LogOutputChannel): vscode.Disposable {
  const documents = new HelpDocuments();
  return vscode.Disposable.from(
    documents,
    registerCommand(
      COMMANDS.openAccessibilityHelp,
      log,
      () => documents.open(topicInFront()),
      (argument: unknown) => {
        checkArgument(argument, { topic: optional('string') });
        const { topic } = argument;
        return documents.open(topic === undefined ? topicInFront() : checkChoice('topic', topic, HELP_TOPICS));
      },
    ),
  );
}

/** What the user is in. */
function topicInFront(): HelpTopic {
  const { activeTab } = vscode.window.tabGroups.activeTabGroup;
  if (activeTab?.input instanceof vscode.TabInputCustom && activeTab.input.viewType === EDITORS.inspector) {
    return 'inspector';
  }
  return vscode.window.activeTextEditor?.document.languageId === LANGUAGE_IDS.wire ? 'wire' : 'trees';
}
