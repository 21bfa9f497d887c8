import { posix } from 'node:path';
import * as vscode from 'vscode';
import { SockscopeError } from '../../base/error';
import { readWritten, WRITTEN_KINDS, type Reading } from '../../bytes/written/readWritten';
import { isSame } from '../../bytes/written/sameBytes';
import { payloadBytes } from '../../wire/payload/readings';
import { checkArgument, checkChoice, optional } from '../../base/argument';
import { chooseReading, notBytes, selectedTexts } from '../commands/chooseReading';
import type { NamedReading } from '../commands/describeReading';
import type { InspectorEditor } from '../inspector/inspectorEditor';

const KINDS = [...WRITTEN_KINDS, 'payload'] as const;
type Kind = (typeof KINDS)[number];

/** How many bytes are shown. */
interface Inspected {
  readonly bytes: number;
}

/**
 * Shows what is selected in a text editor as bytes in the inspector, all selections one behind the other: whatever
 * `bytes/written` and the payload syntax read. Asks where that can mean more than one thing.
 *
 * @param as What it means; undefined unless that is known.
 * @returns Undefined when the user gave up.
 * @throws SockscopeError `NOTHING_SELECTED`, `NOT_BYTES`
 */
export async function inspectEditorSelection(inspector: InspectorEditor, as?: Kind): Promise<Inspected | undefined> {
  const { t } = vscode.l10n;
  const texts = selectedTexts('Nothing is selected: select hex digits, a string, or numbers first.');
  const name = posix.basename(vscode.window.activeTextEditor!.document.uri.path);
  const title = texts.length === 1 ? t('Bytes of {0}', name) : t('Bytes of {0} ({1} selections)', name, texts.length);
  return inspectLiteral(inspector, texts.join('\n'), as, title);
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
  as: Kind | undefined,
  title: string,
): Promise<Inspected | undefined> {
  const reading = await chooseReading(readingsOf(text, as), vscode.l10n.t('What is the selection?'));
  return reading && show(inspector, title, reading.bytes);
}

/** @throws SockscopeError `NOT_BYTES` */
function readingsOf(text: string, as: Kind | undefined): readonly (Reading | NamedReading)[] {
  const { readings, problem } = as === 'payload' ? { readings: [] } : readWritten(text, as && [as]);
  const payload = as === undefined || as === 'payload' ? payloadBytes(text) : undefined;
  if (payload && payload.length > 0 && !readings.some(({ bytes }) => isSame(bytes, payload))) {
    return [{ template: 'Payload syntax', args: [], bytes: payload }, ...readings];
  }
  if (readings.length > 0) return readings;
  if (as === undefined || problem) throw notBytes(problem);
  throw new SockscopeError('NOT_BYTES', 'This is not understood as bytes of the kind "{0}".', [as]);
}

function show(inspector: InspectorEditor, title: string, bytes: Uint8Array): Inspected {
  // A copy: whoever gave them may go on using them.
  inspector.showMemory(title, new Uint8Array(bytes));
  return { bytes: bytes.length };
}
