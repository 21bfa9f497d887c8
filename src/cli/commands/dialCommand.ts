import { faint } from '../../bytes/styledText';
import { parseEndpoint } from '../../engine/address/endpoint';
import { DIAL_OPTIONS } from '../../engine/dialOptions';
import { MULTICAST_OPTIONS } from '../../engine/multicastOptions';
import { durationOption, parseCommandLine, type CommandLine } from '../terminal/commandLine';
import { MAX_DATAGRAM_IPV4 } from '../../engine/limits';
import { inputPieces, LINE_END_CHOICES } from '../terminal/lineEnds';
import type { OutputEnd } from '../terminal/outputQueue';
import { UsageError, type Terminal } from '../terminal/terminal';
import type { ByteSource } from './byteSource';
import { CAPTURE_OPTION } from './captureArgument';
import { exchange } from './exchange';
import { EXPOSE_OPTION } from './exposure';
import { hostAndPort } from './hostAndPort';
import { openEngine } from './openEngine';
import { argumentsOf, readOptions } from './optionArguments';
import { OUTPUT_OPTION, redirect } from './outputArgument';
import { payloadLines } from './payloadLines';
import { peerName } from './peerName';
import { receivedFormat } from './talkFormat';
import { tlsArguments } from './tlsArguments';

const OPTIONS = [...DIAL_OPTIONS, ...MULTICAST_OPTIONS];

export const DIAL: CommandLine = {
  usage: 'sockscope dial ENDPOINT [--eol lf|crlf|none] [--payload] [--raw] [--wait 1s] [OPTION …] [--expose]',
  options: {
    eol: { value: 'lf', help: `what ends each line that is sent: ${LINE_END_CHOICES.join(', ')} (as it comes)` },
    payload: { help: 'each line is a payload: "text", [0a 0b], u16be(10)' },
    raw: { help: 'on a terminal too, print what comes as it is, with all that it may do there' },
    wait: { value: '1s', help: 'how long to wait for more, once all was sent (TCP: for as long as it takes; UDP: 1s)' },
    ...OUTPUT_OPTION,
    ...CAPTURE_OPTION,
    ...Object.fromEntries(OPTIONS.flatMap(argumentsOf)),
    ...tlsArguments('dial'),
    ...EXPOSE_OPTION,
  },
};

/** As a shell says it of a program that Ctrl+C ended: 128 and the number of SIGINT. */
const INTERRUPTED = 130;

/** As a shell says it of a program whose reader has gone, as it ends `nc`: 128 and the number of SIGPIPE. */
const READER_GONE = 141;

const FAILED = 1;

/** What ended a conversation before it was over. */
const ENDED_EARLY: Readonly<Record<OutputEnd | 'interrupted', number>> = {
  interrupted: INTERRUPTED,
  'reader-gone': READER_GONE,
  failed: FAILED,
};

/** Nobody tells when a peer without a connection has said everything. */
const DATAGRAM_WAIT = 1000;

/** Dials and talks: standard input goes out and its end is told the peer, what comes in goes to standard output. */
export async function dial(args: readonly string[], terminal: Terminal, application: string): Promise<number> {
  const line = parseCommandLine(DIAL, args);
  const [address, ...more] = line.positionals;
  if (address === undefined || more.length > 0) {
    const hint = hostAndPort(address, more[0]);
    throw new UsageError(
      `dial takes an endpoint; what is to be sent comes on standard input.${hint} Usage: ${DIAL.usage}`,
    );
  }
  const options = readOptions(line, OPTIONS);
  const endpoint = parseEndpoint(address);
  const isDatagram = endpoint.scheme === 'udp';
  const wait = line.values.has('wait') || isDatagram ? durationOption(line, 'wait', DATAGRAM_WAIT) : undefined;
  const source = inputSource(line.values.get('eol'), line.flags.has('payload'), terminal, isDatagram);
  const output = redirect(line, terminal);
  const format = receivedFormat(line, output.terminal);
  const { engine, tls, end } = await openEngine(line, format, application, output.terminal);
  let code = 0;
  try {
    const socket = await engine.dial(endpoint, { signal: terminal.interrupted, ...options, ...(tls ? { tls } : {}) });
    if (terminal.isTyped) {
      const peer = peerName(socket.scheme, socket.remote);
      await terminal.complain([faint(`connected to ${peer}; Ctrl+D ends what you send, Ctrl+C ends all`)]);
    }
    await exchange({
      ...{ engine, socket, source, terminal, output: output.terminal, isTalk: true, endsWithPeer: terminal.isTyped },
      ...(wait === undefined ? {} : { wait }),
    });
    if (terminal.isInterrupted) code = ENDED_EARLY[output.terminal.outputEnd ?? 'interrupted'];
  } finally {
    terminal.closeInput();
    code = Math.max(code, await end(), await output.end());
  }
  return code;
}

function inputSource(eol: string | undefined, isPayload: boolean, terminal: Terminal, isDatagram: boolean): ByteSource {
  if (isPayload) {
    if (eol !== undefined) throw new UsageError('--payload says every byte itself: leave out --eol.');
    return { pieces: payloadLines(terminal) };
  }
  return { pieces: inputPieces(eol, terminal, isDatagram ? MAX_DATAGRAM_IPV4 : undefined) };
}
