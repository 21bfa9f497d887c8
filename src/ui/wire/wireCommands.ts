import * as vscode from 'vscode';
import { SockscopeError } from '../../bytes/error';
import { checkArgument } from '../argument';
import { COMMANDS } from '../ids';
import type { InspectorEditor } from '../inspector/inspectorEditor';
import { showProblem } from '../problems';
import { sectionKeyAt } from './language/sectionKeys';
import { failureSentence } from './run/failureMessage';
import type { MarkStore } from './run/markStore';
import type { SectionRunner } from './run/sectionRunner';
import type { WireTests } from './run/wireTests';
import { sendStep, type LinePlace, type SendingDependencies } from './sendStep';
import { isWireDocument } from './wireDocuments';
import type { WireSources } from './wireSources';

interface Dependencies extends SendingDependencies {
  readonly inspector: InspectorEditor;
  readonly tests: WireTests;
  readonly runner: SectionRunner;
  readonly marks: MarkStore;
  readonly log: vscode.LogOutputChannel;
}

/** What *Run* returns, and what a keybinding or another extension gets. */
export interface SectionResult {
  readonly outcome: 'passed' | 'failed' | 'cancelled';
  /** Milliseconds. */
  readonly duration: number;
  /** Why it failed, for people. */
  readonly message?: string;
}

/** The commands of wire files: on the section or step that the argument names, or else at the cursor. */
export function registerWireCommands(dependencies: Dependencies): vscode.Disposable {
  const { tests, runner, kept, log } = dependencies;
  const register = (id: string, action: (argument: unknown) => Promise<unknown>): vscode.Disposable =>
    vscode.commands.registerCommand(id, async (argument?: unknown) => {
      try {
        return await action(argument);
      } catch (error) {
        await showProblem(error, log);
        return undefined;
      }
    });
  const run = async (argument: unknown, keepOpen: boolean): Promise<SectionResult | undefined> => {
    const { uri, section } = await sectionPlace(dependencies.sources, argument);
    const outcome = await tests.runSection(uri, section, keepOpen);
    if (outcome === undefined) throw noSection(section);
    const message = failureSentence(outcome);
    return { outcome: outcome.outcome, duration: outcome.duration, ...(message === undefined ? {} : { message }) };
  };
  return vscode.Disposable.from(
    register(COMMANDS.runSection, (argument) => run(argument, false)),
    register(COMMANDS.runSectionAndKeepOpen, (argument) => run(argument, true)),
    register(COMMANDS.stopSection, async (argument) => {
      const { uri, section } = await sectionPlace(dependencies.sources, argument);
      runner.cancel(uri, section);
    }),
    register(COMMANDS.closeSectionSockets, async (argument) => {
      const { uri, section } = await sectionPlace(dependencies.sources, argument);
      await kept.close(uri, section);
    }),
    register(COMMANDS.sendStep, (argument) => sendStep(dependencies, linePlace(argument))),
    register(COMMANDS.inspectReceived, (argument) => inspectReceived(dependencies, argument)),
  );
}

function noSection(section: string): SockscopeError {
  return new SockscopeError('NO_SECTION', 'There is no section “{0}” in this file.', [section]);
}

function cursor(): LinePlace {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || !isWireDocument(editor.document)) {
    throw new SockscopeError('NO_WIRE_FILE', 'No wire file is open in the active editor: open one first.');
  }
  return { uri: editor.document.uri, line: editor.selection.active.line };
}

async function sectionPlace(
  sources: WireSources,
  argument: unknown,
): Promise<{ readonly uri: vscode.Uri; readonly section: string }> {
  if (argument !== undefined && argument !== null && !(argument instanceof vscode.Uri)) {
    checkArgument(argument, { file: 'string', section: 'string' });
    const { file, section } = argument;
    return { uri: uriOf(file), section };
  }
  const { uri, line } = cursor();
  const section = sectionKeyAt((await sources.read(uri)).script, line);
  if (section !== undefined) return { uri, section };
  throw new SockscopeError('NO_SECTION', 'There is no step in this file yet.');
}

function linePlace(argument: unknown): LinePlace {
  if (argument === undefined || argument === null || argument instanceof vscode.Uri) return cursor();
  checkArgument(argument, { file: 'string', line: 'number' });
  const { file, line } = argument;
  return { uri: uriOf(file), line: line - 1 };
}

/** An absolute path, or a URI such as that of an untitled file. */
const uriOf = (file: string): vscode.Uri =>
  /^[a-z][a-z0-9+.-]+:/i.test(file) ? vscode.Uri.parse(file, true) : vscode.Uri.file(file);

/** Opens the inspector at exactly what the step of a line received when it ran last. */
async function inspectReceived({ inspector, marks }: Dependencies, argument: unknown): Promise<void> {
  const { uri, line } = linePlace(argument);
  const received = marks.at(uri, line)?.received;
  if (received === undefined || received.length === 0) {
    const template = 'Nothing is known to have been received in this line: run its section first.';
    throw new SockscopeError('NOTHING_RECEIVED', template);
  }
  const { capture, conversation, direction, offset, length } = received;
  if (capture === '' || conversation === undefined) {
    throw new SockscopeError('NOT_RECORDED', 'What this step received was not recorded.');
  }
  await inspector.showBytes(capture, { conversation, direction, offset, length });
}
