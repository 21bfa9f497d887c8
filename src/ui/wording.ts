import * as vscode from 'vscode';
import { formatMessage, type MessageArgument, type Template } from '../base/error';

/** `1,234,567` as the language of VS Code writes it. */
export function formatNumber(value: number): string {
  return value.toLocaleString(vscode.env.language);
}

/** A sentence in the language of VS Code. It knows plurals and durations, which `vscode.l10n.t` does not. */
export function counted(template: Template, ...args: readonly MessageArgument[]): string {
  const translated = vscode.l10n.t(template);
  const numbers = vscode.env.language;
  // What is not translated is English, whatever the language.
  return formatMessage(translated, args, { numbers, plurals: translated === template ? 'en' : numbers });
}
