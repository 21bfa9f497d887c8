/**
 * Run by a test in a process of its own, to be killed: floods a capture with chunks that tell their number, and prints
 * after each flush how many are in the file for certain.
 */
import { argv, stdout } from 'node:process';
import { CaptureStore } from '../../src/capture/captureStore';
import { ip } from '../unit/capture/recording';

const CHUNK_BYTES = 1000;

async function flood(folder: string): Promise<void> {
  const store = new CaptureStore({ folder, application: 'Sockscope 0.0.0', maxCaptureBytes: () => 2 ** 40 });
  store.onDidFail((capture) => stdout.write(`failed ${capture.failure!.error.code}\n`));
  const recording = store.startRecording('tcp 127.0.0.1 9000');
  const stream = recording.stream({
    scheme: 'tcp',
    local: ip('127.0.0.1', 9000),
    remote: ip('127.0.0.1', 1),
    initiator: 'received',
  });
  for (let count = 1; ; count++) {
    const chunk = Buffer.alloc(CHUNK_BYTES, ' ');
    chunk.write(String(count - 1));
    if (!stream.chunk('received', chunk)) await stream.drained();
    if (count % 1000 !== 0) continue;
    await store.live[0]!.flush();
    stdout.write(`${count}\n`);
  }
}

void flood(argv[2]!);
