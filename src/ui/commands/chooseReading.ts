import * as vscode from 'vscode';
import { SockscopeError, type Template } from '../../base/error';
import type { WrittenProblem } from '../../bytes/written/problem';
import type { Reading } from '../../bytes/written/readWritten';
import { pickFrom } from '../plainWindow';
import { countAndBytes, nameOf, type NamedReading } from './describeReading';

/**
 * The texts of the editor's selections, in the order in which they stand.
 *
 * @throws SockscopeError `NOTHING_SELECTED`
 */
export function selectedTexts(nothing: Template): readonly string[] {
  const editor = vscode.window.activeTextEditor;
  const selections = (editor?.selections ?? [])
    .filter((selection) => !selection.isEmpty)
    .toSorted((a, b) => a.start.compareTo(b.start));
  if (!editor || selections.length === 0) throw new SockscopeError('NOTHING_SELECTED', nothing);
  return selections.map((selection) => editor.document.getText(selection));
}

/** Why a text is not understood as bytes. */
export function notBytes(problem: WrittenProblem | undefined): SockscopeError {
  if (problem) return new SockscopeError('NOT_BYTES', problem.template, problem.args);
  return new SockscopeError(
    'NOT_BYTES',
    'This is not understood as bytes: select hex digits, a hex dump, a string with its quotes, a list of numbers with its brackets, or an integer.',
  );
}

/** The only reading, or the one that the user chooses; undefined when the user gave up. */
export async function chooseReading(
  readings: readonly (Reading | NamedReading)[],
  title: string,
): Promise<Reading | NamedReading | undefined> {
  const [only, second] = readings;
  if (!second) return only;
  const { t } = vscode.l10n;
  const items = readings.map((reading) => ({
    label: nameOf(reading),
    description: countAndBytes(reading),
    reading,
  }));
  const placeHolder = t('The text can be read in several ways');
  return (await pickFrom(items, { title, placeHolder }))?.reading;
}
