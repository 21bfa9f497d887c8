import * as vscode from 'vscode';
import { SockscopeError } from '../../base/error';
import { checkArgument, optional } from '../../base/argument';
import { registerCommand, withoutArgument } from '../commands/registerCommand';
import { COMMANDS, CONTEXT_KEYS, LANGUAGE_IDS } from '../ids';
import type { InspectorEditor } from '../inspector/inspectorEditor';
import { openNewDocument } from '../newDocument';
import { plainText } from '../plainText';
import { pickFrom, showInformation } from '../plainWindow';
import { showProblem } from '../problems';
import { requireTrust } from '../safety/trust';
import type { TerminalProgram } from '../terminal/terminalProgram';
import { uriArgument } from '../uriArgument';
import { onlyServes } from './language/onlyServes';
import { sectionKeyAt, sectionKeys } from './language/sectionKeys';
import { SECTION_SNIPPETS } from './language/sectionSnippets';
import { failureSentence } from './run/failureMessage';
import type { KeptSections } from './run/keptSections';
import type { MarkStore } from './run/markStore';
import { parseReceivedContext, type InspectablePlace } from './run/receivedContext';
import type { SectionRunner } from './run/sectionRunner';
import type { WireTests } from './run/wireTests';
import { askForDestination, namedDestination, sendStep, type LinePlace, type SendingDependencies } from './sendStep';
import { isWireDocument } from './wireDocuments';
import type { WireSources } from './wireSources';

interface Dependencies extends SendingDependencies {
  readonly inspector: InspectorEditor;
  readonly tests: WireTests;
  readonly runner: SectionRunner;
  readonly marks: MarkStore;
  readonly program: TerminalProgram;
  /** Says how a section ended to those who hear. */
  readonly tellNews: (sentence: string) => void;
  readonly log: vscode.LogOutputChannel;
}

/** What *Run* returns, and what a keybinding or another extension gets. */
export interface SectionResult {
  readonly outcome: 'passed' | 'failed' | 'cancelled' | 'skipped';
  /** Milliseconds. */
  readonly duration: number;
  /** Why it failed or was skipped, for people. */
  readonly message?: string;
}

/** The commands of wire files: on the section or step that the argument names, or else at the cursor. */
export function registerWireCommands(dependencies: Dependencies): vscode.Disposable {
  const { actions, engine, tests, runner, kept, log } = dependencies;
  /** A lens passes what the API takes; where nothing is passed, the cursor tells the place. */
  const register = (id: string, action: (argument: unknown) => Promise<unknown>): vscode.Disposable =>
    registerCommand(id, log, action, action);
  const run = async (argument: unknown, keepOpen: boolean): Promise<SectionResult | undefined> => {
    const { uri, section } = await sectionPlace(dependencies.sources, argument);
    const outcome = await tests.runSection(uri, section, keepOpen);
    if (outcome === undefined) {
      // A file that cannot be read has no sections either; why it cannot comes first.
      await dependencies.sources.read(uri);
      throw noSection(section);
    }
    const message = failureSentence(outcome);
    dependencies.tellNews(newsOf(section, outcome.outcome, message));
    return { outcome: outcome.outcome, duration: outcome.duration, ...(message === undefined ? {} : { message }) };
  };
  /** What only serves would have ended before anybody dials it: it stays, where somebody clicked and can be told so. */
  const runOrServe = async (argument: unknown): Promise<SectionResult | undefined> => {
    const { uri, section } = await sectionPlace(dependencies.sources, argument);
    const found = sectionKeys((await dependencies.sources.read(uri)).script).get(section);
    const isServer = found !== undefined && onlyServes(found);
    const result = await run({ file: uri.toString(), section }, isServer);
    if (isServer && result?.outcome === 'passed') offerToClose(dependencies, uri, section);
    return result;
  };
  return vscode.Disposable.from(
    registerCommand(COMMANDS.newWireFile, log, newWireFile, withoutArgument(newWireFile)),
    registerCommand(COMMANDS.runSection, log, runOrServe, (argument) => run(argument, false)),
    register(COMMANDS.runSectionAndKeepOpen, (argument) => run(argument, true)),
    register(COMMANDS.runInTerminal, (argument) => runInTerminal(dependencies, argument)),
    register(COMMANDS.stopSection, async (argument) => {
      const place = await sectionAmong(
        dependencies,
        argument,
        () => runner.running,
        vscode.l10n.t('Stop Wire Section'),
      );
      if (place) runner.cancel(place.uri, place.section);
    }),
    register(COMMANDS.closeSectionSockets, async (argument) => {
      const title = vscode.l10n.t('Close the Section’s Sockets');
      const place = await sectionAmong(dependencies, argument, () => kept.all, title);
      if (place) await kept.close(place.uri, place.section);
    }),
    tellSections(runner, kept),
    registerCommand(
      COMMANDS.sendStep,
      log,
      (argument) => sendStep(dependencies, linePlace(argument), askForDestination(engine)),
      (argument: unknown) => {
        checkArgument(argument, { file: 'string', line: 'number', socket: optional('string'), to: optional('string') });
        return sendStep(dependencies, linePlace(argument), namedDestination(actions, argument));
      },
    ),
    register(COMMANDS.inspectReceived, (argument) => inspectReceived(dependencies, argument)),
  );
}

/** Says that the section's listeners stay, and closes them when that is wanted; waits for nobody. */
function offerToClose({ kept, log }: Dependencies, uri: vscode.Uri, section: string): void {
  const { t } = vscode.l10n;
  const close = t('Close Its Sockets');
  const sentence = t(
    '“{0}” goes on listening: it only serves. Dial it, and close its sockets above the section when you are done.',
    plainText(section),
  );
  void showInformation(sentence, close).then(async (answer) => {
    if (answer !== close) return;
    try {
      await kept.close(uri, section);
    } catch (error) {
      showProblem(error, log);
    }
  });
}

/** Runs a section by the terminal program, which reads the file: what is not saved is saved before. */
async function runInTerminal(
  { sources, program }: Dependencies,
  argument: unknown,
): Promise<{ readonly command: string }> {
  requireTrust();
  const { uri, section } = await sectionPlace(sources, argument);
  const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
  if (uri.scheme !== 'file' || (document?.isDirty === true && !(await document.save()))) {
    const template = '{0} is not on disk, where a terminal finds it: save it first.';
    throw new SockscopeError('NOT_SAVED', template, [uri.toString(true)]);
  }
  const found = sectionKeys((await sources.read(uri)).script).get(section);
  if (found === undefined) throw noSection(section);
  return { command: await program.run(['run', uri.fsPath, '--line', String(found.line + 1)]) };
}

function newsOf(section: string, outcome: SectionResult['outcome'], message: string | undefined): string {
  const { t } = vscode.l10n;
  switch (outcome) {
    case 'passed':
      return t('The section “{0}” has passed.', section);
    case 'failed':
      return message === undefined
        ? t('The section “{0}” has failed.', section)
        : t('The section “{0}” has failed: {1}', section, message);
    case 'cancelled':
      return t('The section “{0}” was stopped.', section);
    case 'skipped':
      return t('The section “{0}” was skipped.', section);
  }
}

function noSection(section: string): SockscopeError {
  return new SockscopeError('NO_SECTION', 'There is no section “{0}” in this file.', [section]);
}

/** Opens a wire file that is not saved yet, with a section to fill in. */
async function newWireFile(): Promise<{ readonly document: string }> {
  const document = await openNewDocument(LANGUAGE_IDS.wire, '');
  const [{ snippet = '' } = {}] = SECTION_SNIPPETS;
  await vscode.window.activeTextEditor?.insertSnippet(new vscode.SnippetString(snippet));
  return { document: document.uri.toString() };
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
    return { uri: uriArgument('file', file), section };
  }
  const { uri, line } = cursor();
  const section = sectionKeyAt((await sources.read(uri)).script, line);
  if (section !== undefined) return { uri, section };
  throw new SockscopeError('NO_SECTION', 'There is no step in this file yet.');
}

/** The section that an argument or the cursor names, if it is one of these; else the only one of them, or that which the user picks. */
async function sectionAmong(
  { sources }: Pick<Dependencies, 'sources'>,
  argument: unknown,
  all: () => readonly { readonly uri: vscode.Uri; readonly key: string }[],
  title: string,
): Promise<{ readonly uri: vscode.Uri; readonly section: string } | undefined> {
  if (argument !== undefined && argument !== null) return sectionPlace(sources, argument);
  const places = all();
  const { activeTextEditor: editor } = vscode.window;
  if (editor && isWireDocument(editor.document)) {
    const { uri } = editor.document;
    const section = sectionKeyAt((await sources.read(uri)).script, editor.selection.active.line);
    const here = places.find((each) => each.key === section && each.uri.toString() === uri.toString());
    if (here) return { uri, section: here.key };
  }
  const picked =
    places.length > 1
      ? await pickFrom(
          places.map((place) => ({ label: place.key, description: vscode.workspace.asRelativePath(place.uri), place })),
          { title, placeHolder: vscode.l10n.t('Choose a section') },
        )
      : places[0] && { place: places[0] };
  return picked && { uri: picked.place.uri, section: picked.place.key };
}

/** The palette offers what ends sections while there is something to end. */
function tellSections(runner: SectionRunner, kept: KeptSections): vscode.Disposable {
  const told = new Map<string, boolean>();
  const tell = (): void => {
    for (const [key, value] of [
      [CONTEXT_KEYS.sectionsRunning, !runner.isIdle],
      [CONTEXT_KEYS.sectionsKeptOpen, kept.all.length > 0],
    ] as const) {
      if ((told.get(key) ?? false) === value) continue;
      told.set(key, value);
      void vscode.commands.executeCommand('setContext', key, value);
    }
  };
  return vscode.Disposable.from(runner.onDidChange(tell), kept.onDidChange(tell));
}

function linePlace(argument: unknown): LinePlace {
  if (argument === undefined || argument === null || argument instanceof vscode.Uri) return cursor();
  checkArgument(argument, { file: 'string', line: 'number' });
  const { file, line } = argument;
  if (Number.isSafeInteger(line) && line >= 1) return { uri: uriArgument('file', file), line: line - 1 };
  throw new SockscopeError('BAD_ARGUMENT', '"line" must be a whole number from 1 on.');
}

/** What the menus of a failed test's message pass. */
function failedPlace(argument: unknown): InspectablePlace | undefined {
  if (typeof argument !== 'object' || argument === null || !('message' in argument)) return undefined;
  const { message } = argument;
  return message instanceof vscode.TestMessage ? parseReceivedContext(message.contextValue) : undefined;
}

/** Opens the inspector at exactly what the step of a line received when it ran last, or what a failed one received. */
async function inspectReceived({ inspector, marks }: Dependencies, argument: unknown): Promise<void> {
  const failed = failedPlace(argument);
  if (failed !== undefined) {
    await inspector.showBytes(failed.capture, failed);
    return;
  }
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
