import { formatSocketEndpoint, parseEndpoint } from '../engine/endpoint';
import { Engine } from '../engine/engine';
import { SERVICES } from '../engine/services';
import { parseCommandLine, type CommandLine } from './commandLine';
import { EXPOSE_OPTION, requireExposure } from './exposure';
import { PrintedRecording } from './printedRecording';
import { UsageError, type Terminal } from './terminal';

export const LISTEN: CommandLine = {
  usage: 'sockscope listen ENDPOINT [SERVICE] [--expose]',
  options: EXPOSE_OPTION,
};

/** Listens and prints what comes and goes, until it is interrupted. */
export async function listen(args: readonly string[], terminal: Terminal): Promise<number> {
  const line = parseCommandLine(LISTEN, args);
  const { positionals } = line;
  const [address, service, ...more] = positionals;
  if (address === undefined || more.length > 0) {
    const services = SERVICES.map(({ id }) => id).join(', ');
    throw new UsageError(`listen takes an endpoint, and perhaps a service (${services}). Usage: ${LISTEN.usage}`);
  }
  const endpoint = parseEndpoint(address);
  requireExposure(endpoint, line);
  const recording = new PrintedRecording(terminal);
  const engine = new Engine({ record: recording.record });
  const socket = await engine.listen(endpoint, service === undefined ? {} : { service });
  const local = formatSocketEndpoint(endpoint.transport === 'udp' ? 'udp' : 'tcp', socket.local!);
  const does = service === undefined ? '' : `, service ${service.toLowerCase()}`;
  await terminal.print(terminal.style.faint(`listening on ${local}${does}; Ctrl+C ends`) + '\n');
  await interruption(terminal.interrupted);
  await engine.closeAll();
  await recording.printed();
  return 0;
}

/** Settles when the signal fires. The process stays as long as something is open. */
export function interruption(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}
