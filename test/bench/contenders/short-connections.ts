/**
 * Engine, capture store and retention of the extension, dialling one server again and again, each time for a few bytes.
 *
 * Arguments: the folder, the server's port, how many connections, how many of them at once.
 */
import { readdirSync } from 'node:fs';
import { CaptureStore } from '../../../src/capture/captureStore';
import { CaptureRetention } from '../../../src/capture/library/captureRetention';
import { ProcessMarker } from '../../../src/capture/library/processMarker';
import { Engine } from '../../../src/engine/engine';
import { Meter } from './meter';
import type { ShortConnectionsReport } from './reports';

/** The extension's defaults. */
const LIMITS = { captures: 50, runs: 5, bytes: 8 * 2 ** 30 };
/** Milliseconds between two looks at the folder. */
const SAMPLING = 100;

async function dialAll(folder: string, port: number, count: number, atOnce: number): Promise<void> {
  const store = new CaptureStore({
    folder,
    application: 'Sockscope',
    maxCaptureBytes: () => Infinity,
    isOwnFolder: true,
  });
  const engine = new Engine({ record: store.startRecording });
  const retention = new CaptureRetention({
    store,
    marker: new ProcessMarker(folder, () => store.process),
    limits: () => LIMITS,
    onRemoved: () => undefined,
    onMadeRoom: () => undefined,
  });
  store.onDidChange(({ kind }) => {
    if (kind === 'ended') void retention.prune();
  });
  let begun = 0;
  const dialOneByOne = async (): Promise<void> => {
    while (begun++ < count) {
      const connection = await engine.dial({ scheme: 'tcp', host: '127.0.0.1', port });
      if (connection.kind !== 'connection') throw new Error('TCP makes connections.');
      await connection.send(Buffer.from('hello'));
      await connection.close();
    }
  };
  const meter = new Meter();
  let mostFiles = 0;
  const sampling = setInterval(() => {
    mostFiles = Math.max(mostFiles, readdirSync(folder).length);
  }, SAMPLING);
  const start = performance.now();
  meter.begin();
  await Promise.all(Array.from({ length: atOnce }, dialOneByOne));
  await store.closeAll();
  await retention.prune();
  meter.end();
  clearInterval(sampling);
  const files = readdirSync(folder).length;
  const report: ShortConnectionsReport = {
    ...meter.report(),
    milliseconds: performance.now() - start,
    mostFiles,
    files,
  };
  process.send?.(report);
  process.disconnect();
}

const [folder, port, count, atOnce] = process.argv.slice(2);
void dialAll(folder!, Number(port), Number(count), Number(atOnce));
