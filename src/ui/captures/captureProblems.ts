import * as vscode from 'vscode';
import { SockscopeError } from '../../base/error';
import type { CaptureStore } from '../../capture/captureStore';
import type { LiveCapture } from '../../capture/record/liveCapture';
import type { Engine } from '../../engine/engine';
import type { LiveSocket } from '../../engine/liveSocket';
import { pickSocket } from '../commands/pickSocket';
import { registerCommand } from '../commands/registerCommand';
import { COMMANDS } from '../ids';
import { showError } from '../plainWindow';
import { describeProblem, logProblem, showProblem } from '../problems';
import type { SocketChanges } from '../sockets/socketChanges';
import { isUnrecorded } from '../sockets/socketItem';
import { isTreeNode } from '../sockets/socketNode';

function isUnrecordedSocket(socket: LiveSocket): socket is LiveSocket {
  return isUnrecorded(socket);
}

/**
 * Tells the user once when a capture cannot be written any more; its sockets go on, and *Resume Recording* has them
 * recorded into a new file.
 */
export function registerCaptureProblems(dependencies: {
  readonly engine: Engine;
  readonly store: CaptureStore;
  readonly changes: SocketChanges;
  readonly log: vscode.LogOutputChannel;
}): vscode.Disposable {
  const { engine, store, changes, log } = dependencies;

  const resume = (capture: LiveCapture | undefined): void => {
    if (!capture || !store.resume(capture)) {
      throw new SockscopeError(
        'NOTHING_TO_RESUME',
        'The sockets of this capture are closed: there is nothing to record.',
      );
    }
    changes.refresh();
  };

  const unsubscribe = store.onDidFail((capture) => {
    const { failure } = capture;
    if (!failure) return;
    logProblem(failure.error, log);
    changes.refresh();
    const button = vscode.l10n.t('Resume Recording');
    void showError(describeProblem(failure.error), button).then((answer) => {
      if (answer !== button) return;
      try {
        resume(capture);
      } catch (error) {
        showProblem(error, log);
      }
    });
  });

  return vscode.Disposable.from(
    new vscode.Disposable(unsubscribe),
    registerCommand(COMMANDS.resumeRecording, log, async (node) => {
      const title = vscode.l10n.t('Resume Recording');
      const none = 'All open sockets are being recorded.';
      const socket = isTreeNode(node) ? node.socket : await pickSocket(engine, isUnrecordedSocket, title, none);
      const uri = socket?.recording?.uri;
      if (uri !== undefined) resume(store.find(vscode.Uri.parse(uri, true).fsPath));
    }),
  );
}
