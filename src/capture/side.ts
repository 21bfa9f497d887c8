import type { Direction } from '../base/direction';
import { isForeign, type Capture } from './capture';
import type { Conversation } from './conversation';

/** Whoever opened a connection, or spoke first, is the client. */
export type Side = 'client' | 'server';

/**
 * Who sent the bytes of a direction, in a capture that another program made: whoever listened in is neither side. Undefined in
 * captures of ours, where `sent` says it.
 */
export function sideOf(
  capture: Pick<Capture, 'title'>,
  { initiator }: Pick<Conversation, 'initiator'>,
  direction: Direction,
): Side | undefined {
  if (!isForeign(capture)) return undefined;
  return direction === initiator ? 'client' : 'server';
}
