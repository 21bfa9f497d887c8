/**
 * Engine and capture store of the extension, recording into a folder what arrives at one datagram socket.
 *
 * Argument: the folder.
 */
import { CaptureStore } from '../../../src/capture/captureStore';
import { Engine } from '../../../src/engine/engine';
import type { DatagramReport } from './reports';
import { serve } from './serve';

async function record(folder: string): Promise<void> {
  const store = new CaptureStore({ folder, application: 'Sockscope', maxCaptureBytes: () => Infinity });
  const engine = new Engine({ record: store.startRecording });
  const { local } = await engine.listen({ scheme: 'udp', host: '127.0.0.1', port: 0 });
  if (local?.family !== 'ip') throw new Error('The socket has no port.');
  serve(
    local.port,
    async () => {
      let datagrams = 0;
      for (const capture of store.live) {
        await capture.flush();
        for (const { log } of capture.conversations) datagrams += log.length;
      }
      return { datagrams } satisfies DatagramReport;
    },
    async () => {
      await engine.closeAll();
      await store.closeAll();
    },
  );
}

void record(process.argv[2]!);
