import * as vscode from 'vscode';
import { shiftLine, type StepMark } from '../language/stepMarks';

/** Files whose marks are kept: those that ran last. */
const MAX_FILES = 100;

interface MarkedFile {
  /** By the section's key. A step whose line was edited has none any more. */
  readonly sections: Map<string, (StepMark | undefined)[]>;
}

/** The marks beside steps that run or ran. They move with their lines while a file is edited. */
export class MarkStore implements vscode.Disposable {
  readonly #files = new Map<string, MarkedFile>();
  readonly #emitter = new vscode.EventEmitter<vscode.Uri>();
  readonly #listener: vscode.Disposable;
  /** The file whose marks are other ones now. */
  readonly onDidChange = this.#emitter.event;

  constructor() {
    this.#listener = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      this.#shift(document.uri, contentChanges);
    });
  }

  dispose(): void {
    this.#listener.dispose();
    this.#emitter.dispose();
  }

  /** A run begins: its steps stand in these lines. */
  begin(uri: vscode.Uri, section: string, lines: readonly number[]): void {
    const key = uri.toString();
    const file = this.#files.get(key) ?? { sections: new Map() };
    this.#files.delete(key);
    this.#files.set(key, file);
    const [oldest] = this.#files.keys();
    if (this.#files.size > MAX_FILES && oldest !== undefined) this.#files.delete(oldest);
    file.sections.set(section, lines.map((line) => ({ line, state: 'waiting' }))); // prettier-ignore
    this.#emitter.fire(uri);
  }

  /** `step` is its number in the section, from 0. */
  update(uri: vscode.Uri, section: string, step: number, mark: Omit<StepMark, 'line'>): void {
    const marks = this.#files.get(uri.toString())?.sections.get(section);
    const known = marks?.[step];
    if (marks === undefined || known === undefined) return;
    marks[step] = { ...mark, line: known.line };
    this.#emitter.fire(uri);
  }

  /** A run ended: what was running when it was called off runs no more. */
  end(uri: vscode.Uri, section: string): void {
    const marks = this.#files.get(uri.toString())?.sections.get(section) ?? [];
    for (const [index, mark] of marks.entries()) {
      if (mark?.state === 'running') marks[index] = { line: mark.line, state: 'waiting' };
    }
    this.#emitter.fire(uri);
  }

  /** All marks of a file. */
  of(uri: vscode.Uri): StepMark[] {
    const sections = this.#files.get(uri.toString())?.sections.values() ?? [];
    return Array.from(sections).flatMap((marks) => marks.filter((mark) => mark !== undefined));
  }

  /** The mark of the step in a line, counted from 0. */
  at(uri: vscode.Uri, line: number): StepMark | undefined {
    return this.of(uri).find((mark) => mark.line === line);
  }

  #shift(uri: vscode.Uri, changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    const file = this.#files.get(uri.toString());
    if (file === undefined || changes.length === 0) return;
    // From the last one to the first, so that each is where it says.
    const sorted = changes.toSorted((a, b) => b.range.start.compareTo(a.range.start));
    for (const marks of file.sections.values()) {
      for (const [index, mark] of marks.entries()) {
        if (mark === undefined) continue;
        const line = sorted.reduce<number | undefined>(
          (at, { range: { start, end }, text }) => (at === undefined ? at : shiftLine(at, { start, end, text })),
          mark.line,
        );
        marks[index] = line === undefined ? undefined : { ...mark, line };
      }
    }
    this.#emitter.fire(uri);
  }
}
