import { SockscopeError } from '../bytes/error';
import type { CommandLine } from './commandLine';
import { DECODE, decode } from './decodeCommand';
import { FORMAT, format } from './formatCommand';
import { LISTEN, listen } from './listenCommand';
import { RUN, run } from './runCommand';
import { SEND, send } from './sendCommand';
import { UsageError, type Terminal } from './terminal';

interface Command {
  readonly line: CommandLine;
  readonly summary: string;
  readonly execute: (args: readonly string[], terminal: Terminal, application: string) => Promise<number>;
}

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['run', { line: RUN, summary: 'Runs the sections of wire files as tests', execute: run }],
  ['send', { line: SEND, summary: 'Dials, sends a payload, and prints what comes back', execute: send }],
  ['listen', { line: LISTEN, summary: 'Listens, and prints what comes and goes', execute: listen }],
  ['decode', { line: DECODE, summary: 'Prints a payload’s bytes and their meaning', execute: decode }],
  ['fmt', { line: FORMAT, summary: 'Formats wire files', execute: format }],
]);

/** Exit codes: everything passed; something failed; the program was called in a wrong way. */
const FAILED = 1;
const WRONG_USAGE = 2;

/** Codes of errors that are about what was written on the command line, not about what happened. */
const USAGE_CODES = new Set(['BAD_ENDPOINT', 'UNKNOWN_SERVICE', 'ZONE_MISSING', 'PORT_ZERO', 'NOT_EXPOSED']);

/** Columns for an option and its value in a command's help. */
const OPTION_WIDTH = 20;

/** Carries out `sockscope …` and gives the exit code. */
export async function main(args: readonly string[], terminal: Terminal, version: string): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--version' || name === '-V') {
    await terminal.print(`${version}\n`);
    return 0;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    await terminal.print(help());
    return 0;
  }
  const command = COMMANDS.get(name ?? '');
  if (command === undefined) {
    if (name !== undefined) terminal.complain(`sockscope: there is no command “${name}”.\n`);
    terminal.complain(help().trimEnd());
    return WRONG_USAGE;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    await terminal.print(commandHelp(command));
    return 0;
  }
  try {
    return await command.execute(rest, terminal, `Sockscope ${version}`);
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof SockscopeError)) throw error;
    terminal.complain(`sockscope: ${error.message}`);
    return error instanceof UsageError || USAGE_CODES.has(error.code) ? WRONG_USAGE : FAILED;
  }
}

function help(): string {
  const commands = [...COMMANDS.values()].map(({ line, summary }) => `  ${line.usage}\n      ${summary}\n`);
  return `Sends, receives and tests bytes on sockets.\n\n${commands.join('')}\nMore on a command: sockscope COMMAND --help\nExit codes: 0 passed, 1 failed, 2 wrong usage. Colours: only on a terminal, and not with NO_COLOR.\n`;
}

function commandHelp({ line, summary }: Command): string {
  const options = Object.entries(line.options).map(([name, { value, help: text }]) => {
    const option = value === undefined ? `--${name}` : `--${name} ${value}`;
    return `  ${option.padEnd(OPTION_WIDTH)}  ${text}\n`;
  });
  return `${summary}.\n\nUsage: ${line.usage}\n${options.length > 0 ? `\n${options.join('')}` : ''}`;
}
