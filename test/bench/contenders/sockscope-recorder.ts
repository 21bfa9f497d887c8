/**
 * Engine and capture store of the extension, recording into a folder what arrives at one listener.
 *
 * Arguments: the folder, the service.
 */
import { CaptureStore } from '../../../src/capture/captureStore';
import type { Connection } from '../../../src/engine/connection';
import { Engine } from '../../../src/engine/engine';
import type { LiveSocket } from '../../../src/engine/liveSocket';
import { BACKLOG } from './limits';
import { Meter } from './meter';
import type { StreamReport } from './reports';
import { serve } from './serve';

const CONNECTION_LIMIT = 65_536;

async function record(folder: string, service: string): Promise<void> {
  const store = new CaptureStore({ folder, application: 'Sockscope', maxCaptureBytes: () => Infinity });
  const engine = new Engine({ record: store.startRecording, connectionLimit: () => CONNECTION_LIMIT });
  const listener = await engine.listen({ scheme: 'tcp', host: '127.0.0.1', port: 0 }, { service, backlog: BACKLOG });
  const { local } = listener;
  if (local?.family !== 'ip') throw new Error('The listener has no port.');

  const meter = new Meter();
  const ended = new Set<Connection>();
  const flush = async (): Promise<void> => {
    for (const capture of store.live) await capture.flush();
  };
  const onEnd = async (connection: Connection): Promise<void> => {
    // The sender waits for this side to close, which is when it stops its clock.
    if (service === 'manual') await flush();
    meter.end();
    if (service === 'manual') await connection.close();
  };
  engine.on('list', () => {
    meter.begin();
  });
  engine.on('socket', (socket: LiveSocket) => {
    if (socket.kind !== 'connection' || socket.state !== 'half-closed-remote' || ended.has(socket)) return;
    ended.add(socket);
    void onEnd(socket);
  });

  serve(
    local.port,
    async () => {
      await flush();
      let bytes = 0;
      for (const { conversations } of store.live) for (const { log } of conversations) bytes += log.bytes('received');
      return { ...meter.report(), bytes } satisfies StreamReport;
    },
    async () => {
      await engine.closeAll();
      await store.closeAll();
    },
  );
}

const [folder, service] = process.argv.slice(2);
void record(folder!, service!);
