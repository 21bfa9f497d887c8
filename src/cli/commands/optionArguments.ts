/** Options of the engine's tables as the terminal takes them. */
import type { OptionForm } from '../../engine/multicastOptions';
import type { CommandLine, ParsedLine } from '../terminal/commandLine';
import { UsageError } from '../terminal/terminal';

/** A row of one of the tables. */
export interface OptionRow {
  readonly id: string;
  readonly form: OptionForm;
  /** What stands for its value; absent: it takes none. */
  readonly value?: string;
  readonly description: string;
}

type Argument = readonly [name: string, option: CommandLine['options'][string]];

/** `--ttl 4`; of a switch `--loopback` and `--no-loopback`. */
export function argumentsOf({ id, form, value, description }: OptionRow): readonly Argument[] {
  const help = asHelp(description);
  if (form === 'switch') return [[id, { help }], [negated(id), { help: `the opposite of --${id}` }]]; // prettier-ignore
  return [[id, { help, ...(value === undefined ? {} : { value }) }]];
}

/** A description of a table, as the help says it beside an option: it begins small, unless it begins with a name such as IPv6. */
export function asHelp(description: string): string {
  return description.replace(/^[A-Z](?=[a-z]*[ ,])/, (letter) => letter.toLowerCase());
}

const negated = (id: string): string => `no-${id}`;

/** @throws UsageError for what is no number where one belongs, and for a switch that is on and off */
export function readOptions(line: ParsedLine, rows: readonly OptionRow[]): Record<string, number | boolean | string> {
  return Object.fromEntries(
    rows.flatMap((row) => {
      const value = READERS[row.form](line, row.id);
      return value === undefined ? [] : [[row.id, value] as const];
    }),
  );
}

const READERS: Readonly<Record<OptionForm, (line: ParsedLine, id: string) => number | boolean | string | undefined>> = {
  flag: ({ flags }, id) => (flags.has(id) ? true : undefined),
  switch: ({ flags }, id) => {
    if (flags.has(id) && flags.has(negated(id))) {
      throw new UsageError(`--${id} and --${negated(id)} exclude each other: leave out one of them.`);
    }
    return flags.has(id) ? true : flags.has(negated(id)) ? false : undefined;
  },
  word: ({ values }, id) => values.get(id),
  count: ({ values }, id) => {
    const text = values.get(id);
    if (text === undefined) return undefined;
    if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${id} needs a whole number, not “${text}”.`);
    return Number(text);
  },
};
