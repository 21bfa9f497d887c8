import * as vscode from 'vscode';
import type { PortClass } from '../../engine/kernel/portFacts';

/** Who gives a port, in a word. */
export function classText(kind: PortClass): string {
  const { t } = vscode.l10n;
  return { 'well-known': t('well-known'), registered: t('registered'), ephemeral: t('ephemeral') }[kind];
}
