import * as vscode from 'vscode';
import type { Endpoint } from '../../engine/address/endpoint';
import type { ListenOptions } from '../../engine/listenOptions';
import { readPemFile } from '../../engine/tls/pemFile';
import { pickFrom } from '../plainWindow';

/**
 * Asks with which certificate to listen, where TLS is spoken.
 *
 * @returns Undefined when the user gave up.
 */
export async function askCertificate(
  { scheme }: Endpoint,
  title: string,
): Promise<Pick<ListenOptions, 'tls'> | undefined> {
  if (scheme !== 'tls') return {};
  const { t } = vscode.l10n;
  const made = { label: t('One for localhost'), description: t('made for this window, and vouched for by nobody') };
  const files = { label: t('PEM files…'), description: t('a certificate, and its key') };
  const picked = await pickFrom([made, files], { title, placeHolder: t('With which certificate?') });
  if (!picked) return undefined;
  if (picked.label === made.label) return {};
  const cert = await choosePem(t('Certificate'));
  const key = cert && (await choosePem(t('Key of the Certificate')));
  return key && { tls: { cert: await readPemFile(cert.fsPath), key: await readPemFile(key.fsPath) } };
}

async function choosePem(title: string): Promise<vscode.Uri | undefined> {
  const { t } = vscode.l10n;
  const chosen = await vscode.window.showOpenDialog({
    title,
    openLabel: t('Choose'),
    canSelectMany: false,
    filters: { PEM: ['pem', 'crt', 'cer', 'key'], [t('All files')]: ['*'] },
  });
  return chosen?.[0];
}
