import { parseEndpoint } from '../../engine/address/endpoint';
import { MAX_DATAGRAM_IPV6 } from '../../engine/limits';
import { DIAL_OPTIONS } from '../../engine/dialOptions';
import { MULTICAST_OPTIONS } from '../../engine/multicastOptions';
import { durationOption, parseCommandLine, type CommandLine } from '../terminal/commandLine';
import { asOnePiece, openSource, SOURCE_OPTIONS } from './byteSource';
import { CAPTURE_OPTION } from './captureArgument';
import { exchange } from './exchange';
import { EXPOSE_OPTION } from './exposure';
import { hostAndPort } from './hostAndPort';
import { openEngine } from './openEngine';
import { argumentsOf, readOptions } from './optionArguments';
import { OUTPUT_OPTION, redirect } from './outputArgument';
import { RECEIVED_BYTES, RECEIVED_DUMP } from './talkFormat';
import { tlsArguments } from './tlsArguments';
import { UsageError, type Terminal } from '../terminal/terminal';

const OPTIONS = [...DIAL_OPTIONS, ...MULTICAST_OPTIONS];

export const SEND: CommandLine = {
  usage:
    'sockscope send ENDPOINT PAYLOAD|-|--text TEXT|--hex HEX|--file FILE [--wait 1s] [--raw] [OPTION …] [--expose]',
  options: {
    ...SOURCE_OPTIONS,
    wait: { value: '1s', help: 'how long to wait for more to come back, once all was sent (1s)' },
    raw: { help: 'print the bytes that come back as they are, not as a hex dump' },
    ...OUTPUT_OPTION,
    ...CAPTURE_OPTION,
    ...Object.fromEntries(OPTIONS.flatMap(argumentsOf)),
    ...tlsArguments('dial'),
    ...EXPOSE_OPTION,
  },
};

const DEFAULT_WAIT = 1000;

/** Dials, sends, and prints what comes back until the peer ends it or nothing comes for a while. */
export async function send(args: readonly string[], terminal: Terminal, application: string): Promise<number> {
  const line = parseCommandLine(SEND, args);
  const [address, payload, ...more] = line.positionals;
  if (address === undefined || more.length > 0) {
    const hint = hostAndPort(address, payload);
    throw new UsageError(
      `send takes an endpoint and a payload; put each into quotes for the shell.${hint} Usage: ${SEND.usage}`,
    );
  }
  const options = readOptions(line, OPTIONS);
  const wait = durationOption(line, 'wait', DEFAULT_WAIT);
  const endpoint = parseEndpoint(address);
  const source = await openSource(line, payload, terminal);
  const format = line.flags.has('raw') ? RECEIVED_BYTES : RECEIVED_DUMP;
  const output = redirect(line, terminal);
  const { engine, tls, end } = await openEngine(line, format, application, output.terminal);
  let code: number;
  try {
    const socket = await engine.dial(endpoint, { signal: terminal.interrupted, ...options, ...(tls ? { tls } : {}) });
    const pieces = socket.kind === 'datagram' ? await asOnePiece(source, MAX_DATAGRAM_IPV6) : source;
    await exchange({ engine, socket, source: pieces, wait, terminal, output: output.terminal });
  } finally {
    terminal.closeInput();
    code = Math.max(await end(), await output.end());
  }
  return code;
}
