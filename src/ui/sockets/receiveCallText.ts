import * as vscode from 'vscode';
import type { ReceiveCall } from '../../engine/receiveCall';

/** What a call gave, in the words of the manual page. */
export function receiveCallText({ asked, got, left }: ReceiveCall): string {
  const { t } = vscode.l10n;
  const returned = `recv(${asked}) = ${got}`;
  if (got === 0) return t('{0}: the peer has sent FIN', returned);
  return left === undefined ? returned : t('{0}, {1} left in the kernel', returned, left);
}
