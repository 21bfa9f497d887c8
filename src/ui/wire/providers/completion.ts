import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as vscode from 'vscode';
import type { Engine } from '../../../engine/engine';
import { isEnded } from '../../../engine/socketInfo';
import { completionPlaceOf, type CompletionPlace } from '../language/completionPlace';
import { offersAt, type Offer } from '../language/completions';
import { namesBefore } from '../language/names';
import { WIRE_DOCUMENTS, type WireDocuments } from '../wireDocuments';
import { folderOf } from '../wireFolder';
import { describeWord } from './hover';

/** What a new word may begin behind; letters need no naming. */
const TRIGGERS = [' ', '@', '{', '.', '"', '/', '('];

/** Files offered of one folder. */
const MAX_FILES = 500;

const KINDS: Readonly<Record<Offer['kind'], vscode.CompletionItemKind>> = {
  keyword: vscode.CompletionItemKind.Keyword,
  function: vscode.CompletionItemKind.Function,
  variable: vscode.CompletionItemKind.Variable,
  constant: vscode.CompletionItemKind.Constant,
  value: vscode.CompletionItemKind.Value,
  snippet: vscode.CompletionItemKind.Snippet,
};

/** Steps, services, functions, names, live sockets, and files within `file("…")`. */
export function registerCompletion(documents: WireDocuments, engine: Engine): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider(
    WIRE_DOCUMENTS,
    {
      async provideCompletionItems(document, position, _token, { triggerCharacter }) {
        const { text } = document.lineAt(position);
        const before = text.slice(0, position.character);
        const place = completionPlaceOf(before);
        if (triggerCharacter === ' ' && place !== undefined && !needsMore(place, before)) return [];
        const { script } = documents.check(document);
        const offset = document.offsetAt(position);
        if (place === undefined || isInBlock(documents, document, offset)) return [];
        if (place.kind === 'file') return fileItems(document, position, place.prefix);
        const lineStart = document.offsetAt(position.with({ character: 0 }));
        const offers = [...offersAt(place, namesBefore(script, lineStart)), ...liveOffers(place, engine)];
        const range = new vscode.Range(position.translate(0, -place.prefix.length), position);
        return offers.map((offer, index) => itemOf(offer, place, range, text.slice(position.character), index));
      },
    },
    ...TRIGGERS,
  );
}

/** Where a step can end, a blank brings up no list: Enter would take its first word instead of ending the line. */
function needsMore(place: CompletionPlace, before: string): boolean {
  if (place.kind === 'payload') return /(?:[<>]|^\s*on\s+\w+)\s+$/.test(before);
  return place.kind !== 'service' && place.kind !== 'step';
}

/** Lines between `"""` are text. */
function isInBlock(documents: WireDocuments, document: vscode.TextDocument, offset: number): boolean {
  const { lines, text } = documents.check(document).script;
  const line = lines.find(({ start, end }) => start < offset && offset <= end);
  return line !== undefined && text.slice(line.start, offset).includes('\n') && line.kind !== 'blank';
}

function itemOf(
  { label, kind, snippet, info, detail }: Offer,
  place: CompletionPlace,
  range: vscode.Range,
  behind: string,
  index: number,
): vscode.CompletionItem {
  const item = new vscode.CompletionItem(detail === undefined ? label : { label, description: detail }, KINDS[kind]);
  item.range = range;
  // In the order in which they are offered.
  item.sortText = String(index).padStart(4, '0');
  if (snippet !== undefined) item.insertText = new vscode.SnippetString(snippet);
  else if (place.kind === 'variable' && !behind.startsWith('}}')) item.insertText = `${label}}}`;
  else item.insertText = label;
  if (info !== undefined) item.documentation = describeWord(info);
  return item;
}

/** Addresses at which something listens just now. */
function liveOffers(place: CompletionPlace, engine: Engine): Offer[] {
  if (place.kind !== 'address' || place.operation === 'listen') return [];
  return [...engine.sockets]
    .filter((socket) => socket.kind !== 'connection' && !isEnded(socket.state) && socket.info().remote === undefined)
    .map((socket) => socket.info().local)
    .map((local) => (place.operation === 'to' ? local.replace(/^\w+:\/\//, '') : local))
    .filter((label) => label.startsWith(place.prefix))
    .map((label) => ({ label, kind: 'value', detail: vscode.l10n.t('listens now') }));
}

/** What is in the folder that the path so far leads to. */
async function fileItems(
  document: vscode.TextDocument,
  position: vscode.Position,
  typed: string,
): Promise<vscode.CompletionItem[]> {
  const folder = folderOf(document.uri);
  if (folder === undefined) return [];
  const slash = typed.lastIndexOf('/') + 1;
  // A folder that does not exist holds nothing to offer.
  const entries = await readdir(resolve(folder.base, typed.slice(0, slash)), { withFileTypes: true }).catch(() => []);
  const range = new vscode.Range(position.translate(0, slash - typed.length), position);
  return entries.slice(0, MAX_FILES).map((entry) => {
    const { File, Folder } = vscode.CompletionItemKind;
    const item = new vscode.CompletionItem(entry.name, entry.isDirectory() ? Folder : File);
    item.range = range;
    if (entry.isDirectory()) {
      item.insertText = `${entry.name}/`;
      item.command = { command: 'editor.action.triggerSuggest', title: '' };
    }
    return item;
  });
}
