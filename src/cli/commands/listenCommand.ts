import { faint } from '../../bytes/styledText';
import { formatSocketAddress, parseEndpoint } from '../../engine/address/endpoint';
import { MAX_DATAGRAM_IPV4 } from '../../engine/limits';
import { SERVICES } from '../../engine/services/services';
import type { Listener } from '../../engine/listener';
import { parseCommandLine, type CommandLine, type ParsedLine } from '../terminal/commandLine';
import type { InputLine } from '../terminal/lines';
import { LINE_END_CHOICES, lineEnd, inputPieces } from '../terminal/lineEnds';
import { CAPTURE_OPTION } from './captureArgument';
import { converseWithAll, converseWithOne, type Converse } from './converse';
import { EXPOSE_OPTION } from './exposure';
import { hostAndPort } from './hostAndPort';
import { openEngine } from './openEngine';
import { LISTEN_ARGUMENTS, readListenArguments } from './listenArguments';
import { ListenerProblems } from './listenerProblems';
import { talk, telling } from './talk';
import { FULL_TALK, receivedFormat } from './talkFormat';
import { peersOf } from './talkPeers';
import { tlsArguments } from './tlsArguments';
import { UsageError, type Line, type Terminal } from '../terminal/terminal';

export const LISTEN: CommandLine = {
  usage: 'sockscope listen ENDPOINT [SERVICE [PAYLOAD]] [OPTION …] [--eol lf] [--expose]',
  options: {
    talk: { value: 'one|all', help: 'talk as dial does: with the first client alone, or with all of them' },
    raw: { help: 'with --talk: on a terminal too, print what comes as it is, with all that it may do there' },
    eol: { value: 'lf', help: `with manual and --talk: what ends typed lines: ${LINE_END_CHOICES.join(', ')}` },
    ...CAPTURE_OPTION,
    ...LISTEN_ARGUMENTS,
    ...tlsArguments('listen'),
    ...EXPOSE_OPTION,
  },
};

const CONVERSATIONS: ReadonlyMap<string, (options: Converse) => Promise<void>> = new Map([
  ['one', converseWithOne],
  ['all', converseWithAll],
]);

/** @throws UsageError */
function conversationOf(
  { values }: ParsedLine,
  service: string | undefined,
): ((options: Converse) => Promise<void>) | undefined {
  const name = values.get('talk');
  if (name === undefined) return undefined;
  const conversation = CONVERSATIONS.get(name);
  if (!conversation) throw new UsageError(`--talk takes ${[...CONVERSATIONS.keys()].join(' or ')}, not “${name}”.`);
  if (service !== undefined)
    throw new UsageError(`--talk leaves the answers to you: leave out the service ${service}.`);
  return conversation;
}

/** Accepts one client for each line of standard input, until that or the program ends. */
async function acceptByLines(listener: Listener, terminal: Terminal): Promise<void> {
  const accept = async (line: InputLine): Promise<void> => {
    if (line.kind === 'refused') throw line.error;
    await terminal.unlessInterrupted(listener.acceptOne());
  };
  for await (const line of terminal.lines()) await telling(terminal, accept(line));
}

/** Listens and prints what comes and goes, until it is interrupted. With the service `manual`, typed lines are answers. */
export async function listen(args: readonly string[], terminal: Terminal, application: string): Promise<number> {
  const line = parseCommandLine(LISTEN, args);
  const { positionals } = line;
  const [address, service, payload, ...more] = positionals;
  if (address === undefined || more.length > 0) {
    const services = SERVICES.map(({ id }) => id).join(', ');
    throw new UsageError(`listen takes an endpoint, and perhaps a service (${services}). Usage: ${LISTEN.usage}`);
  }
  const hint = hostAndPort(address, service);
  if (hint !== '') throw new UsageError(`There is no service “${service}”.${hint} Usage: ${LISTEN.usage}`);
  const endpoint = parseEndpoint(address);
  const options = await readListenArguments(line, service, payload, terminal);
  const eol = line.values.get('eol');
  const conversation = conversationOf(line, service);
  const isManual = service?.toLowerCase() === 'manual';
  if (eol !== undefined && !conversation && !isManual) {
    throw new UsageError('--eol is for what is typed: it needs --talk or the service manual.');
  }
  const isHolding = options.accept === false;
  if (isHolding && (conversation || isManual)) {
    throw new UsageError(
      `--no-accept takes each typed line for a call of accept(): leave out ${isManual ? 'the service manual' : '--talk'}.`,
    );
  }
  const lineEnds = lineEnd(eol ?? 'lf');
  const format = conversation ? receivedFormat(line, terminal) : FULL_TALK;
  const { engine, tls, end } = await openEngine(line, format, application, terminal);
  const problems = new ListenerProblems(terminal);
  engine.on('socket', (socket) => {
    if (socket.kind === 'listener') problems.look(socket);
    else if (socket.kind === 'connection') problems.lookAt(socket);
  });
  let code: number;
  try {
    const socket = await engine.listen(endpoint, { ...options, ...(tls ? { tls } : {}) });
    const local = formatSocketAddress(socket.scheme, socket.local!);
    const does = service === undefined ? '' : `, service ${service.toLowerCase()}`;
    // Only where it is asked for: a program in the background that reads its terminal is stopped.
    const hint = isManual ? '; lines that you type are sent' : isHolding ? '; Enter accepts one client' : '';
    const said: Line = [faint(`listening on ${local}${does}${hint}; Ctrl+C ends`)];
    if (conversation) {
      await terminal.complain(said);
      const largest = endpoint.scheme === 'udp' ? MAX_DATAGRAM_IPV4 : undefined;
      await conversation({ engine, socket, source: { pieces: inputPieces(eol, terminal, largest) }, terminal });
    } else {
      await terminal.print(said);
      if (isManual) await talk({ terminal, eol: lineEnds, ...peersOf(engine, socket) });
      if (isHolding && socket.kind === 'listener') await acceptByLines(socket, terminal);
      await terminal.interruption();
    }
    await problems.end();
  } finally {
    terminal.closeInput();
    code = await end();
  }
  return code;
}
