/** What is known of why nothing came, or too little: told behind the sentence of a failed expectation. */
import type { Template } from '../../base/error';
import { isAnchored, type ByteRegex } from '../../bytes/regex/byteRegex';
import { writeImpairments } from '../../engine/relay/impairment/impairmentWords';
import type { Sentence } from './failure';
import { formatPayload } from '../payload/formatter';
import type { Unanswered } from './answering';
import type { RunSocket } from './runSocket';
import type { RuleStep } from '../syntax/steps/rule';
import type { SocketRegistry } from './socketRegistry';

/** Lines of rules that a sentence names. */
const MOST_LINES = 5;

const sentence = (code: string, template: Template, ...args: Sentence['args']): Sentence => ({ code, template, args });

/** The causes that are known, the likeliest first. */
export function causesOf(name: string, target: RunSocket, registry: SocketRegistry): readonly Sentence[] {
  return [
    ...relayedBy(registry),
    ...unansweredBy(name, target, registry),
    ...takenBefore(name, target),
    ...droppedDatagrams(name, target),
  ];
}

/** What relays of the section did, and do. */
function relayedBy({ relays }: SocketRegistry): Sentence[] {
  return [...relays].flatMap(([name, { state }]) => {
    const { dropped, duplicated, changed, refused } = state.counts;
    const does = writeImpairments(state.impairments);
    if (does === '' && dropped + duplicated + changed + refused === 0) return [];
    const told = sentence('RELAY_TOLD', 'The relay {0} stands in between, and is told: {1}.', name, does);
    const template =
      'The relay {0} has dropped {1, plural, one {# datagram} other {# datagrams}}, doubled {2}, changed {3, plural, one {# byte} other {# bytes}} and refused {4, plural, one {# connection} other {# connections}}; its seed is {5}.';
    return [
      ...(does === '' ? [] : [told]),
      sentence('RELAYED', template, name, dropped, duplicated, changed, refused, String(state.seed)),
    ];
  });
}

/** The rules at the other end, and what they did not answer. */
function unansweredBy(name: string, target: RunSocket, registry: SocketRegistry): Sentence[] {
  const other = registry.otherEnd(target);
  if (other === undefined) return [];
  const { rules, total, first, undecided } = other;
  const [rule] = rules;
  if (rule === undefined) return [];
  const server = rule.listener.text;
  if (undecided !== undefined) {
    const template =
      'The rule in line {0} matches, but more bytes could make its match longer: it answers when others follow, or at the end of the stream. Let its pattern end with what ends a message, such as \\n.';
    return [sentence('RULE_WAITS', template, undecided.line + 1)];
  }
  if (total === 0) {
    const template = '{0} received nothing from {1} that its rules have not answered.';
    return [sentence('ALL_ANSWERED', template, server, name)];
  }
  const shown = formatPayload(first) + (total > first.length ? ' …' : '');
  const lines = rules.map(({ line }) => line + 1);
  const some = lines.slice(0, MOST_LINES).join(', ') + (lines.length > MOST_LINES ? ', …' : '');
  const template =
    lines.length === 1
      ? 'No rule of {0} answers what {1} sent: {2}. Its rule is in line {3}.'
      : 'No rule of {0} answers what {1} sent: {2}. Its rules are in lines {3}.';
  const regexes = rules.flatMap(({ pattern }) => (pattern.kind === 'regex' ? [pattern.regex] : []));
  return [
    sentence('NOT_ANSWERED', template, server, name, shown, some),
    ...regexes.flatMap(singleByteCharacter).slice(0, 1),
    ...heldBack(rules, other),
  ];
}

/** A line that nobody answered stays in front of the rules that only look at the beginning. */
function heldBack(rules: readonly RuleStep[], { isStream }: Unanswered): Sentence[] {
  const anchored = rules.find(({ pattern }) => pattern.kind === 'regex' && isAnchored(pattern.regex.node));
  if (anchored === undefined || !isStream) return [];
  const template =
    'The rule in line {0} begins with ^, which is where the last answer ended: bytes that no rule answers stay in front of it, and hold it back. Add a rule for them, such as on {1} /[^\\n]*\\n/ > "?\\n".';
  return [sentence('HELD_BACK', template, anchored.line + 1, anchored.listener.text)];
}

/** A character that is one byte here and has two in UTF-8, where nothing says which of them is meant. */
export function singleByteCharacter({ source, unicode }: ByteRegex): Sentence[] {
  const character = unicode ? undefined : /[\x80-\xff]/.exec(source)?.[0];
  if (character === undefined) return [];
  const template =
    'Without the flag u, “{0}” in the pattern is the single byte {1}: add u behind its last slash if UTF-8 is meant.';
  return [sentence('SINGLE_BYTE_CHARACTER', template, character, character.charCodeAt(0).toString(16))];
}

function takenBefore(name: string, target: RunSocket): Sentence[] {
  if (target.kind === 'listener' || target.kind === 'relay' || target.lastTaken === undefined) return [];
  const { line, length } = target.lastTaken;
  const template = 'Line {1} took {2, plural, one {the last byte} other {the last # bytes}} that {0} received.';
  return [sentence('TAKEN_BEFORE', template, name, line + 1, length)];
}

function droppedDatagrams(name: string, target: RunSocket): Sentence[] {
  if (target.kind !== 'datagram' || target.inbox.dropped === 0) return [];
  const template =
    '{0} had to drop {1, plural, one {# datagram} other {# datagrams}}, because too many waited for a step.';
  return [sentence('DATAGRAMS_DROPPED', template, name, target.inbox.dropped)];
}
