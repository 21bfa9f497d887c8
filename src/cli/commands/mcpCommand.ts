import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { agentPermit, nameOfTarget, type AgentPermit } from '../../agents/agentPermit';
import { AgentSockets } from '../../agents/agentSockets';
import { callTool } from '../../agents/callTool';
import type { AgentContext } from '../../agents/context';
import { schemaOf } from '../../agents/field';
import { storedCaptures } from '../../agents/storedCaptures';
import { describeTool, fullNameOf, INSTRUCTIONS, TOOLS } from '../../agents/tools';
import { SockscopeError } from '../../base/error';
import { CaptureAccess } from '../../capture/captureAccess';
import { Engine } from '../../engine/engine';
import { readConfinedFile } from '../../wire/run/confinedFile';
import { parseCommandLine, type CommandLine, type ParsedLine } from '../terminal/commandLine';
import { UsageError, type Terminal } from '../terminal/terminal';
import { CAPTURE_FOLDER_OPTION, recordInto } from './captureArgument';
import { closeSockets } from './engineEnd';
import { EXPOSE_OPTION, permitExposed } from './exposure';
import { messagesOf } from './messageLines';

export const MCP: CommandLine = {
  usage: 'sockscope mcp [--capture DIR] [--expose]',
  options: {
    ...CAPTURE_FOLDER_OPTION,
    expose: { help: `${EXPOSE_OPTION.expose.help}; also dialling other machines and sockets outside of this folder` },
  },
};

/** Serves the Model Context Protocol on standard input and output, until the input ends: sockets for agents, in the working folder. */
export async function mcp(args: readonly string[], terminal: Terminal, application: string): Promise<number> {
  const line = parseCommandLine(MCP, args);
  if (line.positionals.length > 0) throw new UsageError(`mcp takes options alone. Usage: ${MCP.usage}`);
  const named = line.values.get('capture');
  const kept = named === undefined ? undefined : resolve(terminal.folder, named);
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'sockscope-mcp-')));
  const captures = recordInto({ folder }, application, terminal);
  const engine = new Engine({ record: captures.record, permit: permitExposed(line) });
  const access = new CaptureAccess(captures.store);
  const sockets = new AgentSockets(engine);
  // Nobody else opens any here.
  engine.on('list', () => {
    for (const socket of engine.sockets) sockets.add(socket);
  });
  const root = terminal.folder;
  const context: AgentContext = {
    engine,
    sockets,
    requireTrust: () => undefined,
    permit: agentPermit({ sockets, folders: [root] }, askNobody(line)),
    captures: { access, list: () => storedCaptures(captures.store) },
    readFile: (path, limit) => readConfinedFile({ root, base: root }, path, limit),
  };
  if (terminal.isTyped) await terminal.complain('sockscope mcp speaks to programs, in JSON; Ctrl+D ends it');
  try {
    const { serveMcp } = await import('../../agents/mcpServer');
    await serveMcp({
      version: application.replace(/^\D+/, ''),
      instructions: INSTRUCTIONS,
      tools: TOOLS.map((tool) => ({
        ...tool,
        name: fullNameOf(tool),
        description: describeTool(tool),
        schema: schemaOf(tool.fields),
        call: (input, signal) => callTool(tool, input, context, AbortSignal.any([signal, terminal.interrupted])),
      })),
      input: Readable.from(messagesOf(terminal.inputBytes(), (text) => terminal.complain(`sockscope: ${text}`))),
      output: outputOf(terminal),
      // Those of zod are long, and in JSON.
      complain: ({ message }) => void terminal.complain(`sockscope: ${message.startsWith('[') ? NO_REQUEST : message}`),
    });
  } finally {
    terminal.closeInput();
    await closeSockets(engine, terminal);
    await captures.end();
    await access.closeAll();
    if (kept === undefined) await rm(folder, { recursive: true, force: true });
  }
  return captures.hasFailed ? 1 : 0;
}

const NO_REQUEST =
  'A message was neither a request nor an answer as the Model Context Protocol has them; it was passed over.';

/** There is nobody to ask: what was allowed, the line says. */
function askNobody({ flags }: ParsedLine): AgentPermit {
  return (target) => {
    if (flags.has('expose')) return Promise.resolve();
    const template =
      '{0} is not on this machine, or not in this folder: dial and listen on 127.0.0.1, or let a person start sockscope mcp with --expose.';
    return Promise.reject(new SockscopeError('NOT_EXPOSED', template, [nameOfTarget(target)]));
  };
}

/** Messages go the way of all output, which ends the program when the reader has gone. */
function outputOf(terminal: Terminal): Writable {
  const output = new Writable({
    write: (piece: Uint8Array, _encoding, done) => {
      terminal.write(piece).then(() => {
        done();
      }, done);
    },
  });
  // Each answer that waits for room listens for it; how many calls there are at once is up to the client.
  output.setMaxListeners(0);
  return output;
}
