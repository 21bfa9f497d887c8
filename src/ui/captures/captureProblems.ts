import * as vscode from 'vscode';
import { SockscopeError } from '../../bytes/error';
import type { CaptureStore } from '../../capture/captureStore';
import type { LiveCapture } from '../../capture/record/liveCapture';
import type { Engine, LiveSocket } from '../../engine/engine';
import { pickSocket } from '../commands/pickSocket';
import { COMMANDS } from '../ids';
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
    void vscode.window.showErrorMessage(describeProblem(failure.error), button).then(async (answer) => {
      if (answer !== button) return;
      try {
        resume(capture);
      } catch (error) {
        await showProblem(error, log);
      }
    });
  });

  return vscode.Disposable.from(
    new vscode.Disposable(unsubscribe),
    vscode.commands.registerCommand(COMMANDS.resumeRecording, async (node?: unknown) => {
      try {
        const socket = isTreeNode(node)
          ? node.socket
          : await pickSocket(
              engine,
              isUnrecordedSocket,
              vscode.l10n.t('Resume Recording'),
              'All open sockets are being recorded.',
            );
        const uri = socket?.recording?.uri;
        if (uri !== undefined) resume(store.find(vscode.Uri.parse(uri, true).fsPath));
      } catch (error) {
        await showProblem(error, log);
      }
    }),
  );
}
