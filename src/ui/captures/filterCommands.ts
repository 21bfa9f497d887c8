import * as vscode from 'vscode';
import type { FilterCapturesArgument } from '../api';
import { checkArgument } from '../../base/argument';
import { registerCommand } from '../commands/registerCommand';
import { COMMANDS } from '../ids';
import { createInput } from '../plainWindow';
import { askIn } from '../question';
import type { CapturesView } from './capturesTree';

/** Asks what the view is to be filtered by, which it is while one types; Escape brings back what was. */
async function askFilter(view: CapturesView): Promise<void> {
  const { t } = vscode.l10n;
  const before = view.filter;
  const input = createInput();
  input.title = t('Filter Captures');
  input.placeholder = t('Words of the name, or of where it came from');
  input.prompt = t('All words must be there. An empty filter shows every capture.');
  input.value = before;
  let isAnswered = false;
  const accepted = await askIn<true>(input, (answer) => {
    input.onDidChangeValue((text) => {
      if (!isAnswered) view.filter = text;
    });
    input.onDidAccept(() => {
      isAnswered = true;
      answer(true);
    });
  });
  if (!accepted) view.filter = before;
}

/** *Filter Captures* and *Clear Filter*. */
export function registerFilterCommands(view: CapturesView, log: vscode.LogOutputChannel): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(
      COMMANDS.filterCaptures,
      log,
      () => askFilter(view),
      (argument: FilterCapturesArgument) => {
        checkArgument(argument, { text: 'string' });
        view.filter = argument.text;
        return view.count();
      },
    ),
    registerCommand(COMMANDS.clearCaptureFilter, log, () => {
      view.filter = '';
      return Promise.resolve();
    }),
  );
}
