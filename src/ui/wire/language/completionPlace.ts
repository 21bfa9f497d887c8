/** What can be written at a place of a wire file, told by the text of its line before that place. */

import { DIAL_OPTIONS } from '../../../engine/dialOptions';
import { LISTEN_OPTIONS } from '../../../engine/listenOptions';
import { MULTICAST_OPTIONS } from '../../../engine/multicastOptions';
import { TLS_OPTIONS } from '../../../engine/tlsOptions';
import type { StepForm, StepOperand } from '../../../wire/syntax/stepSyntax';
import { RESERVED_WORDS, wordsBefore } from '../../../wire/syntax/stepTable';

/** `prefix`: what has been typed of the word that is completed. */
export type CompletionPlace = { readonly prefix: string } & (
  | { readonly kind: 'step' }
  /** Behind `@` at the start of a line. */
  | { readonly kind: 'setting' }
  | { readonly kind: 'settingValue'; readonly setting: string }
  /** Behind `x =`. */
  | { readonly kind: 'opening' }
  | { readonly kind: 'address'; readonly operation: 'listen' | 'dial' | 'to' }
  /** Behind an address to listen on; its options can stand there too. */
  | { readonly kind: 'service'; readonly address: string }
  /** Behind the first word after the address, which is the service if it is one. */
  | { readonly kind: 'listenOption'; readonly service: string; readonly address: string }
  /** Behind an address to dial. */
  | { readonly kind: 'dialOption'; readonly address: string }
  /** Behind an option of TLS or of multicast that takes one. */
  | { readonly kind: 'optionValue' }
  /** Behind an option of listeners that is one of a few words. */
  | { readonly kind: 'optionChoice'; readonly option: string }
  | { readonly kind: 'listener' }
  /** Behind `srv accept`. */
  | { readonly kind: 'accepting' }
  /** Behind a socket’s name. */
  | { readonly kind: 'stepWord'; readonly socket: string }
  /** Of TCP. */
  | { readonly kind: 'state' }
  | { readonly kind: 'expectation' }
  | { readonly kind: 'payload'; readonly isSent: boolean }
  | { readonly kind: 'duration' }
  /** Within `{{`; `base` is the socket when a property follows. */
  | { readonly kind: 'variable'; readonly base?: string }
  /** Within the quotes of `file("…")`; the prefix is the path so far. */
  | { readonly kind: 'file' }
);

const VALUED = [...DIAL_OPTIONS, ...TLS_OPTIONS, ...MULTICAST_OPTIONS]
  .filter(({ value }) => value !== undefined)
  .map(({ id }) => id);

const CHOSEN = LISTEN_OPTIONS.filter(({ choices }) => choices !== undefined).map(({ id }) => id);

/** What stands before a step's word. */
const BEGINNINGS: Readonly<Partial<Record<StepForm, (word: string) => string>>> = {
  opening: (word) => `\\w+\\s*=\\s*${word}`,
  action: (word) => `\\w+\\s+${word}`,
};

/** The beginning of a line up to a step's word that has one of these behind it: `x = dial`, `wait`. */
function upTo(...operands: readonly StepOperand[]): string {
  const beginnings = operands.flatMap(wordsBefore).map(({ word, form }) => BEGINNINGS[form]?.(word) ?? word);
  return `^\\s*(?:${beginnings.join('|')})`;
}

const LISTEN = upTo('listenAddress');
const DIAL = upTo('dialAddress');
const RELAY = upTo('relayAddress');

/** What begins a rule: it has a listener behind it, and stands first in its line. */
const RULE = wordsBefore('listener')
  .filter(({ form }) => form === 'leading')
  .map(({ word }) => word)
  .join('|');

/** A name, and no word that begins a step. */
const BEHIND_NAME = new RegExp(`^\\s*(?!(?:${[...RESERVED_WORDS].join('|')})\\s)(\\w+)\\s+(\\w*)$`);

/** What a regular expression stands behind, and its first slash. */
const BEFORE_REGEX = new RegExp(`(?:<|\\b(?:${RULE})\\s+\\w+)\\s*/`);

/** How each place is recognised: the first row that matches the line before the cursor. */
const ROWS: readonly (readonly [RegExp, (groups: readonly string[]) => CompletionPlace])[] = [
  [/^\s*([A-Za-z_]\w*)?$/, ([prefix = '']) => ({ kind: 'step', prefix })],
  [/^\s*@(\w*)$/, ([prefix = '']) => ({ kind: 'setting', prefix })],
  [/^\s*@(\w+)\s*=\s*(\w*)$/, ([setting = '', prefix = '']) => ({ kind: 'settingValue', setting, prefix })],
  [/^\s*\w+\s*=\s*(\w*)$/, ([prefix = '']) => ({ kind: 'opening', prefix })],
  [new RegExp(`${LISTEN}\\s+(\\S*)$`), ([prefix = '']) => ({ kind: 'address', operation: 'listen', prefix })],
  [
    new RegExp(`${LISTEN}\\s+\\S+\\s(?:.*\\s)?(${CHOSEN.join('|')})\\s+(\\S*)$`),
    ([option = '', prefix = '']) => ({ kind: 'optionChoice', option, prefix }),
  ],
  [
    new RegExp(`${upTo('listenAddress', 'dialAddress')}\\s+\\S+\\s(?:.*\\s)?(?:${VALUED.join('|')})\\s+(\\S*)$`),
    ([prefix = '']) => ({ kind: 'optionValue', prefix }),
  ],
  [
    new RegExp(`${LISTEN}\\s+(\\S+)\\s+(\\w*)$`),
    ([address = '', prefix = '']) => ({ kind: 'service', address, prefix }),
  ],
  [
    new RegExp(`${LISTEN}\\s+(\\S+)\\s+(\\w+)\\s(?:.*[\\s(,])?(\\w*)$`),
    ([address = '', service = '', prefix = '']) => ({ kind: 'listenOption', service, address, prefix }),
  ],
  [new RegExp(`${DIAL}\\s+(\\S*)$`), ([prefix = '']) => ({ kind: 'address', operation: 'dial', prefix })],
  [
    new RegExp(`${DIAL}\\s+(\\S+)\\s+(?:(?!.*\\bwithin\\b).*\\s)?(\\w*)$`),
    ([address = '', prefix = '']) => ({ kind: 'dialOption', address, prefix }),
  ],
  [new RegExp(`${RELAY}\\s+(\\S*)$`), ([prefix = '']) => ({ kind: 'address', operation: 'listen', prefix })],
  [new RegExp(`${RELAY}\\s.*\\sto\\s+(\\S*)$`), ([prefix = '']) => ({ kind: 'address', operation: 'dial', prefix })],
  [new RegExp(`${upTo('listener')}\\s+(\\w*)$`), ([prefix = '']) => ({ kind: 'listener', prefix })],
  [
    new RegExp(`^\\s*(?:${RULE})\\s+\\w+\\s+(?:[^>]*\\s)?(\\w*)$`),
    ([prefix = '']) => ({ kind: 'payload', isSent: false, prefix }),
  ],
  [
    new RegExp(`^\\s*(?:${RULE})\\s+\\w+\\s.*>\\s*(?:.*[\\s(,])?(\\w*)$`),
    ([prefix = '']) => ({ kind: 'payload', isSent: true, prefix }),
  ],
  [/^.*\s(?:within|silence)\s+([\w.]*)$/, ([prefix = '']) => ({ kind: 'duration', prefix })],
  [new RegExp(`${upTo('duration')}\\s+([\\w.]*)$`), ([prefix = '']) => ({ kind: 'duration', prefix })],
  [/^\s*\w+\s*>.*\sto\s+(\S*)$/, ([prefix = '']) => ({ kind: 'address', operation: 'to', prefix })],
  [/^\s*\w+\s*<\s*(\w*)$/, ([prefix = '']) => ({ kind: 'expectation', prefix })],
  [/^\s*\w+\s*>\s*(?:.*[\s(,])?(\w*)$/, ([prefix = '']) => ({ kind: 'payload', isSent: true, prefix })],
  [/^\s*\w+\s*<\s*(?:.*[\s(,])?(\w*)$/, ([prefix = '']) => ({ kind: 'payload', isSent: false, prefix })],
  [new RegExp(`${upTo('accepting')}\\s+(\\w*)$`), ([prefix = '']) => ({ kind: 'accepting', prefix })],
  [new RegExp(`${upTo('state')}\\s+([\\w-]*)$`), ([prefix = '']) => ({ kind: 'state', prefix })],
  [BEHIND_NAME, ([socket = '', prefix = '']) => ({ kind: 'stepWord', socket, prefix })],
];

/** Undefined where nothing is offered: in comments, headings, texts, hex bytes and regular expressions. */
export function completionPlaceOf(line: string): CompletionPlace | undefined {
  const variable = /\{\{(?:(\w+)\.)?(\w*)$/.exec(line);
  if (variable !== null) {
    const [, base, prefix = ''] = variable;
    return { kind: 'variable', prefix, ...(base === undefined ? {} : { base }) };
  }
  const opened = openQuote(line);
  if (opened >= 0) {
    return /\bfile\(\s*$/.test(line.slice(0, opened)) ? { kind: 'file', prefix: line.slice(opened + 1) } : undefined;
  }
  // Blanks in a string say nothing of where the words around it stand.
  const shown = line.replace(/"(?:[^"\\]|\\.)*"/g, (text) => `"${'_'.repeat(text.length - 2)}"`);
  if (/(?:^|\s)#/.test(shown) || isInRegex(shown) || isInHex(shown)) return undefined;
  for (const [pattern, place] of ROWS) {
    const match = pattern.exec(shown);
    if (match !== null) return place(match.slice(1));
  }
  return undefined;
}

/** Whether a regular expression has begun and not ended. A slash within brackets, or behind a backslash, is a plain one. */
function isInRegex(line: string): boolean {
  const opened = BEFORE_REGEX.exec(line);
  if (opened === null) return false;
  let isInBrackets = false;
  for (let at = opened.index + opened[0].length; at < line.length; at++) {
    const character = line[at];
    if (character === '\\') at++;
    else if (character === '[') isInBrackets = true;
    else if (character === ']') isInBrackets = false;
    else if (character === '/' && !isInBrackets) return false;
  }
  return true;
}

/** Whether hex bytes have begun and not ended; an address in brackets has colons. */
function isInHex(line: string): boolean {
  return /[<>\s(,]\[[\da-fA-F\s,]*$/.test(line);
}

/** Where the string begins that is not closed yet; -1 when there is none. */
function openQuote(line: string): number {
  let opened = -1;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '\\' && opened >= 0) at++;
    else if (line[at] === '"') opened = opened < 0 ? at : -1;
  }
  return opened;
}
