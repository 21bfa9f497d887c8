import * as vscode from 'vscode';
import { checkArgument, checkChoice, optional } from '../../base/argument';
import { WALKTHROUGH } from '../ids';

/** Opens *Getting Started* at its first step that is not done, or at the one that is named. */
export async function openWalkthrough(extensionId: string, argument: unknown): Promise<void> {
  checkArgument(argument, { step: optional('string') });
  const category = `${extensionId}#${WALKTHROUGH.id}`;
  const { step } = argument;
  const place =
    step === undefined ? category : { category, step: checkChoice('step', step, Object.values(WALKTHROUGH.steps)) };
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', place);
}
