/** Options of TLS and of multicast, behind the address of `listen` and `dial`: from the tables that all others have them from too. */
import { quoteForMessage } from '../../base/problem';
import { nearestName } from '../../base/suggestion';
import { DIAL_OPTIONS } from '../../engine/dialOptions';
import { LISTEN_OPTIONS, type ListenWord } from '../../engine/listenOptions';
import type { WrittenTlsOptions } from '../../engine/tls/readTlsOptions';
import {
  MULTICAST_OPTIONS,
  multicastOptionsOf,
  type MulticastOptions,
  type OptionForm,
} from '../../engine/multicastOptions';
import { TLS_OPTIONS, type TlsOperation, type TlsOption } from '../../engine/tlsOptions';
import type { CountArgument } from '../payload/term';
import type { AddressText, Name } from './nodes';
import { printValue } from './partPrinter';
import type { ScriptCursor } from './scriptCursor';
import { NEEDS_NUMBER, parseCountArgument, parseText, rangeOf } from './stepParts';
import type { StepVisitor } from './stepSyntax';

/** A word of a table of options, and its value if it takes one: a number, or a text. */
export interface WrittenOption {
  readonly name: Name;
  readonly value?: CountArgument;
  readonly text?: AddressText;
}

/** One of the words, and what stands behind it: nothing, a number, `on` or `off`, or a text. */
export interface OptionWord extends ListenWord {
  readonly form: OptionForm;
}

const TLS_WORDS: readonly (OptionWord & Pick<TlsOption, 'operations'>)[] = TLS_OPTIONS.map((option) => ({
  ...option,
  form: option.value === undefined ? 'flag' : 'word',
}));

export function tlsWordsOf(operation: TlsOperation): readonly OptionWord[] {
  return TLS_WORDS.filter(({ operations }) => operations.includes(operation));
}

const WORDS: Readonly<Record<TlsOperation, readonly OptionWord[]>> = {
  listen: [...MULTICAST_OPTIONS, ...tlsWordsOf('listen')],
  dial: [...DIAL_OPTIONS, ...MULTICAST_OPTIONS, ...tlsWordsOf('dial')],
};

/** Of the listener that a relay is. */
const RELAY_OPTIONS = LISTEN_OPTIONS.filter(({ id }) => id === 'backlog' || id === 'v6only');

const RELAY_WORDS: Readonly<Record<TlsOperation, readonly OptionWord[]>> = {
  listen: [...RELAY_OPTIONS, ...tlsWordsOf('listen')],
  dial: tlsWordsOf('dial'),
};

/** What can stand behind either address of a relay. */
export function relayWordsOf(side: TlsOperation): readonly OptionWord[] {
  return RELAY_WORDS[side];
}

/** What can stand behind the address of such a step. */
export function optionWordsOf(operation: TlsOperation): readonly OptionWord[] {
  return WORDS[operation];
}

export function findOptionWord(word: string, operation: TlsOperation): OptionWord | undefined {
  return optionWordsOf(operation).find(({ id }) => id === word);
}

/** Takes such an option, whose word comes next; undefined after a problem. */
export function parseOptionWord(cursor: ScriptCursor, { form, value = '' }: OptionWord): WrittenOption | undefined {
  const name = cursor.takeWord();
  if (form === 'flag') return { name };
  if (form === 'count') {
    const count = parseCountArgument(cursor, { template: NEEDS_NUMBER, args: [name.text, value] });
    return count && { name, value: count };
  }
  const template = '{0} needs a value: write for example {0} {1}.';
  const text = parseText(cursor, 'WIRE_MISSING_VALUE', { template, args: [name.text, value] });
  if (text === undefined || form === 'word' || text.source === 'on' || text.source === 'off')
    return text && { name, text };
  cursor.problems.add(text, 'WIRE_BAD_SWITCH', '{0} is on or off: write {0} on, or {0} off.', [name.text]);
  return undefined;
}

/**
 * Takes all of them behind an address, up to the end or to a word that goes on with the step; undefined after a problem.
 *
 * @param further The words that go on.
 */
export function parseOptions(
  cursor: ScriptCursor,
  words: readonly OptionWord[],
  further: readonly string[],
): readonly WrittenOption[] | undefined {
  const options: WrittenOption[] = [];
  for (;;) {
    const word = cursor.peekWord();
    if (word.text === '' || further.includes(word.text)) return options;
    const found = words.find(({ id }) => id === word.text);
    if (!found) {
      const near = nearestName(word.text, [...words.map(({ id }) => id), ...further]);
      if (near === undefined) return options;
      const template = 'There is no option “{0}”: did you mean {1}?';
      const fix = { ...rangeOf(word), text: near };
      cursor.problems.add(word, 'WIRE_UNKNOWN_OPTION', template, [quoteForMessage(word.text), near], fix);
      return undefined;
    }
    const option = parseOptionWord(cursor, found);
    if (!option) return undefined;
    options.push(option);
  }
}

export const printOptions = (options: readonly WrittenOption[]): string =>
  options
    .map(
      ({ name, value, text }) => ` ${name.text}${value ? ` ${printValue(value)}` : ''}${text ? ` ${text.source}` : ''}`,
    )
    .join('');

/** @param service That the options may be of. */
export function walkOptions(options: readonly WrittenOption[], visitor: StepVisitor, service?: Name): void {
  for (const { name, value, text } of options) {
    visitor.option?.(name, service);
    if (value) visitor.count?.(value);
    if (text) visitor.text?.(text);
  }
}

/**
 * What is said of TLS.
 *
 * @param textOf The text that a value stands for; undefined while that is not known.
 */
export function writtenTls(
  options: readonly WrittenOption[],
  operation: TlsOperation,
  textOf: (text: AddressText) => string | undefined,
): WrittenTlsOptions {
  return Object.fromEntries(
    options
      .filter(({ name }) => tlsWordsOf(operation).some(({ id }) => id === name.text))
      .map(({ name, text }) => [name.text, text === undefined ? true : textOf(text)]),
  );
}

/** What is said of the own end; undefined also while that is not known. */
export function writtenFrom(
  options: readonly WrittenOption[],
  textOf: (text: AddressText) => string | undefined,
): string | undefined {
  const from = options.find(({ name }) => name.text === 'from')?.text;
  return from && textOf(from);
}

/**
 * What is said of multicast.
 *
 * @param count The number, and `textOf` the text, that a value stands for; undefined while that is not known.
 */
export function writtenMulticast(
  options: readonly WrittenOption[],
  count: (value: CountArgument) => number | undefined,
  textOf: (text: AddressText) => string | undefined,
): MulticastOptions {
  const find = (id: keyof MulticastOptions): WrittenOption | undefined => options.find(({ name }) => name.text === id);
  const ttl = find('ttl')?.value;
  const loopback = find('loopback')?.text;
  const on = find('interface')?.text;
  return multicastOptionsOf({
    ttl: ttl && count(ttl),
    loopback: loopback === undefined ? undefined : loopback.source === 'on',
    interface: on && textOf(on),
  });
}
