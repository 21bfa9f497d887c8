import * as vscode from 'vscode';
import type { RunRecording } from '../../capture/testRun';
import type { Engine } from '../../engine/engine';
import type { SocketActions } from '../actions';
import type { InspectorEditor } from '../inspector/inspectorEditor';
import type { SocketChanges } from '../sockets/socketChanges';
import type { TellStep } from '../start/firstSteps';
import type { TerminalProgram } from '../terminal/terminalProgram';
import { registerCodeLenses } from './providers/codeLenses';
import { registerCompletion } from './providers/completion';
import { registerDiagnostics } from './providers/diagnostics';
import { registerFileLinks } from './providers/fileLinks';
import { registerFormatting } from './providers/formatting';
import { registerHover } from './providers/hover';
import { registerNames } from './providers/names';
import { registerOutline } from './providers/outline';
import { registerQuickFixes } from './providers/quickFixes';
import { registerSemanticTokens } from './providers/semanticTokens';
import { registerStepMarks } from './providers/stepMarks';
import { KeptSections } from './run/keptSections';
import { MarkStore } from './run/markStore';
import { SectionRunner } from './run/sectionRunner';
import { WireTests } from './run/wireTests';
import { registerWireCommands } from './wireCommands';
import { WireDocuments } from './wireDocuments';
import { WireSources } from './wireSources';

interface Dependencies {
  readonly extensionUri: vscode.Uri;
  readonly engine: Engine;
  /** Begins the record of a run of sections; `label` says to people what is run. */
  readonly recordRun: (label: string) => RunRecording;
  readonly actions: SocketActions;
  readonly inspector: InspectorEditor;
  readonly changes: SocketChanges;
  readonly program: TerminalProgram;
  readonly tellStep: TellStep;
  /** Says a sentence to those who hear. */
  readonly tellNews: (sentence: string) => void;
  readonly log: vscode.LogOutputChannel;
}

/** Wire files: what helps to write them, which works in Restricted Mode too, and what runs them. */
export function registerWire({ extensionUri, ...shared }: Dependencies): vscode.Disposable {
  const { engine, changes } = shared;
  const documents = new WireDocuments();
  const sources = new WireSources(documents);
  const marks = new MarkStore();
  const kept = new KeptSections(engine, changes);
  const runner = new SectionRunner(engine, marks, kept);
  const tests = new WireTests({ ...shared, sources, documents, runner });
  const running = { ...shared, documents, sources, marks, kept, runner, tests };
  return vscode.Disposable.from(
    marks,
    kept,
    runner,
    tests,
    registerDiagnostics(documents),
    registerQuickFixes(documents),
    registerFormatting(documents),
    registerOutline(documents),
    registerSemanticTokens(documents),
    registerNames(documents),
    registerFileLinks(documents),
    registerHover(documents),
    registerCompletion(documents, engine),
    registerCodeLenses(running),
    registerStepMarks(extensionUri, marks),
    registerWireCommands(running),
  );
}
