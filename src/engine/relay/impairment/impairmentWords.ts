/** Impairments as people write them: `delay 100ms jitter 20ms; loss 20% from client`. */
import { SockscopeError } from '../../../base/error';
import type { RelaySide } from './draw';
import {
  IMPAIRMENTS,
  type Impairment,
  type ImpairmentForm,
  type ImpairmentName,
  type Impairments,
} from './impairments';

/** By the side that it comes from. */
export type ImpairmentsBySide = Partial<Record<RelaySide, Impairments>>;

const TIMES: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['min', 60_000],
]);
const SIZES: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['KiB', 1024],
  ['MiB', 1024 ** 2],
  ['GiB', 1024 ** 3],
]);

const NUMBER = '([0-9]{1,12}(?:\\.[0-9]{1,6})?)';
const TIME = new RegExp(`^${NUMBER}(ms|s|min)$`);
const SHARE = new RegExp(`^${NUMBER}%$`);
const BYTES = new RegExp(`^${NUMBER}(|KiB|MiB|GiB)$`);
const RATE = new RegExp(`^${NUMBER}(|KiB|MiB|GiB)/s$`);

function measure(pattern: RegExp, text: string, units: ReadonlyMap<string, number>): number | undefined {
  const match = pattern.exec(text);
  return match ? Number(match[1]) * units.get(match[2] ?? '')! : undefined;
}

const READERS: Readonly<Record<Exclude<ImpairmentForm, 'flag' | 'bytesOrTime'>, (text: string) => number | undefined>> =
  {
    time: (text) => measure(TIME, text, TIMES),
    share: (text) => {
      const match = SHARE.exec(text);
      return match ? Number(match[1]) / 100 : undefined;
    },
    bytes: (text) => measure(BYTES, text, SIZES),
    rate: (text) => measure(RATE, text, SIZES),
    count: (text) => (/^[0-9]{1,9}$/.test(text) ? Number(text) : undefined),
  };

/** What a word with this value says, as the API has it; undefined where the value is none. A flag has none. */
export function readImpairment({ form, name, timeName }: Impairment, text: string): Impairments | undefined {
  if (form === 'flag') return { [name]: true };
  if (form === 'bytesOrTime') {
    const time = READERS.time(text);
    if (time !== undefined && timeName) return { [timeName]: time };
  }
  const value = READERS[form === 'bytesOrTime' ? 'bytes' : form](text);
  return value === undefined ? undefined : { [name]: value };
}

/**
 * Reads a line of words; `;` stands between parts, each of which may end with `from client` or `from server`, and is for both
 * directions otherwise.
 *
 * @throws SockscopeError `BAD_IMPAIRMENT_WORDS`
 */
export function readImpairments(line: string): ImpairmentsBySide {
  let sides: Record<RelaySide, Impairments> = { client: {}, server: {} };
  for (const part of line.split(';')) {
    const words = part.trim().split(/\s+/).filter((word) => word !== ''); // prettier-ignore
    const only = takeSide(words);
    const { client, server } = bySide(readWords(words), only);
    sides = { client: { ...sides.client, ...client }, server: { ...sides.server, ...server } };
  }
  return sides;
}

/** For the side that it comes from, or for both; what is about whoever connects has no direction, and stands with the clients. */
export function bySide(said: Impairments, only?: RelaySide): ImpairmentsBySide {
  if (only) return { [only]: said };
  const isOfClients = (name: string): boolean => IMPAIRMENTS.some((row) => row.name === name && row.isOfClients);
  return { client: said, server: Object.fromEntries(Object.entries(said).filter(([name]) => !isOfClients(name))) };
}

function takeSide(words: string[]): RelaySide | undefined {
  const at = words.lastIndexOf('from');
  if (at < 0) return undefined;
  const [, side, ...more] = words.splice(at);
  if ((side === 'client' || side === 'server') && more.length === 0) return side;
  const template = '"from" takes client or server, and stands at the end, or before a semicolon.';
  throw new SockscopeError('BAD_IMPAIRMENT_WORDS', template);
}

function readWords(words: readonly string[]): Impairments {
  let read: Impairments = {};
  for (let at = 0; at < words.length;) {
    const impairment = impairmentAt(words, at);
    if (!impairment) throw noImpairment(words[at] ?? '');
    at += wordCount(impairment);
    const text = impairment.form === 'flag' ? '' : (words[at++] ?? '');
    const said = readImpairment(impairment, text);
    if (!said) throw valueNeeded(impairment, text);
    read = { ...read, ...said };
  }
  return read;
}

/** The one whose word, or words, begin there. */
export function impairmentAt(words: readonly string[], at: number): Impairment | undefined {
  return IMPAIRMENTS.find((row) => row.word === words.slice(at, at + wordCount(row)).join(' '));
}

/** How many words stand for it, its value left out. */
export const wordCount = ({ word }: Impairment): number => word.split(' ').length;

export function noImpairment(word: string): SockscopeError {
  const known = IMPAIRMENTS.map((row) => row.word).join(', ');
  return new SockscopeError('BAD_IMPAIRMENT_WORDS', 'There is no impairment "{0}"; there are: {1}.', [word, known]);
}

export function valueNeeded({ word, example = '' }: Impairment, text: string): SockscopeError {
  const template = '"{0}" needs a value such as {1}, not "{2}".';
  return new SockscopeError('BAD_IMPAIRMENT_WORDS', template, [word, example, text]);
}

/** The line that {@link readImpairments} reads as this; empty where nothing is done. */
export function writeImpairments({ client = {}, server = {} }: ImpairmentsBySide): string {
  const [ofClient, ofServer] = [writeWords(client), writeWords(server)];
  const isBoth = ofClient === ofServer && client.refuse === undefined;
  if (isBoth) return ofClient;
  return [
    ...(ofClient === '' ? [] : [`${ofClient} from client`]),
    ...(ofServer === '' ? [] : [`${ofServer} from server`]),
  ].join('; ');
}

function writeWords(impairments: Impairments): string {
  return IMPAIRMENTS.flatMap(({ word, name, timeName, form }) => [
    ...writeValue(word, form, impairments[name]),
    ...(timeName ? writeValue(word, 'time', impairments[timeName]) : []),
  ]).join(' ');
}

const UNITS: Readonly<Record<Exclude<ImpairmentForm, 'flag'>, (value: number) => string>> = {
  time: (value) => `${value}ms`,
  // A share that was read from percents is no exact one.
  share: (value) => `${Number((value * 100).toFixed(6))}%`,
  bytes: String,
  bytesOrTime: String,
  rate: (value) => `${value}/s`,
  count: String,
};

function writeValue(word: string, form: ImpairmentForm, value: Impairments[ImpairmentName]): string[] {
  if (value === undefined || value === false) return [];
  return [form === 'flag' || value === true ? word : `${word} ${UNITS[form](value)}`];
}
