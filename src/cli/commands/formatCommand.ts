import { resolve } from 'node:path';
import { formatMessage, SockscopeError } from '../../base/error';
import { replaceFile } from '../../engine/files/replaceFile';
import { explain } from '../../engine/platform/systemError';
import { formatScript } from '../../wire/syntax/formatter';
import type { Problem } from '../../base/problem';
import { parseScript } from '../../wire/syntax/scriptParser';
import { isWireFileName, sourceText } from '../../wire/syntax/sourceText';
import { parseCommandLine, type CommandLine } from '../terminal/commandLine';
import { positionOf } from '../../base/position';
import { UsageError, type Terminal } from '../terminal/terminal';
import { expandNames } from './namedFiles';
import { readScript, WIRE_FILES } from './wireFiles';

export const FORMAT: CommandLine = {
  usage: 'sockscope fmt FILE… [--check]',
  options: { check: { help: 'change nothing, and fail when something would change' } },
};

/** Formats wire files in place, or those of folders; `-` from standard input to standard output. */
export async function format(args: readonly string[], terminal: Terminal): Promise<number> {
  const { positionals, flags } = parseCommandLine(FORMAT, args);
  if (positionals.length === 0) {
    throw new UsageError(`fmt takes wire files, or - for standard input. Usage: ${FORMAT.usage}`);
  }
  const formatter = new Formatter(terminal, flags.has('check'));
  let isGood = true;
  for (const name of await expandNames(positionals, terminal.folder, WIRE_FILES)) {
    if (terminal.isInterrupted) return 1;
    try {
      const isDone = name === '-' ? await formatter.input() : await formatter.file(name);
      isGood &&= isDone;
    } catch (error) {
      if (!(error instanceof SockscopeError)) throw error;
      await terminal.complain(error.message);
      isGood = false;
    }
  }
  return isGood ? 0 : 1;
}

/** Each method gives whether all is good: no mistakes, and with `--check` nothing to change. */
class Formatter {
  readonly #terminal: Terminal;
  readonly #checks: boolean;

  constructor(terminal: Terminal, checks: boolean) {
    this.#terminal = terminal;
    this.#checks = checks;
  }

  async input(): Promise<boolean> {
    const text = sourceText(await this.#terminal.readInput());
    const formatted = await this.#format(text, '-');
    if (this.#checks) return this.#check(text, formatted, '-');
    // Whoever reads it gets back at least what was given.
    await this.#terminal.write(new TextEncoder().encode(formatted ?? text));
    return formatted !== undefined;
  }

  async file(name: string): Promise<boolean> {
    if (!isWireFileName(name)) {
      const template =
        '{0}: this is no wire file by its name, and stays as it is. Rename it to *.wire, or give its text to fmt -.';
      throw new SockscopeError('NOT_A_WIRE_FILE', template, [name]);
    }
    const path = resolve(this.#terminal.folder, name);
    const text = await readScript(path, name);
    const formatted = await this.#format(text, name);
    if (this.#checks) return this.#check(text, formatted, name);
    if (formatted === undefined) return false;
    if (formatted === text) return true;
    try {
      await replaceFile(path, new TextEncoder().encode(formatted));
    } catch (error) {
      throw explain(error, 'write-file', name);
    }
    await this.#terminal.print(name);
    return true;
  }

  async #check(text: string, formatted: string | undefined, name: string): Promise<boolean> {
    if (formatted === undefined || formatted === text) return formatted !== undefined;
    await this.#terminal.print(name);
    return false;
  }

  /** Undefined when it has mistakes, which are told. */
  async #format(text: string, name: string): Promise<string | undefined> {
    const script = parseScript(text);
    const problems: readonly Problem[] = [
      ...script.problems,
      ...script.sections.flatMap((section) => section.problems),
    ];
    for (const { start, template, args } of problems) {
      await this.#terminal.complain(`${name}:${positionOf(text, start)}: ${formatMessage(template, args)}`);
    }
    return problems.length === 0 ? formatScript(script) : undefined;
  }
}
