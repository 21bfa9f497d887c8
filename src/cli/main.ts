import { SockscopeError } from '../base/error';
import { nearestName } from '../base/suggestion';
import type { CommandLine } from './terminal/commandLine';
import { COMPLETION, completion, type Completed } from './commands/completionCommand';
import { DECODE, decode } from './commands/decodeCommand';
import { DIAL, dial } from './commands/dialCommand';
import { FORMAT, format } from './commands/formatCommand';
import { GREP, grep } from './commands/grepCommand';
import { LISTEN, listen } from './commands/listenCommand';
import { LOOKUP, lookup } from './commands/lookUpCommand';
import { MCP, mcp } from './commands/mcpCommand';
import { RELAY, relay } from './commands/relayCommand';
import { RUN, run } from './commands/runCommand';
import { SEND, send } from './commands/sendCommand';
import { SHOW, show } from './commands/showCommand';
import { EXAMPLES } from './examples';
import { commandHelp, programHelp } from './help';
import { UsageError, type Terminal } from './terminal/terminal';

interface Command {
  readonly line: CommandLine;
  readonly summary: string;
  readonly execute: (args: readonly string[], terminal: Terminal, application: string) => Promise<number>;
}

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['run', { line: RUN, summary: 'Runs the sections of wire files as tests', execute: run }],
  ['send', { line: SEND, summary: 'Dials, sends a payload, and prints what comes back', execute: send }],
  [
    'dial',
    { line: DIAL, summary: 'Dials, sends standard input, and writes what comes in to standard output', execute: dial },
  ],
  ['listen', { line: LISTEN, summary: 'Listens, and prints what comes and goes', execute: listen }],
  [
    'relay',
    {
      line: RELAY,
      summary: 'Stands between clients and a server, and delays, loses or changes what passes',
      execute: relay,
    },
  ],
  ['decode', { line: DECODE, summary: 'Prints a payload’s bytes and their meaning', execute: decode }],
  [
    'lookup',
    {
      line: LOOKUP,
      summary: 'Looks up a name, an address, a port or a service',
      execute: (args, terminal) => lookup(args, terminal),
    },
  ],
  ['show', { line: SHOW, summary: 'Lists the conversations of a capture, or prints one', execute: show }],
  ['grep', { line: GREP, summary: 'Finds bytes in captures', execute: grep }],
  ['fmt', { line: FORMAT, summary: 'Formats wire files', execute: format }],
  [
    'mcp',
    { line: MCP, summary: 'Serves the Model Context Protocol to agents, on standard input and output', execute: mcp },
  ],
  [
    'completion',
    {
      line: COMPLETION,
      summary: 'Prints a script with which a shell completes commands and options',
      execute: (args, terminal) => completion(args, terminal, completed()),
    },
  ],
]);

function completed(): Completed[] {
  return Array.from(COMMANDS, ([name, { summary, line }]) => ({ name, summary, options: line.options }));
}

/** Exit codes: everything passed; something failed; the program was called in a wrong way. */
const FAILED = 1;
const WRONG_USAGE = 2;

/** Codes of errors that are about what was written on the command line, not about what happened. */
const USAGE_CODES = new Set([
  'BAD_ENDPOINT',
  'BAD_NAME',
  'BAD_OWN_END',
  'FROM_UNFIT',
  'UNKNOWN_SERVICE',
  'UNKNOWN_SERVICE_OPTION',
  'BAD_SERVICE_OPTION',
  'SERVICE_OPTION_MISSING',
  'SERVICE_OPTION_UNFIT',
  'SERVICE_OPTION_TOO_LONG',
  'BAD_BACKLOG',
  'BACKLOG_UNFIT',
  'ZONE_MISSING',
  'PORT_ZERO',
  'V6ONLY_UNFIT',
  'NOT_EXPOSED',
  'RELAY_MIXED',
  'RELAY_LOOP',
  'BAD_SEED',
  'BAD_IMPAIRMENT',
  'IMPAIRMENT_UNFIT',
]);

/** Carries out `sockscope …` and gives the exit code, once the output has been written. */
export async function main(args: readonly string[], terminal: Terminal, version: string): Promise<number> {
  const code = await carryOut(args, terminal, version);
  const isWritten = await terminal.finish();
  return isWritten || code !== 0 ? code : FAILED;
}

/** Short enough that what is wrong is not above the edge of the screen. */
function wrongName(name: string): string {
  const nearest = nearestName(name, COMMANDS.keys());
  const hint = nearest === undefined ? `: there are ${[...COMMANDS.keys()].join(', ')}.` : `. Did you mean ${nearest}?`;
  return `sockscope: there is no command “${name}”${hint} More: sockscope --help`;
}

async function carryOut(args: readonly string[], terminal: Terminal, version: string): Promise<number> {
  // `help dial` is `dial --help`.
  const [name, ...rest] = args[0] === 'help' && args[1] !== undefined ? [args[1], '--help'] : args;
  if (name === '--version' || name === '-V') {
    await terminal.print(version);
    return 0;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    await terminal.print(...programHelp(COMMANDS.values(), terminal.columns));
    return 0;
  }
  const command = COMMANDS.get(name ?? '');
  if (command === undefined) {
    await terminal.complain(
      ...(name === undefined ? programHelp(COMMANDS.values(), terminal.columns) : [wrongName(name)]),
    );
    return WRONG_USAGE;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    await terminal.print(...commandHelp({ ...command, examples: EXAMPLES[name!] ?? [] }, terminal.columns));
    return 0;
  }
  try {
    return await command.execute(rest, terminal, `Sockscope ${version}`);
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof SockscopeError)) throw error;
    await terminal.complain(`sockscope: ${error.message}`);
    return error instanceof UsageError || USAGE_CODES.has(error.code) ? WRONG_USAGE : FAILED;
  }
}
