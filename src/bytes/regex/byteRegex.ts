/** What a regular expression of a wire file means, as a tree. */
import type { CharacterSet } from './characterSet';
import type { TextRange } from '../../base/problem';

export type Assertion = 'start' | 'end' | 'lineStart' | 'lineEnd' | 'boundary' | 'notBoundary';

export type RegexNode =
  | { readonly kind: 'characters'; readonly set: CharacterSet }
  | { readonly kind: 'sequence'; readonly nodes: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly options: readonly RegexNode[] }
  | { readonly kind: 'group'; readonly node: RegexNode; readonly number: number }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  | RepeatNode;

export interface RepeatNode {
  readonly kind: 'repeat';
  readonly node: RegexNode;
  readonly min: number;
  /** `Infinity` for no limit. */
  readonly max: number;
  readonly lazy: boolean;
  /** The groups within, which each repetition forgets: `firstGroup` up to but without `endGroup`. */
  readonly firstGroup: number;
  readonly endGroup: number;
}

/** `/source/flags`; the range is that of all of it. */
export interface ByteRegex extends TextRange {
  readonly source: string;
  readonly flags: string;
  readonly node: RegexNode;
  /** Characters are UTF-8 (flag `u`), not single bytes. */
  readonly unicode: boolean;
  /** How many groups there are; they are numbered from 1. */
  readonly groups: number;
  /** Named groups, by name. */
  readonly names: ReadonlyMap<string, number>;
}

/** Whether the expression can match no bytes at all. */
export function matchesNothing(node: RegexNode): boolean {
  switch (node.kind) {
    case 'characters':
      return false;
    case 'sequence':
      return node.nodes.every(matchesNothing);
    case 'choice':
      return node.options.some(matchesNothing);
    case 'group':
      return matchesNothing(node.node);
    case 'assertion':
      return true;
    case 'repeat':
      return node.min === 0 || matchesNothing(node.node);
  }
}

/** Whether a match can only be where matching begins (`^` without the flag `m`). */
export function isAnchored(node: RegexNode): boolean {
  switch (node.kind) {
    case 'characters':
      return false;
    case 'sequence':
      return node.nodes[0] !== undefined && isAnchored(node.nodes[0]);
    case 'choice':
      return node.options.every(isAnchored);
    case 'group':
      return isAnchored(node.node);
    case 'assertion':
      return node.assertion === 'start';
    case 'repeat':
      return node.min > 0 && isAnchored(node.node);
  }
}
