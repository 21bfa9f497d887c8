import * as vscode from 'vscode';
import { DIRECTION_SIGNS } from '../../../base/direction';
import { roughDuration } from '../../../base/duration';
import { CLICKED } from '../../clicked';
import { COMMANDS } from '../../ids';
import type { MarkState, StepMark } from '../language/stepMarks';
import type { MarkStore } from '../run/markStore';
import { commandLink } from '../language/markdownText';
import { sentence } from '../markdown';
import { isWireDocument } from '../wireDocuments';

/** Milliseconds between two redraws: at most 10 a second, however fast the steps are. */
const INTERVAL = 100;

const ICONS: Readonly<Record<Exclude<MarkState, 'waiting'>, string>> = {
  running: 'step-running.svg',
  done: 'step-done.svg',
  failed: 'step-failed.svg',
};

const OVERVIEW: Readonly<Record<keyof typeof ICONS, string | undefined>> = {
  running: undefined,
  done: undefined,
  failed: 'editorError.foreground',
};

/** Marks in the gutter beside the steps of a section that runs or ran, and behind each `<` how much it received. */
export function registerStepMarks(extensionUri: vscode.Uri, marks: MarkStore): vscode.Disposable {
  const states = Object.keys(ICONS) as (keyof typeof ICONS)[];
  const types = new Map(states.map((state) => [state, decorationType(extensionUri, state)]));
  let timer: NodeJS.Timeout | undefined;
  const draw = (): void => {
    timer = undefined;
    for (const editor of vscode.window.visibleTextEditors) {
      if (!isWireDocument(editor.document)) continue;
      const own = marks.of(editor.document.uri).filter(({ line }) => line < editor.document.lineCount);
      for (const [state, type] of types) {
        const options = own.filter((mark) => mark.state === state).map((mark) => optionsOf(editor.document, mark));
        editor.setDecorations(type, options);
      }
    }
  };
  const drawSoon = (): void => {
    timer ??= setTimeout(draw, INTERVAL);
  };
  draw();
  return vscode.Disposable.from(
    ...types.values(),
    marks.onDidChange(drawSoon),
    vscode.window.onDidChangeVisibleTextEditors(draw),
    { dispose: () => { clearTimeout(timer); } }, // prettier-ignore
  );
}

function decorationType(extensionUri: vscode.Uri, state: keyof typeof ICONS): vscode.TextEditorDecorationType {
  const ruler = OVERVIEW[state];
  return vscode.window.createTextEditorDecorationType({
    gutterIconPath: vscode.Uri.joinPath(extensionUri, 'media', ICONS[state]),
    gutterIconSize: 'contain',
    isWholeLine: state === 'running',
    ...(state === 'running' ? { backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground') } : {}),
    ...(ruler === undefined
      ? {}
      : { overviewRulerColor: new vscode.ThemeColor(ruler), overviewRulerLane: vscode.OverviewRulerLane.Left }),
    after: { color: new vscode.ThemeColor('editorCodeLens.foreground'), margin: '0 0 0 3ch' },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
}

function optionsOf(document: vscode.TextDocument, mark: StepMark): vscode.DecorationOptions {
  const { range } = document.lineAt(mark.line);
  const { received, state, duration, reason } = mark;
  // The Test Explorer shows it too, but only of the last run.
  if (reason !== undefined) return { range, hoverMessage: sentence(reason) };
  if (state !== 'done' || received === undefined || received.length === 0) return { range };
  const { t } = vscode.l10n;
  const count = received.length === 1 ? t('1 byte') : t('{0} bytes', received.length.toLocaleString());
  // What takes less than half a millisecond is not worth a number.
  const took = duration === undefined || duration < 0.5 ? '' : ` · ${roughDuration(duration)}`;
  return {
    range,
    hoverMessage: inspectLink(document.uri, mark.line, count),
    renderOptions: { after: { contentText: `${DIRECTION_SIGNS.received} ${count}${took}` } },
  };
}

/** A link that runs the one command which it names; nothing received is in it. */
function inspectLink(uri: vscode.Uri, line: number, count: string): vscode.MarkdownString {
  const label = vscode.l10n.t('Inspect what was received: {0}', count);
  const argument = { file: uri.toString(), line: line + 1 };
  const link = new vscode.MarkdownString(commandLink(label, COMMANDS.inspectReceived, argument, CLICKED));
  link.isTrusted = { enabledCommands: [COMMANDS.inspectReceived] };
  return link;
}
