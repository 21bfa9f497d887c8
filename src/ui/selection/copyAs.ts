import * as vscode from 'vscode';
import { COPY_FORMATS, type CopyFormat } from '../../bytes/copyFormats';
import { showInvisible } from '../../base/printable';
import { formatPayload } from '../../wire/payload/formatter';
import { printExpectationOf } from '../../wire/syntax/sendingSection';
import { checkArgument, checkChoice } from '../../base/argument';
import { pickFrom, tellDone } from '../plainWindow';
import { readSelection, type InspectorSelection } from './inspectorSelection';

/** Bytes of which the choice of a format shows how they come out. */
const PREVIEW_BYTES = 24;
const PREVIEW_LENGTH = 80;

/** Those of `bytes/`, and those of the wire language, which only this layer and those above `bytes/` know. */
export const FORMATS: readonly CopyFormat[] = [
  ...COPY_FORMATS.slice(0, 3),
  { id: 'payload', label: 'Payload syntax', format: formatPayload },
  { id: 'expectation', label: 'Wire expectation', format: printExpectationOf },
  ...COPY_FORMATS.slice(3),
];

function preview({ format }: CopyFormat, bytes: Uint8Array): string {
  const text = showInvisible(format(bytes.subarray(0, PREVIEW_BYTES)).replace(/\s*\n\s*/g, ' '));
  return bytes.length > PREVIEW_BYTES || text.length > PREVIEW_LENGTH ? `${text.slice(0, PREVIEW_LENGTH)} …` : text;
}

interface Copied {
  readonly text: string;
}

/**
 * Copies selected bytes in a format that the argument names.
 *
 * @param argument `{format}`, an id of {@link FORMATS}.
 * @throws SockscopeError `BAD_ARGUMENT`
 */
export function copyAs(argument: unknown): (selection: InspectorSelection) => Promise<Copied> {
  checkArgument(argument, { format: 'string' });
  const ids = FORMATS.map(({ id }) => id);
  const format = FORMATS[ids.indexOf(checkChoice('format', argument.format, ids))]!;
  return async (selection) => copy(await readSelection(selection), format);
}

/** Copies the selected bytes in a format that the user chooses; undefined when the user gave up. */
export async function chooseAndCopy(selection: InspectorSelection): Promise<Copied | undefined> {
  const bytes = await readSelection(selection);
  const format = await chooseFormat(bytes);
  return format && copy(bytes, format);
}

async function copy(bytes: Uint8Array, format: CopyFormat): Promise<Copied> {
  const text = format.format(bytes);
  await vscode.env.clipboard.writeText(text);
  tellDone(vscode.l10n.t('Copied {0} bytes as {1}', bytes.length, format.label));
  return { text };
}

async function chooseFormat(bytes: Uint8Array): Promise<CopyFormat | undefined> {
  const { t } = vscode.l10n;
  const items = FORMATS.map((format) => ({ label: t(format.label), description: preview(format, bytes), format }));
  const picked = await pickFrom(items, {
    title: t('Copy As'),
    placeHolder: t('How should the {0} bytes be written?', bytes.length.toLocaleString()),
  });
  return picked?.format;
}
