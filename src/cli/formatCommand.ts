import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { formatMessage } from '../bytes/error';
import { explain } from '../engine/systemError';
import { formatScript } from '../wire/formatter';
import { parseScript } from '../wire/scriptParser';
import { parseCommandLine, type CommandLine } from './commandLine';
import { positionOf } from './position';
import { UsageError, type Terminal } from './terminal';

export const FORMAT: CommandLine = {
  usage: 'sockscope fmt FILE… [--check]',
  options: { check: { help: 'change nothing, and fail when something would change' } },
};

/** Formats wire files in place; `-` from standard input to standard output. */
export async function format(args: readonly string[], terminal: Terminal): Promise<number> {
  const { positionals, flags } = parseCommandLine(FORMAT, args);
  if (positionals.length === 0)
    throw new UsageError(`fmt takes wire files, or - for standard input. Usage: ${FORMAT.usage}`);
  let isGood = true;
  for (const name of positionals) {
    const text = name === '-' ? await terminal.readInput() : await readScript(resolve(terminal.folder, name), name);
    const script = parseScript(text);
    for (const problem of [...script.problems, ...script.sections.flatMap(({ problems }) => problems)]) {
      terminal.complain(`${name}:${positionOf(text, problem.start)}: ${formatMessage(problem.template, problem.args)}`);
      isGood = false;
    }
    const formatted = formatScript(script);
    if (flags.has('check')) {
      if (formatted === text) continue;
      await terminal.print(`${name}\n`);
      isGood = false;
    } else if (name === '-') {
      await terminal.print(formatted);
    } else if (formatted !== text) {
      await writeFile(resolve(terminal.folder, name), formatted);
      await terminal.print(`${name}\n`);
    }
  }
  return isGood ? 0 : 1;
}

/** @throws UsageError when the file cannot be read */
export async function readScript(path: string, name: string): Promise<string> {
  try {
    // A byte order mark, which some editors put first, is no part of the text.
    return (await readFile(path, 'utf8')).replace(/^\ufeff/, '');
  } catch (error) {
    throw new UsageError(explain(error, 'read-file', name).message);
  }
}
