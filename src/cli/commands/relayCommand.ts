import { faint } from '../../bytes/styledText';
import { formatSocketAddress, parseEndpoint } from '../../engine/address/endpoint';
import { LISTEN_OPTIONS } from '../../engine/listenOptions';
import { IMPAIRMENTS, type Impairments } from '../../engine/relay/impairment/impairments';
import {
  bySide,
  readImpairment,
  writeImpairments,
  type ImpairmentsBySide,
} from '../../engine/relay/impairment/impairmentWords';
import { readSeed } from '../../engine/relay/seed';
import { TLS_OPTIONS, type DialTlsOptions, type ListenTlsOptions, type TlsOperation } from '../../engine/tlsOptions';
import { parseCommandLine, type CommandLine, type ParsedLine } from '../terminal/commandLine';
import { UsageError, type Line, type Terminal } from '../terminal/terminal';
import { CAPTURE_OPTION } from './captureArgument';
import { EXPOSE_OPTION } from './exposure';
import { ListenerProblems } from './listenerProblems';
import { openEngine } from './openEngine';
import { argumentsOf, asHelp, readOptions } from './optionArguments';
import { FULL_TALK } from './talkFormat';
import { tlsArguments } from './tlsArguments';

/** `cut after` is `--cut-after`. */
const nameOf = (word: string): string => word.replaceAll(' ', '-');

export const RELAY: CommandLine = {
  usage: 'sockscope relay ENDPOINT TARGET [--delay 100ms] [--loss 20%] [OPTION …] [--expose]',
  options: {
    ...Object.fromEntries(
      IMPAIRMENTS.map(({ word, example, description }) => [
        nameOf(word),
        { help: asHelp(description), ...(example === undefined ? {} : { value: example }) },
      ]),
    ),
    from: { value: 'client|server', help: 'do that to what comes from this side alone' },
    seed: { value: '7', help: 'what all that happens by chance follows from; drawn and told unless given' },
    ...CAPTURE_OPTION,
    ...Object.fromEntries(LISTEN_OPTIONS.flatMap(argumentsOf)),
    ...tlsArguments('dial'),
    ...tlsArguments('listen'),
    ...EXPOSE_OPTION,
  },
};

/** @throws UsageError */
function impairmentsOf({ flags, values }: ParsedLine): ImpairmentsBySide {
  let said: Impairments = {};
  for (const impairment of IMPAIRMENTS) {
    const name = nameOf(impairment.word);
    const text = flags.has(name) ? '' : values.get(name);
    if (text === undefined) continue;
    const read = readImpairment(impairment, text);
    if (!read) throw new UsageError(`--${name} needs a value such as ${impairment.example ?? ''}, not “${text}”.`);
    said = { ...said, ...read };
  }
  const from = values.get('from');
  if (from === undefined || from === 'client' || from === 'server') return bySide(said, from);
  throw new UsageError(`--from takes client or server, not “${from}”.`);
}

/** @throws UsageError */
function seedOf({ values }: ParsedLine): { readonly seed?: number } {
  const text = values.get('seed');
  if (text === undefined) return {};
  const seed = readSeed(text);
  if (seed === undefined) throw new UsageError(`--seed needs a whole number, not “${text}”.`);
  return { seed };
}

type Tls = DialTlsOptions & ListenTlsOptions;

/** What is said of TLS, for the side that speaks it. */
function tlsFor(operation: TlsOperation, tls: Tls | undefined): Tls | undefined {
  const own = TLS_OPTIONS.filter(({ operations }) => operations.includes(operation)).map(({ id }) => id as string);
  const fitting = Object.entries(tls ?? {}).filter(([name]) => own.includes(name));
  return fitting.length === 0 ? undefined : Object.fromEntries(fitting);
}

/** Relays and prints what comes and goes at both sides, until it is interrupted. */
export async function relay(args: readonly string[], terminal: Terminal, application: string): Promise<number> {
  const line = parseCommandLine(RELAY, args);
  const [address, target, ...more] = line.positionals;
  if (address === undefined || target === undefined || more.length > 0) {
    throw new UsageError(`relay takes an endpoint to listen on, and a target. Usage: ${RELAY.usage}`);
  }
  const [endpoint, dialled] = [parseEndpoint(address), parseEndpoint(target)];
  const impairments = impairmentsOf(line);
  const options = { ...readOptions(line, LISTEN_OPTIONS), ...seedOf(line), impairments };
  const { engine, tls, end } = await openEngine(line, FULL_TALK, application, terminal);
  const problems = new ListenerProblems(terminal);
  engine.on('socket', (socket) => {
    if (socket.kind === 'listener') problems.look(socket);
    else if (socket.kind === 'connection') problems.lookAt(socket);
  });
  let code: number;
  try {
    const ownTls = endpoint.scheme === 'tls' ? tlsFor('listen', tls) : undefined;
    const targetTls = dialled.scheme === 'tls' ? tlsFor('dial', tls) : undefined;
    const socket = await engine.relay(endpoint, dialled, {
      ...options,
      ...(ownTls ? { tls: ownTls } : {}),
      ...(targetTls ? { targetTls } : {}),
    });
    const does = writeImpairments(impairments);
    const { seed = 0 } = socket.info();
    const said: Line = [
      faint(
        `relaying ${formatSocketAddress(socket.scheme, socket.local!)} to ${target}${does === '' ? '' : `, ${does}`}; seed ${seed}; Ctrl+C ends`,
      ),
    ];
    await terminal.print(said);
    await terminal.interruption();
    await problems.end();
  } finally {
    terminal.closeInput();
    code = await end();
  }
  return code;
}
