import * as vscode from 'vscode';
import { COPY_FORMATS, type CopyFormat } from '../../bytes/copyFormats';
import { SockscopeError } from '../../bytes/error';
import { showInvisible } from '../../bytes/printable';
import { formatPayload } from '../../wire/payloadFormatter';
import { checkArgument, optional } from '../argument';
import { readSelection, type InspectorSelection } from './inspectorSelection';

/** Bytes of which the choice of a format shows how they come out. */
const PREVIEW_BYTES = 24;
const PREVIEW_LENGTH = 80;

/** Those of `bytes/`, and the payload syntax, which only this layer and those above `bytes/` know. */
export const FORMATS: readonly CopyFormat[] = [
  ...COPY_FORMATS.slice(0, 3),
  { id: 'payload', label: 'Payload syntax', format: formatPayload },
  ...COPY_FORMATS.slice(3),
];

function preview({ format }: CopyFormat, bytes: Uint8Array): string {
  const text = showInvisible(format(bytes.subarray(0, PREVIEW_BYTES)).replace(/\s*\n\s*/g, ' '));
  return bytes.length > PREVIEW_BYTES || text.length > PREVIEW_LENGTH ? `${text.slice(0, PREVIEW_LENGTH)} …` : text;
}

/**
 * Copies the selected bytes in a format that the argument names, or the user chooses.
 *
 * @param argument `{format}`, an id of {@link FORMATS}.
 * @throws SockscopeError `BAD_ARGUMENT`
 */
export async function copyAs(
  selection: InspectorSelection,
  argument: unknown,
): Promise<{ readonly text: string } | undefined> {
  const bytes = await readSelection(selection);
  const format = formatOf(argument) ?? (await chooseFormat(bytes));
  if (!format) return undefined;
  const text = format.format(bytes);
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0} bytes as {1}', bytes.length, format.label), 4000);
  return { text };
}

function formatOf(argument: unknown): CopyFormat | undefined {
  if (typeof argument !== 'object' || argument === null || !('format' in argument)) return undefined;
  checkArgument(argument, { format: optional('string') });
  const format = FORMATS.find(({ id }) => id === argument.format);
  if (format) return format;
  throw new SockscopeError('BAD_ARGUMENT', '"format" must be one of: {0}.', [FORMATS.map(({ id }) => id).join(', ')]);
}

async function chooseFormat(bytes: Uint8Array): Promise<CopyFormat | undefined> {
  const { t } = vscode.l10n;
  const items = FORMATS.map((format) => ({ label: t(format.label), description: preview(format, bytes), format }));
  const picked = await vscode.window.showQuickPick(items, {
    title: t('Copy As'),
    placeHolder: t('How should the {0} bytes be written?', bytes.length.toLocaleString()),
  });
  return picked?.format;
}
