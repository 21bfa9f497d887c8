import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { CheckedScript } from '../../../wire/check/checker';
import { listText, plainText } from '../../plainText';
import { describeProblem } from '../../problems';
import { placeInText } from '../language/placeInText';
import { sectionKeys } from '../language/sectionKeys';
import { isRunnableDocument, type WireDocuments } from '../wireDocuments';
import { findOpen, type WireSources } from '../wireSources';

/** In any case, as editors know them. */
const WIRE_FILES = '**/*.[wW][iI][rR][eE]';
const NOT_SEARCHED = '**/node_modules/**';
/** Files of the workspace that become tests. */
const MAX_FILES = 5000;
/** Milliseconds without typing after which a file's tests are looked for again. */
const QUIET = 250;

/** A section as a test. */
export interface TestSection {
  readonly uri: vscode.Uri;
  /** See `sectionKeys`. */
  readonly key: string;
}

/** Every wire file as a test item, and its sections as items below it, which are found once somebody looks. */
export class TestItems implements vscode.Disposable {
  readonly #controller: vscode.TestController;
  readonly #sources: WireSources;
  readonly #log: vscode.LogOutputChannel;
  readonly #sections = new WeakMap<vscode.TestItem, TestSection>();
  readonly #names = new WeakMap<vscode.TestItem, string>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #disposables: vscode.Disposable[] = [];
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  #discovery: Promise<void> | undefined;
  /** A wire file was saved, or changed on disk. */
  readonly onDidChangeFile = this.#changed.event;

  constructor(
    controller: vscode.TestController,
    sources: WireSources,
    documents: WireDocuments,
    log: vscode.LogOutputChannel,
  ) {
    this.#controller = controller;
    this.#sources = sources;
    this.#log = log;
    const show = (document: vscode.TextDocument): void => {
      if (isRunnableDocument(document)) this.#sync(document.uri, documents.check(document));
    };
    vscode.workspace.textDocuments.forEach(show);
    this.#disposables.push(
      vscode.workspace.onDidOpenTextDocument(show),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (isRunnableDocument(document)) this.#later(document.uri, () => { show(document); }); // prettier-ignore
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (isRunnableDocument(document)) void this.#onClosed(document.uri);
      }),
    );
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    vscode.Disposable.from(...this.#disposables, this.#changed).dispose();
  }

  /** Which section an item is; undefined for a file. */
  sectionOf(item: vscode.TestItem): TestSection | undefined {
    return this.#sections.get(item);
  }

  /** What it is called, as somebody wrote it. */
  nameOf(item: vscode.TestItem): string {
    return this.#names.get(item) ?? item.label;
  }

  /** Finds the files of the workspace, or the sections of a file. */
  async resolve(item: vscode.TestItem | undefined): Promise<void> {
    if (item === undefined) {
      this.#discovery ??= this.#discover();
      await this.#discovery;
    } else if (item.uri !== undefined && this.#sections.get(item) === undefined) {
      await this.#read(item.uri);
    }
  }

  /** Looks for files again. */
  async refresh(): Promise<void> {
    await this.resolve(undefined);
    await this.#search();
  }

  /** The sections that an item stands for: itself, or those of its file, read anew. */
  async sectionItems(item: vscode.TestItem): Promise<vscode.TestItem[]> {
    if (this.#sections.has(item)) return [item];
    await this.resolve(item);
    return Array.from(item.children, ([, child]) => child);
  }

  /** The item of a section, of any file that can be read. */
  async find(uri: vscode.Uri, key: string): Promise<vscode.TestItem | undefined> {
    await this.#read(uri);
    return this.#controller.items.get(uri.toString())?.children.get(sectionId(uri, key));
  }

  async #discover(): Promise<void> {
    const watcher = vscode.workspace.createFileSystemWatcher(WIRE_FILES);
    const onChange = (uri: vscode.Uri): void => {
      if (findOpen(uri) === undefined && this.#controller.items.get(uri.toString())?.canResolveChildren === false) {
        this.#later(uri, () => void this.#read(uri));
      }
      this.#changed.fire(uri);
    };
    this.#disposables.push(
      watcher,
      watcher.onDidCreate((uri) => this.#file(uri)),
      watcher.onDidChange(onChange),
      watcher.onDidDelete((uri) => {
        this.#forget(uri);
      }),
    );
    await this.#search();
  }

  /** Where the search fails, files become tests when they are opened. */
  async #search(): Promise<void> {
    try {
      const found = await vscode.workspace.findFiles(WIRE_FILES, NOT_SEARCHED, MAX_FILES);
      for (const uri of found) this.#file(uri);
      await this.#forgetGone(new Set(found.map(String)));
    } catch (error) {
      this.#log.error(error instanceof Error ? error : String(error));
    }
  }

  /** Those that were deleted before anybody watched. */
  async #forgetGone(found: ReadonlySet<string>): Promise<void> {
    for (const [id, { uri }] of this.#controller.items) {
      if (uri?.scheme !== 'file' || found.has(id)) continue;
      await vscode.workspace.fs.stat(uri).then(undefined, () => {
        this.#forget(uri);
      });
    }
  }

  /** A file is gone; what was typed and not saved is still there to be run. */
  #forget(uri: vscode.Uri): void {
    if (findOpen(uri)?.isDirty !== true) this.#controller.items.delete(uri.toString());
  }

  /** The file's item, made where there is none; its sections are read when somebody looks. */
  #file(uri: vscode.Uri): vscode.TestItem {
    const { items } = this.#controller;
    const known = items.get(uri.toString());
    if (known !== undefined) return known;
    const label =
      vscode.workspace.getWorkspaceFolder(uri) === undefined
        ? posix.basename(uri.path)
        : vscode.workspace.asRelativePath(uri);
    const item = this.#create(uri.toString(), label, uri);
    item.canResolveChildren = true;
    items.add(item);
    return item;
  }

  /** The Test Explorer draws icons in labels. */
  #create(id: string, name: string, uri: vscode.Uri): vscode.TestItem {
    const item = this.#controller.createTestItem(id, listText(plainText(name)), uri);
    this.#names.set(item, name);
    return item;
  }

  /** What cannot be read has no tests, and is read again when it has changed. */
  async #read(uri: vscode.Uri): Promise<void> {
    try {
      this.#sync(uri, await this.#sources.read(uri));
    } catch (error) {
      const file = this.#file(uri);
      file.error = describeProblem(error);
      file.children.replace([]);
      file.canResolveChildren = false;
    }
  }

  /** An item that is there already stays the same, with what is known of its last run. */
  #sync(uri: vscode.Uri, { script }: CheckedScript): void {
    const file = this.#file(uri);
    file.error = undefined;
    file.canResolveChildren = false;
    const items = Array.from(sectionKeys(script), ([key, section], index) => {
      const id = sectionId(uri, key);
      const title = section.title === '' ? posix.basename(uri.path) : key;
      const item = file.children.get(id) ?? this.#create(id, title, uri);
      const { start, end } = section.heading ?? section.steps[0] ?? { start: section.start, end: section.start };
      const from = placeInText(script.text, start);
      const to = placeInText(script.text, end);
      item.range = new vscode.Range(from.line, from.character, to.line, to.character);
      item.sortText = String(index).padStart(6, '0');
      this.#sections.set(item, { uri, key });
      return item;
    });
    file.children.replace(items);
  }

  async #onClosed(uri: vscode.Uri): Promise<void> {
    clearTimeout(this.#timers.get(uri.toString()));
    const isInWorkspace = vscode.workspace.getWorkspaceFolder(uri) !== undefined && uri.scheme !== 'untitled';
    if (!isInWorkspace) {
      this.#controller.items.delete(uri.toString());
      return;
    }
    // What was typed and not saved is gone; so may be the file.
    try {
      this.#sync(uri, await this.#sources.read(uri));
    } catch {
      this.#controller.items.delete(uri.toString());
    }
  }

  #later(uri: vscode.Uri, action: () => void): void {
    const key = uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.set(key, setTimeout(action, QUIET));
  }
}

const sectionId = (uri: vscode.Uri, key: string): string => `${uri.toString()}\n${key}`;
