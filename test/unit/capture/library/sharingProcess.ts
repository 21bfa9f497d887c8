/**
 * A process that shares a folder of captures with others, as a window of the editor does. Its parent says what it shall do,
 * and is told when that is done.
 *
 * Arguments: the folder.
 */
import { basename } from 'node:path';
import { CaptureStore } from '../../../../src/capture/captureStore';
import { CaptureRetention } from '../../../../src/capture/library/captureRetention';
import { pin } from '../../../../src/capture/library/pins';
import { processIdentity } from '../../../../src/capture/library/processIdentity';
import { ProcessMarker } from '../../../../src/capture/library/processMarker';
import type { StartRecording, StreamRecording } from '../../../../src/engine/recording';
import { ACCEPTED_ENDS } from '../recording';

/** What the process shall do: have captures in use; write to the one that it records, and record others meanwhile; make room for none. */
export type Order =
  | { readonly kind: 'use' }
  | { readonly kind: 'write'; readonly times: number; readonly text: string }
  | { readonly kind: 'prune'; readonly times: number };

const folder = process.argv[2]!;
const identity = processIdentity(process.pid);
const store = new CaptureStore({
  folder,
  application: 'Sockscope 0.0.0',
  maxCaptureBytes: () => Infinity,
  isOwnFolder: true,
  process: identity,
});
const marker = new ProcessMarker(folder, () => identity);
const retention = new CaptureRetention({
  store,
  marker,
  limits: () => ({ captures: 0, runs: 0, bytes: 0 }),
  onRemoved: () => undefined,
  onMadeRoom: () => undefined,
});
let live: StreamRecording | undefined;

function begin(
  title: string,
  record: StartRecording = store.startRecording,
): StreamRecording & { end: () => Promise<string> } {
  const before = new Set(store.live);
  const recording = record(title, { kind: 'listener', address: 'tcp://127.0.0.1:9000' });
  const { path } = store.live.find((capture) => !before.has(capture))!;
  const stream = recording.stream(ACCEPTED_ENDS);
  stream.chunk('sent', Buffer.from(title));
  return Object.assign(stream, {
    end: async () => {
      await recording.close();
      return path;
    },
  });
}

async function use(): Promise<void> {
  live = begin('live');
  const run = store.forRun('goes on');
  await begin('of-run', run.record).end();
  const open = await begin('open').end();
  await pin(await begin('pinned').end());
  await marker.update({ open: [basename(open)], runs: [run.run.id], isRecording: true });
  for (let i = 0; i < 3; i++) await begin(`finished${i}`).end();
}

async function write(times: number, text: string): Promise<void> {
  for (let i = 0; i < times; i++) {
    live!.chunk('sent', Buffer.from(text));
    await begin('meanwhile').end();
  }
}

async function prune(times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    await begin('own').end();
    await store.index.refresh(0);
    await retention.prune();
  }
}

function carryOut(order: Order): Promise<void> {
  switch (order.kind) {
    case 'use':
      return use();
    case 'write':
      return write(order.times, order.text);
    case 'prune':
      return prune(order.times);
  }
}

process.on('message', (order: Order) => {
  // A rejection ends this process, which the parent notices.
  void carryOut(order).then(() => process.send?.('done'));
});
process.on('disconnect', () => process.exit());
