import * as vscode from 'vscode';
import type { CaptureStore } from '../../capture/captureStore';
import type { Engine } from '../../engine/engine';
import type { CaptureAccess } from '../inspector/captureAccess';
import { retentionLimits } from '../settings';
import type { SocketChanges } from '../sockets/socketChanges';
import { registerCaptureCommands } from './captureCommands';
import { CaptureLibrary } from './captureLibrary';
import { registerCaptureProblems } from './captureProblems';
import { registerCapturesTree } from './capturesTree';

/** The view *Captures*, its commands, retention, and what is said when a capture cannot be written. */
export function registerCaptures(dependencies: {
  readonly engine: Engine;
  readonly changes: SocketChanges;
  readonly store: CaptureStore;
  readonly access: CaptureAccess;
  /** Name and version of this program, for exported captures. */
  readonly application: string;
  readonly memory: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
}): vscode.Disposable {
  const { access, application, changes, log } = dependencies;
  const library = new CaptureLibrary({ ...dependencies, limits: retentionLimits });
  return vscode.Disposable.from(
    library,
    registerCapturesTree(library, changes),
    registerCaptureCommands(library, access, application, log),
    registerCaptureProblems(dependencies),
  );
}
