import { posix } from 'node:path';
import * as vscode from 'vscode';
import { SockscopeError } from '../../bytes/error';
import { previewOf, readLiteral, type LiteralKind, type LiteralReading } from '../../bytes/literal';
import { checkArgument, checkChoice, optional } from '../argument';
import type { InspectorEditor } from '../inspector/inspectorEditor';

const PREVIEW_BYTES = 16;

const KINDS: readonly LiteralKind[] = ['hex', 'list', 'string', 'integer'];

/** How many bytes are shown. */
interface Inspected {
  readonly bytes: number;
}

/**
 * Shows what is selected in a text editor as bytes in the inspector: hex digits, a list of numbers, a string with escapes,
 * an integer. Asks where that can mean more than one thing.
 *
 * @param as What it means; undefined unless that is known.
 * @returns Undefined when the user gave up.
 * @throws SockscopeError `NOTHING_SELECTED`, `NOT_BYTES`
 */
export async function inspectEditorSelection(
  inspector: InspectorEditor,
  as?: LiteralKind,
): Promise<Inspected | undefined> {
  const editor = vscode.window.activeTextEditor;
  const text = editor?.document.getText(editor.selection) ?? '';
  if (!editor || text === '') {
    throw new SockscopeError('NOTHING_SELECTED', 'Nothing is selected: select hex digits, a string, or numbers first.');
  }
  return inspectLiteral(inspector, text, as, vscode.l10n.t('Bytes of {0}', posix.basename(editor.document.uri.path)));
}

/**
 * Shows text or bytes in the inspector. Without either, what is selected in the text editor.
 *
 * @param argument `{text, as?, title?}`, `{bytes, title?}`, or `{as?}`.
 * @throws SockscopeError `BAD_ARGUMENT`, `NOTHING_SELECTED`, `NOT_BYTES`
 */
export async function inspectText(inspector: InspectorEditor, argument: unknown): Promise<Inspected | undefined> {
  checkArgument(argument, {
    text: optional('string'),
    as: optional('string'),
    bytes: optional('bytes'),
    title: optional('string'),
  });
  const { text, bytes, title = vscode.l10n.t('Bytes') } = argument;
  const as = argument.as === undefined ? undefined : checkChoice('as', argument.as, KINDS);
  if (bytes !== undefined) {
    if (text === undefined && as === undefined && bytes.length > 0) return show(inspector, title, bytes);
    throw new SockscopeError('BAD_ARGUMENT', 'Give either "text" or "bytes" (a Uint8Array that is not empty).');
  }
  return text === undefined ? inspectEditorSelection(inspector, as) : inspectLiteral(inspector, text, as, title);
}

async function inspectLiteral(
  inspector: InspectorEditor,
  text: string,
  as: LiteralKind | undefined,
  title: string,
): Promise<Inspected | undefined> {
  const readings = readLiteral(text).filter(({ kind }) => as === undefined || kind === as);
  if (readings.length === 0) {
    const template =
      'This is not understood as bytes: select hex digits, a string with its quotes, a list of numbers with its brackets, or an integer.';
    if (as === undefined) throw new SockscopeError('NOT_BYTES', template);
    throw new SockscopeError('NOT_BYTES', 'This is not understood as bytes of the kind "{0}".', [as]);
  }
  const reading = await choose(readings);
  return reading && show(inspector, title, reading.bytes);
}

function show(inspector: InspectorEditor, title: string, bytes: Uint8Array): Inspected {
  // A copy: whoever gave them may go on using them.
  inspector.showMemory(title, new Uint8Array(bytes));
  return { bytes: bytes.length };
}

async function choose(readings: readonly LiteralReading[]): Promise<LiteralReading | undefined> {
  const [only, second] = readings;
  if (!second) return only;
  const { t } = vscode.l10n;
  const names: Readonly<Record<LiteralKind, string>> = {
    hex: t('Hex digits'),
    list: t('List of bytes'),
    string: t('String'),
    integer: t('Integer, in network order'),
  };
  const items = readings.map((reading) => ({
    label: names[reading.kind],
    description: previewOf(reading, PREVIEW_BYTES),
    reading,
  }));
  const picked = await vscode.window.showQuickPick(items, { title: t('What is the selection?') });
  return picked?.reading;
}
