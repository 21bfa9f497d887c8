import { parseArgs } from 'node:util';
import { nearestName } from '../../base/suggestion';
import { writeDuration, MAX_DURATION, MIN_DURATION, parseDuration } from '../../wire/syntax/duration';
import { UsageError } from './terminal';

/** What a command takes. An option with a value names it for the help. */
export interface CommandLine {
  readonly usage: string;
  readonly options: Readonly<Record<string, Option>>;
}

interface Option {
  readonly value?: string;
  readonly help: string;
  /** It may stand several times. */
  readonly isList?: boolean;
  /** Its value may be empty: it is what is sent. Elsewhere that comes of a variable of the shell that was never set. */
  readonly mayBeEmpty?: boolean;
}

export interface ParsedLine {
  readonly positionals: readonly string[];
  readonly values: ReadonlyMap<string, string>;
  /** The values of options that may stand several times. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  readonly flags: ReadonlySet<string>;
}

/** @throws UsageError for an option that there is not, that stands twice, or that lacks its value or has an empty one */
export function parseCommandLine({ options, usage }: CommandLine, args: readonly string[]): ParsedLine {
  const config = Object.fromEntries(
    Object.entries(options).map(([name, { value }]) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const), multiple: true as const },
    ]),
  );
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args: [...args], options: config, allowPositionals: true, strict: true });
  } catch (error) {
    // Node's hints that follow the first sentence are told here in this program's words.
    const message = error instanceof Error ? error.message.split(/\.\s/)[0]! : String(error);
    throw new UsageError(`${message}.${meant(message, Object.keys(options))} Usage: ${usage}`);
  }
  const values = new Map<string, string>();
  const lists = new Map<string, readonly string[]>();
  const flags = new Set<string>();
  for (const [name, given] of Object.entries(parsed.values)) {
    const all = given as readonly (string | boolean)[];
    if (options[name]?.isList === true) {
      lists.set(name, all.map(String));
      continue;
    }
    if (all.length > 1) throw new UsageError(`--${name} stands here ${all.length} times: give it once.`);
    const option = options[name];
    if (all[0] === '' && option?.mayBeEmpty !== true) {
      throw new UsageError(`--${name} needs a value, such as ${option?.value ?? '…'}: what stands there is empty.`);
    }
    if (typeof all[0] === 'string') values.set(name, all[0]);
    else flags.add(name);
  }
  return { positionals: parsed.positionals, values, lists, flags };
}

/** What was probably meant, as a sentence: the nearest option, or a word that begins with a dash and is none. */
function meant(message: string, names: readonly string[]): string {
  const [, needy] = /^Option '(?:-\w, )?--([^' ]+).*' argument is ambiguous/.exec(message) ?? [];
  if (needy !== undefined) return ` A value that begins with a dash is written --${needy}=-….`;
  const [, dashes, wrong] = /^Unknown option '(--?)([^']+)'/.exec(message) ?? [];
  if (wrong === undefined) return '';
  if (dashes === '-') return ' What begins with a dash and is no option stands at the end, behind --.';
  const nearest = nearestName(wrong, names);
  return nearest === undefined ? '' : ` Did you mean --${nearest}?`;
}

/** The milliseconds of an option such as `--timeout 5s`: as long as a wire file's times may be. @throws UsageError */
export function durationOption({ values }: ParsedLine, name: string, absent: number): number {
  const text = values.get(name);
  if (text === undefined) return absent;
  const value = parseDuration(text);
  if (value === undefined) {
    throw new UsageError(
      `--${name} needs a time, not “${text}”: write a number and ms, s or min, such as 500ms or 5s.`,
    );
  }
  if (value < MIN_DURATION || value > MAX_DURATION) {
    const range = `${writeDuration(MIN_DURATION)} to ${writeDuration(MAX_DURATION)}`;
    throw new UsageError(`--${name} takes ${range}, not “${text}”.`);
  }
  return value;
}
