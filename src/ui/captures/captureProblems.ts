import * as vscode from 'vscode';
import type { CaptureStore } from '../../capture/captureStore';
import { describeProblem } from '../problems';

/** Tells the user once when a capture cannot be written any more; its sockets go on. */
export function registerCaptureProblems(store: CaptureStore, log: vscode.LogOutputChannel): vscode.Disposable {
  const dispose = store.onDidFail((capture) => {
    const { failure } = capture;
    if (!failure) return;
    log.error(failure.error);
    void vscode.window.showErrorMessage(describeProblem(failure.error));
  });
  return new vscode.Disposable(dispose);
}
