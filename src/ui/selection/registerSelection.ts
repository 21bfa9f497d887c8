import * as vscode from 'vscode';
import type { Engine } from '../../engine/engine';
import type { SocketActions } from '../actions';
import type { SockscopeApi } from '../api';
import { checkArgument } from '../../base/argument';
import { registerCommand } from '../commands/registerCommand';
import { COMMANDS } from '../ids';
import type { InspectorEditor } from '../inspector/inspectorEditor';
import { SelectionComparison } from './compare';
import { chooseAndCopy, copyAs } from './copyAs';
import { inspectEditorSelection, inspectText } from './inspectText';
import { requireSelection, type InspectorSelection } from './inspectorSelection';
import { editAndSend, pickAndSend, sendAgain, sendAgainOrPick, sendAgainTo } from './resend';

interface Dependencies {
  readonly engine: Engine;
  readonly actions: SocketActions;
  readonly api: SockscopeApi;
  readonly inspector: InspectorEditor;
  readonly log: vscode.LogOutputChannel;
}

type Act = (selection: InspectorSelection) => Promise<unknown>;

/** An object without fields stands for the argument. */
function sayingNothing(act: Act): (argument: unknown) => Act {
  return (argument) => {
    checkArgument(argument, {});
    return act;
  };
}

/** What can be done with the bytes that are selected in the inspector, and what opens others in it. */
export function registerSelection({ engine, actions, api, inspector, log }: Dependencies): vscode.Disposable {
  const comparison = new SelectionComparison();
  /** @param withArgument Holds an argument against its shape; what needs none does the same as without. */
  const register = (
    id: string,
    ask: Act,
    withArgument: (argument: unknown) => Act = sayingNothing(ask),
  ): vscode.Disposable =>
    registerCommand(
      id,
      log,
      async () => ask(requireSelection(inspector.selection)),
      async (argument: unknown) => {
        const act = withArgument(argument);
        return act(requireSelection(inspector.selection));
      },
    );
  return vscode.Disposable.from(
    comparison,
    register(COMMANDS.copyAs, chooseAndCopy, copyAs),
    register(COMMANDS.copyAsExpectation, copyAs({ format: 'expectation' })),
    register(
      COMMANDS.sendAgain,
      (selection) => sendAgainOrPick(engine, actions, selection),
      sayingNothing((selection) => sendAgain(engine, actions, selection)),
    ),
    register(
      COMMANDS.sendAgainTo,
      (selection) => pickAndSend(engine, actions, selection),
      (argument) => sendAgainTo(api, argument),
    ),
    register(COMMANDS.editAndSend, editAndSend),
    register(COMMANDS.selectForCompare, (selection) => Promise.resolve(comparison.mark(selection))),
    register(
      COMMANDS.compareWith,
      (selection) => comparison.chooseAndCompare(selection),
      (argument) => comparison.compareWith(argument),
    ),
    registerCommand(
      COMMANDS.inspectText,
      log,
      () => inspectEditorSelection(inspector),
      (argument: unknown) => inspectText(inspector, argument),
    ),
  );
}
