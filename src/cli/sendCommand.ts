import { parseEndpoint } from '../engine/endpoint';
import { Engine } from '../engine/engine';
import { isEnded } from '../engine/socketInfo';
import { durationOption, parseCommandLine, type CommandLine } from './commandLine';
import { hexDump } from './hexDump';
import { NO_RECORDING } from './noRecording';
import { encodeArgument } from './payloadArgument';
import { UsageError, type Terminal } from './terminal';

export const SEND: CommandLine = {
  usage: 'sockscope send ENDPOINT PAYLOAD [--wait 1s] [--raw]',
  options: {
    wait: { value: '1s', help: 'how long to wait for more to come back (1s)' },
    raw: { help: 'print the bytes that come back as they are, not as a hex dump' },
  },
};

const DEFAULT_WAIT = 1000;

/** Dials, sends, and prints what comes back until the peer ends it or nothing comes for a while. */
export async function send(args: readonly string[], terminal: Terminal): Promise<number> {
  const line = parseCommandLine(SEND, args);
  const [address, payload, ...more] = line.positionals;
  if (address === undefined || payload === undefined || more.length > 0) {
    throw new UsageError(
      `send takes an endpoint and a payload; put each into quotes for the shell. Usage: ${SEND.usage}`,
    );
  }
  const wait = durationOption(line, 'wait', DEFAULT_WAIT);
  const endpoint = parseEndpoint(address);
  const bytes = await encodeArgument(payload, terminal);
  const engine = new Engine({ record: () => NO_RECORDING });
  try {
    const socket = await engine.dial(endpoint, { signal: terminal.interrupted });
    await new Promise<void>((resolve, reject) => {
      let offset = 0;
      let printed = Promise.resolve();
      const finish = (): void => {
        clearTimeout(timer);
        printed.then(resolve, reject);
      };
      let timer = setTimeout(finish, wait);
      const onReceive = (chunk: Uint8Array): void => {
        const start = socket.kind === 'datagram' ? 0 : offset;
        offset += chunk.length;
        printed = printed.then(() =>
          terminal.print(line.flags.has('raw') ? chunk : hexDump(chunk, start, terminal.style)),
        );
        clearTimeout(timer);
        timer = setTimeout(finish, wait);
      };
      socket.onReceive(onReceive);
      engine.on('socket', () => {
        if (socket.state === 'half-closed-remote' || isEnded(socket.state)) finish();
      });
      terminal.interrupted.addEventListener('abort', finish, { once: true });
      socket.send(bytes).catch((error: unknown) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error(String(error)));
      });
    });
    if (socket.error !== undefined) throw socket.error;
    return 0;
  } finally {
    await engine.closeAll();
  }
}
