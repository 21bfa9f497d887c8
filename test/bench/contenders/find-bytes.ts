/**
 * Records a file that is sent over loopback, and then finds a pattern in the capture as the inspector does: in steps, other
 * work having its turn in between. Tells how long finding took.
 *
 * Arguments: the file, the folder for the capture, the pattern in hex.
 */
import { createReadStream } from 'node:fs';
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { pipeline } from 'node:stream/promises';
import { exactly } from '../../../src/bytes/find/maskedPattern';
import type { Capture } from '../../../src/capture/capture';
import { CaptureStore } from '../../../src/capture/captureStore';
import { FoundMatches } from '../../../src/capture/search/foundMatches';
import { PatternMatcher } from '../../../src/capture/search/patternMatcher';
import { StreamSearch, type SearchedStream } from '../../../src/capture/search/streamSearch';
import { Engine } from '../../../src/engine/engine';
import type { FindingReport } from './reports';
import { tell } from './serve';

/** As the inspector has it. */
const STEP_TIME = 100;
/** Bytes that are sent at a time. */
const PIECE = 64 * 1024;

async function find(capture: Capture, pattern: Uint8Array): Promise<FindingReport> {
  const { log } = capture.conversations.at(0)!;
  const bytes = log.bytes('received');
  const found = new FoundMatches(log);
  const stream: SearchedStream = {
    length: bytes,
    grows: false,
    pieces: (start, end) => capture.readPieces(log, 'received', start, end),
  };
  const search = new StreamSearch(stream, new PatternMatcher([exactly(pattern)]));
  const start = performance.now();
  while (!search.isIdle) await search.step(STEP_TIME, (offset, length) => found.push('received', offset, length));
  return { milliseconds: performance.now() - start, matches: found.count, bytes: search.searched };
}

async function main(file: string, folder: string, pattern: string): Promise<void> {
  const store = new CaptureStore({ folder, application: 'Sockscope', maxCaptureBytes: () => Infinity });
  const engine = new Engine({ record: store.startRecording, connectionLimit: () => 1 });
  const listener = await engine.listen({ scheme: 'tcp', host: '127.0.0.1', port: 0 }, { service: 'discard' });
  if (listener.local?.family !== 'ip') throw new Error('The listener has no port.');
  const peer = connect(listener.local.port, '127.0.0.1');
  await pipeline(createReadStream(file, { highWaterMark: PIECE }), peer);
  const connection = [...engine.sockets].find((socket) => socket.kind === 'connection');
  while (connection?.state === 'open') await new Promise(setImmediate);
  const [capture] = store.live;
  if (!capture) throw new Error('Nothing was recorded.');
  await capture.flush();
  tell(await find(capture, Buffer.from(pattern, 'hex')));
  await engine.closeAll();
  await store.closeAll();
}

const [file, folder, pattern] = process.argv.slice(2);
void main(file!, folder!, pattern!);
