import * as vscode from 'vscode';
import type { Engine } from '../../engine/engine';
import type { SocketActions } from '../actions';
import { COMMANDS } from '../ids';
import type { InspectorEditor } from '../inspector/inspectorEditor';
import { showProblem } from '../problems';
import { SelectionComparison } from './compare';
import { copyAs } from './copyAs';
import { inspectText } from './inspectText';
import { requireSelection, type InspectorSelection } from './inspectorSelection';
import { editAndSend, sendAgain } from './resend';

interface Dependencies {
  readonly engine: Engine;
  readonly actions: SocketActions;
  readonly inspector: InspectorEditor;
  readonly log: vscode.LogOutputChannel;
}

/** What can be done with the bytes that are selected in the inspector. */
export function registerSelection({ engine, actions, inspector, log }: Dependencies): vscode.Disposable {
  const comparison = new SelectionComparison();
  const register = (
    id: string,
    act: (selection: InspectorSelection, argument: unknown) => Promise<unknown>,
  ): vscode.Disposable =>
    vscode.commands.registerCommand(id, async (argument?: unknown) => {
      try {
        return await act(requireSelection(inspector.selection), argument);
      } catch (error) {
        await showProblem(error, log);
        return undefined;
      }
    });
  return vscode.Disposable.from(
    comparison,
    register(COMMANDS.copyAs, copyAs),
    register(COMMANDS.sendAgain, (selection) => sendAgain(engine, actions, selection, false)),
    register(COMMANDS.sendAgainTo, (selection) => sendAgain(engine, actions, selection, true)),
    register(COMMANDS.editAndSend, editAndSend),
    register(COMMANDS.selectForCompare, (selection) => {
      comparison.mark(selection);
      return Promise.resolve();
    }),
    vscode.commands.registerCommand(COMMANDS.inspectText, async () => {
      try {
        await inspectText(inspector);
      } catch (error) {
        await showProblem(error, log);
      }
    }),
    register(COMMANDS.compareWith, (selection) => comparison.compare(selection)),
  );
}
