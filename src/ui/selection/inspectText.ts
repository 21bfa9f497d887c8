import { posix } from 'node:path';
import * as vscode from 'vscode';
import { SockscopeError } from '../../bytes/error';
import { previewOf, readLiteral, type LiteralKind, type LiteralReading } from '../../bytes/literal';
import type { InspectorEditor } from '../inspector/inspectorEditor';

const PREVIEW_BYTES = 16;

/**
 * Shows what is selected in a text editor as bytes in the inspector: hex digits, a list of numbers, a string with escapes,
 * an integer. Asks where that can mean more than one thing.
 *
 * @throws SockscopeError `NOTHING_SELECTED`, `NOT_BYTES`
 */
export async function inspectText(inspector: InspectorEditor): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const text = editor?.document.getText(editor.selection) ?? '';
  if (!editor || text === '') {
    throw new SockscopeError('NOTHING_SELECTED', 'Nothing is selected: select hex digits, a string, or numbers first.');
  }
  const readings = readLiteral(text);
  if (readings.length === 0) {
    throw new SockscopeError(
      'NOT_BYTES',
      'The selection is not understood as bytes: select hex digits, a string with its quotes, a list of numbers with its brackets, or an integer.',
    );
  }
  const reading = await choose(readings);
  if (reading)
    inspector.showMemory(vscode.l10n.t('Bytes of {0}', posix.basename(editor.document.uri.path)), reading.bytes);
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
