import * as vscode from 'vscode';
import { allProblems } from '../../../wire/check/checker';
import type { ScriptProblem } from '../../../wire/syntax/scriptProblem';
import { sentenceOf } from '../../problems';
import { isRunnableDocument, rangeIn, type WireDocuments } from '../wireDocuments';

/** Milliseconds without typing after which a file is checked. */
const QUIET = 100;

/** Errors and warnings while one types. */
export function registerDiagnostics(documents: WireDocuments): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('wire');
  const timers = new Map<vscode.TextDocument, NodeJS.Timeout>();
  const update = (document: vscode.TextDocument): void => {
    timers.delete(document);
    if (document.isClosed) return;
    const problems = allProblems(documents.check(document));
    collection.set(document.uri, problems.map((problem) => diagnosticOf(document, problem))); // prettier-ignore
  };
  const forget = (document: vscode.TextDocument): void => {
    clearTimeout(timers.get(document));
    timers.delete(document);
    collection.delete(document.uri);
  };
  const open = (document: vscode.TextDocument): void => {
    if (isRunnableDocument(document)) update(document);
  };
  vscode.workspace.textDocuments.forEach(open);
  return vscode.Disposable.from(
    collection,
    vscode.workspace.onDidOpenTextDocument(open),
    vscode.workspace.onDidCloseTextDocument(forget),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (!isRunnableDocument(document) || contentChanges.length === 0) return;
      clearTimeout(timers.get(document));
      timers.set(document, setTimeout(update, QUIET, document));
    }),
    { dispose: () => { for (const timer of timers.values()) clearTimeout(timer); } }, // prettier-ignore
  );
}

/** A definition that nobody uses is shown faded, as editors do with what has no effect. */
const FADED = new Set(['WIRE_UNUSED']);

function diagnosticOf(document: vscode.TextDocument, problem: ScriptProblem): vscode.Diagnostic {
  const { Error, Warning } = vscode.DiagnosticSeverity;
  const { code, severity } = problem;
  const message = sentenceOf(problem);
  const diagnostic = new vscode.Diagnostic(rangeIn(document, problem), message, severity === 'error' ? Error : Warning);
  diagnostic.source = 'wire';
  diagnostic.code = code;
  if (FADED.has(code)) diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
  return diagnostic;
}
