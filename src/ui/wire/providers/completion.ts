import * as vscode from 'vscode';
import type { Engine } from '../../../engine/engine';
import { isEnded } from '../../../engine/socketInfo';
import { escapeText, printAddress } from '../../../wire/syntax/addressPrinter';
import { listText, plainText } from '../../plainText';
import { completionPlaceOf, type CompletionPlace } from '../language/completionPlace';
import { addressOffer, isTypedSoFar, offersAt } from '../language/completions';
import type { Offer } from '../language/offer';
import { namesBefore } from '../language/names';
import { WIRE_DOCUMENTS, type WireDocuments } from '../wireDocuments';
import { fileSourceOf } from '../wireFolder';
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
        const start = position.translate(0, -place.prefix.length);
        // Braces that the editor closed by itself.
        const [braces] = /^\}{0,2}/.exec(text.slice(position.character))!;
        return offers.map((offer, index) => {
          const item = itemOf(offer, place, index);
          const isClosed = typeof item.insertText === 'string' && item.insertText.endsWith('}}');
          item.range = new vscode.Range(start, isClosed ? position.translate(0, braces.length) : position);
          return item;
        });
      },
    },
    ...TRIGGERS,
  );
}

/** Where a step can end, a blank brings up no list: Enter would take its first word instead of ending the line. */
function needsMore(place: CompletionPlace, before: string): boolean {
  if (place.kind === 'payload') return /(?:[<>]|^\s*on\s+\w+)\s+$/.test(before);
  return place.kind !== 'service' && place.kind !== 'listenOption' && place.kind !== 'step';
}

/** Lines between `"""` are text. */
function isInBlock(documents: WireDocuments, document: vscode.TextDocument, offset: number): boolean {
  const { lines, text } = documents.check(document).script;
  const line = lines.find(({ start, end }) => start < offset && offset <= end);
  return line !== undefined && text.slice(line.start, offset).includes('\n') && line.kind !== 'blank';
}

function itemOf(
  { label, kind, snippet, info, detail, filter }: Offer,
  place: CompletionPlace,
  index: number,
): vscode.CompletionItem {
  // An address may hold what would be an icon.
  const shown = listText(label);
  const item = new vscode.CompletionItem(
    detail === undefined ? shown : { label: shown, description: listText(detail) },
    KINDS[kind],
  );
  // In the order in which they are offered.
  item.sortText = String(index).padStart(4, '0');
  item.filterText = filter ?? label;
  if (snippet !== undefined) item.insertText = new vscode.SnippetString(snippet);
  else item.insertText = place.kind === 'variable' ? `${label}}}` : label;
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
    .map((address) => ({ ...addressOffer(printAddress(address)), detail: vscode.l10n.t('listens now') }))
    .filter(({ filter }) => isTypedSoFar(filter, place.prefix));
}

/** What is in the folder that the path so far leads to. */
async function fileItems(
  document: vscode.TextDocument,
  position: vscode.Position,
  typed: string,
): Promise<vscode.CompletionItem[]> {
  const slash = typed.lastIndexOf('/') + 1;
  const folder = fileSourceOf(document.uri)?.uriOf(typed.slice(0, slash));
  if (folder === undefined) return [];
  const entries = await vscode.workspace.fs.readDirectory(folder).then(
    (found) => found,
    // A folder that does not exist holds nothing to offer.
    () => [],
  );
  const range = new vscode.Range(position.translate(0, slash - typed.length), position);
  return entries.slice(0, MAX_FILES).map(([name, type]) => {
    const { File, Folder } = vscode.CompletionItemKind;
    const isFolder = (type & vscode.FileType.Directory) !== 0;
    const item = new vscode.CompletionItem(listText(plainText(name)), isFolder ? Folder : File);
    item.range = range;
    // A name may hold quotes or braces; between the quotes of a string it is a name all the same.
    item.insertText = item.filterText = escapeText(name);
    if (isFolder) {
      item.insertText += '/';
      item.command = { command: 'editor.action.triggerSuggest', title: '' };
    }
    return item;
  });
}
