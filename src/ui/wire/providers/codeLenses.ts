import * as vscode from 'vscode';
import type { Engine } from '../../../engine/engine';
import type { Section } from '../../../wire/syntax/script';
import type { SendStep } from '../../../wire/syntax/steps/send';
import { CLICKED } from '../../clicked';
import { COMMANDS } from '../../ids';
import { plainText } from '../../plainText';
import type { SocketChanges } from '../../sockets/socketChanges';
import { isSendable } from '../../sockets/socketItem';
import { sectionKeys } from '../language/sectionKeys';
import type { KeptSections } from '../run/keptSections';
import type { MarkStore } from '../run/markStore';
import type { SectionRunner } from '../run/sectionRunner';
import { isRunnable, rangeIn, WIRE_DOCUMENTS, type WireDocuments } from '../wireDocuments';

interface Dependencies {
  readonly documents: WireDocuments;
  readonly engine: Engine;
  readonly changes: SocketChanges;
  readonly marks: MarkStore;
  readonly kept: KeptSections;
  readonly runner: SectionRunner;
}

/** Milliseconds after which an editor is asked to update its lenses once more. */
const REPEAT_AFTER = 1000;

/** *Run* above a section, *Send* above a step that sends, and what a failed step received. */
export function registerCodeLenses(dependencies: Dependencies): vscode.Disposable {
  const { engine, changes, kept, runner, marks } = dependencies;
  const emitter = new vscode.EventEmitter<void>();
  let sendable = '';
  let repeat: NodeJS.Timeout | undefined;
  // An editor updates its lenses 250 ms later or more, and forgets to when it loses the focus meanwhile: who clicks *Run*
  // and goes to the tree would keep a *Stop* that stops nothing. So it is asked once more.
  const refresh = (): void => {
    emitter.fire();
    clearTimeout(repeat);
    repeat = setTimeout(() => {
      emitter.fire();
    }, REPEAT_AFTER);
  };
  return vscode.Disposable.from(
    emitter,
    new vscode.Disposable(() => {
      clearTimeout(repeat);
    }),
    vscode.languages.registerCodeLensProvider(WIRE_DOCUMENTS, {
      onDidChangeCodeLenses: emitter.event,
      provideCodeLenses: (document) => {
        if (!isRunnable(document.uri)) return [];
        const sections = sectionKeys(dependencies.documents.check(document).script);
        return [
          ...Array.from(sections, ([key, section]) => [
            ...sectionLenses(dependencies, document, key, section),
            ...sendLenses(dependencies, document, key, section),
          ]).flat(),
          ...failureLenses(marks, document),
        ];
      },
    }),
    kept.onDidChange(refresh),
    runner.onDidChange(refresh),
    // Traffic alone changes no lens.
    changes.onDidChange(() => {
      const now = sendableIds(engine);
      if (now === sendable) return;
      sendable = now;
      refresh();
    }),
  );
}

const sendableIds = (engine: Engine): string =>
  [...engine.sockets]
    .filter(isSendable)
    .map(({ id }) => id)
    .join(' ');

function sectionLenses(
  { runner, kept }: Dependencies,
  document: vscode.TextDocument,
  key: string,
  { heading, steps, start }: Section,
): vscode.CodeLens[] {
  const { t } = vscode.l10n;
  const range = rangeIn(document, heading ?? steps[0] ?? { start, end: start });
  const argument = { file: document.uri.toString(), section: key };
  const lens = (title: string, command: string, tooltip: string): vscode.CodeLens =>
    new vscode.CodeLens(range, { title, tooltip, command, arguments: [argument, CLICKED] });
  if (runner.isRunning(document.uri, key)) {
    return [lens(t('Stop'), COMMANDS.stopSection, t('Call the run off and close its sockets'))];
  }
  const lenses = [
    lens(t('▷ Run'), COMMANDS.runSection, t('Run this section, and close its sockets at the end')),
    lens(
      t('Run and keep open'),
      COMMANDS.runSectionAndKeepOpen,
      t('Run this section, and leave its sockets in the view Sockets'),
    ),
  ];
  if (document.uri.scheme === 'file') {
    lenses.push(
      lens(t('Run in Terminal'), COMMANDS.runInTerminal, t('Run this section by the program sockscope, in a terminal')),
    );
  }
  if (kept.find(document.uri, key) === undefined) return lenses;
  return [
    ...lenses,
    lens(t('Close its sockets'), COMMANDS.closeSectionSockets, t('Close what the last run left open')),
  ];
}

function sendLenses(
  { engine, runner, kept }: Dependencies,
  document: vscode.TextDocument,
  key: string,
  { steps }: Section,
): vscode.CodeLens[] {
  // What runs just now is not for sending by hand, and gone in a moment.
  if (!runner.isIdle) return [];
  const { t } = vscode.l10n;
  const canPick = [...engine.sockets].some(isSendable);
  return steps
    .filter((step): step is SendStep => step.kind === 'send')
    .flatMap((step) => {
      const isLive = kept.sendable(document.uri, key, step.socket.text) !== undefined;
      if (!isLive && !canPick) return [];
      const title = isLive ? t('Send') : t('Send to…');
      const tooltip = isLive
        ? t('Send this payload on {0}', plainText(step.socket.text))
        : t('Send this payload on a live socket');
      const argument = { file: document.uri.toString(), line: document.positionAt(step.start).line + 1 };
      const command = { title, tooltip, command: COMMANDS.sendStep, arguments: [argument, CLICKED] };
      return [new vscode.CodeLens(rangeIn(document, step.socket), command)];
    });
}

function failureLenses(marks: MarkStore, document: vscode.TextDocument): vscode.CodeLens[] {
  const { t } = vscode.l10n;
  return marks.of(document.uri).flatMap(({ line, state, received }) => {
    if (state !== 'failed' || received === undefined || received.length === 0 || line >= document.lineCount) return [];
    const { length } = received;
    const title = length === 1 ? t('Inspect the received byte') : t('Inspect the {0} received bytes', length);
    const argument = { file: document.uri.toString(), line: line + 1 };
    const command = { title, command: COMMANDS.inspectReceived, arguments: [argument, CLICKED] };
    return [new vscode.CodeLens(document.lineAt(line).range, command)];
  });
}
