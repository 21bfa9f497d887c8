import * as vscode from 'vscode';
import type { Engine } from '../../engine/engine';
import { registerCommand } from '../commands/registerCommand';
import { COMMANDS } from '../ids';
import { openDocumentation } from './openDocumentation';
import { Samples } from './openSamples';
import { openWalkthrough } from './openWalkthrough';

interface Dependencies {
  readonly engine: Engine;
  /** `publisher.name`. */
  readonly extensionId: string;
  readonly extensionUri: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
}

/** What a newcomer begins with: the walkthrough and the samples. */
export function registerStart({ engine, extensionId, extensionUri, log }: Dependencies): vscode.Disposable {
  const samples = new Samples(extensionUri, () => engine.openCount);
  return vscode.Disposable.from(
    registerCommand(
      COMMANDS.openSamples,
      log,
      // A link says what it opens.
      (argument) => (argument === undefined || argument === null ? samples.ask() : samples.open(argument)),
      (argument: unknown) => samples.open(argument),
    ),
    registerCommand(
      COMMANDS.openDocumentation,
      log,
      () => openDocumentation(extensionUri, {}),
      (argument: unknown) => openDocumentation(extensionUri, argument),
    ),
    registerCommand(
      COMMANDS.openWalkthrough,
      log,
      () => openWalkthrough(extensionId, {}),
      (argument: unknown) => openWalkthrough(extensionId, argument),
    ),
  );
}
