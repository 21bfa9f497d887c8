import * as vscode from 'vscode';
import type { CaptureStore } from '../../capture/captureStore';
import type { ProcessMarker } from '../../capture/library/processMarker';
import type { Engine } from '../../engine/engine';
import type { CaptureAccess } from '../../capture/captureAccess';
import { retentionLimits } from '../settings';
import type { SocketChanges } from '../sockets/socketChanges';
import { registerCaptureCommands } from './captureCommands';
import { CaptureLibrary } from './captureLibrary';
import { registerCaptureProblems } from './captureProblems';
import { CapturesView } from './capturesTree';
import { registerFilterCommands } from './filterCommands';
import { registerMadeRoom } from './madeRoom';

/** The view *Captures*, its commands, retention, and what is said when a capture cannot be written. */
export function registerCaptures(dependencies: {
  readonly engine: Engine;
  readonly changes: SocketChanges;
  readonly store: CaptureStore;
  readonly access: CaptureAccess;
  /** Name and version of this program, for exported captures. */
  readonly application: string;
  readonly marker: ProcessMarker;
  /** What the user was told, over all workspaces. */
  readonly memory: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
}): vscode.Disposable {
  const { access, application, changes, memory, log } = dependencies;
  const library = new CaptureLibrary({ ...dependencies, limits: retentionLimits });
  const view = new CapturesView(library, changes);
  return vscode.Disposable.from(
    library,
    view,
    registerCaptureCommands({ library, view, access, application, log }),
    registerFilterCommands(view, log),
    registerMadeRoom(library, memory),
    registerCaptureProblems(dependencies),
  );
}
