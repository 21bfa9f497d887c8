/**
 * A relay of the extension's engine, whose both sides the capture store records into a folder.
 *
 * Arguments: the folder, `stream` or `datagrams`, the target's port, impairments of what comes from the client as JSON.
 */
import { CaptureStore } from '../../../src/capture/captureStore';
import { Engine } from '../../../src/engine/engine';
import type { Impairments } from '../../../src/engine/relay/impairment/impairments';
import { BACKLOG } from './limits';
import { Meter } from './meter';
import type { RelayReport } from './reports';
import { serve } from './serve';

const HOST = '127.0.0.1';
const CONNECTION_LIMIT = 65_536;

async function relay(folder: string, kind: string, target: number, client: Impairments): Promise<void> {
  const store = new CaptureStore({ folder, application: 'Sockscope', maxCaptureBytes: () => Infinity });
  const engine = new Engine({ record: store.startRecording, connectionLimit: () => CONNECTION_LIMIT });
  const scheme = kind === 'stream' ? 'tcp' : 'udp';
  const { local } = await engine.relay(
    { scheme, host: HOST, port: 0 },
    { scheme, host: HOST, port: target },
    { impairments: { client }, ...(kind === 'stream' ? { backlog: BACKLOG } : {}) },
  );
  if (local?.family !== 'ip') throw new Error('The relay has no port.');
  const meter = new Meter();
  engine.on('socket', () => {
    meter.begin();
  });
  const report = async (): Promise<RelayReport> => {
    let [bytes, datagrams] = [0, 0];
    for (const capture of store.live) {
      await capture.flush();
      for (const { log } of capture.conversations) {
        bytes += log.bytes('received') + log.bytes('sent');
        datagrams += log.length;
      }
    }
    meter.end();
    return { ...meter.report(), bytes, datagrams };
  };
  serve(local.port, report, async () => {
    await engine.closeAll();
    await store.closeAll();
  });
}

const [folder, kind, target, impairments] = process.argv.slice(2);
void relay(folder!, kind!, Number(target), JSON.parse(impairments ?? '{}') as Impairments);
