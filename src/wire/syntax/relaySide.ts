/** `from client`, or `from server`: which way through a relay is meant. */
import { quoteForMessage, type TextRange } from '../../base/problem';
import { nearestName } from '../../base/suggestion';
import { RELAY_SIDES, type RelaySide } from '../../engine/relay/impairment/draw';
import type { ScriptCursor } from './scriptCursor';
import { rangeOf } from './stepParts';

/** The range is that of both words. */
export interface WrittenSide extends TextRange {
  readonly side: RelaySide;
}

const isSide = (text: string): text is RelaySide => RELAY_SIDES.some((side) => side === text);

/** Takes `from client`, if it stands here; undefined after a problem. */
export function parseFrom(cursor: ScriptCursor): { readonly from?: WrittenSide } | undefined {
  const { start } = cursor.peekWord();
  if (!cursor.takeKeyword('from')) return {};
  const word = cursor.takeWord();
  if (isSide(word.text)) return { from: { side: word.text, start, end: word.end } };
  const near = nearestName(word.text, RELAY_SIDES);
  const template = 'from takes client or server, not “{0}”: the side that it comes from.';
  const fix = near === undefined ? undefined : { ...rangeOf(word), text: near };
  const range = word.text === '' ? { start, end: start + 'from'.length } : word;
  cursor.problems.add(range, 'WIRE_BAD_SIDE', template, [quoteForMessage(word.text)], fix);
  return undefined;
}

export const printFrom = (from: WrittenSide | undefined): string => (from ? ` from ${from.side}` : '');

/** Those that are meant: both where nothing is said. */
export const sidesOf = (from: WrittenSide | undefined): readonly RelaySide[] => (from ? [from.side] : RELAY_SIDES);
