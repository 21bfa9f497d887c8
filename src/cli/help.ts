/** What `--help` says, as wide as the terminal. */
import type { CommandLine } from './terminal/commandLine';

export interface Example {
  /** As it is typed in a POSIX shell; a test does that. */
  readonly line: string;
  readonly does: string;
}

export interface Helped {
  readonly line: CommandLine;
  readonly summary: string;
  readonly examples: readonly Example[];
}

/** Columns for an option and its value, where none needs more. */
const OPTION_WIDTH = 20;

/** Where less than this is left beside an option, its text stands below it. */
const LEAST_TEXT = 30;

const INDENT = '  ';

/** On all commands. @param columns Absent: nothing is wrapped. */
export function programHelp(commands: Iterable<Pick<Helped, 'line' | 'summary'>>, columns?: number): string[] {
  return [
    ...wrapped('', 'Sends, receives and tests bytes on sockets.', columns),
    '',
    ...Array.from(commands, ({ line, summary }) => [
      ...wrapped(INDENT, line.usage, columns, INDENT.repeat(4)),
      ...wrapped(INDENT.repeat(3), summary, columns),
    ]).flat(),
    '',
    ...wrapped('', 'More on a command: sockscope COMMAND --help', columns),
    ...wrapped('', 'Exit codes: 0 passed, 1 failed, 2 wrong usage. Colours: on a terminal or with FORCE_COLOR, and not with NO_COLOR.', columns), // prettier-ignore
  ];
}

/** On one command. @param columns Absent: nothing is wrapped. */
export function commandHelp({ line, summary, examples }: Helped, columns?: number): string[] {
  const named = Object.entries(line.options).map(
    ([name, { value, help }]) => [value === undefined ? `--${name}` : `--${name} ${value}`, help] as const,
  );
  const width = Math.max(OPTION_WIDTH, ...named.map(([name]) => name.length));
  const options = named.flatMap(([name, help]) => {
    const option = INDENT + name.padEnd(width);
    if (columns === undefined || columns - option.length - INDENT.length >= LEAST_TEXT) {
      return wrapped(option + INDENT, help, columns);
    }
    return [option.trimEnd(), ...wrapped(INDENT.repeat(3), help, columns)];
  });
  return [
    ...wrapped('', `${summary}.`, columns),
    '',
    ...wrapped('', `Usage: ${line.usage}`, columns, INDENT),
    ...(options.length > 0 ? ['', ...options] : []),
    '',
    'Examples:',
    ...examples.flatMap((example) => [
      '',
      // Whoever copies it wants it whole.
      INDENT + example.line,
      ...wrapped(INDENT.repeat(3), example.does, columns),
    ]),
  ];
}

/**
 * Lines of at most so many columns, broken at blanks; a longer word stands alone.
 *
 * @param first What stands before the first line.
 * @param rest What stands before the others; as many blanks unless given.
 */
export function wrapped(first: string, text: string, columns = Infinity, rest = ' '.repeat(first.length)): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(' ')) {
    const longer = isEmpty ? line + word : `${line} ${word}`;
    if (!isEmpty && longer.length > columns) {
      lines.push(line);
      line = rest + word;
    } else line = longer;
    isEmpty = false;
  }
  return [...lines, line];
}
