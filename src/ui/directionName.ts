import { l10n } from 'vscode';
import type { Direction } from '../base/direction';
import type { Side } from '../capture/side';

/** @param side Who sent the direction's bytes, where others had the conversation. */
export function directionName(direction: Direction, side: Side | undefined): string {
  if (side) return side === 'client' ? l10n.t('client') : l10n.t('server');
  return direction === 'sent' ? l10n.t('sent') : l10n.t('received');
}
