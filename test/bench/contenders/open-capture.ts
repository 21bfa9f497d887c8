/**
 * Opens a capture as the inspector does, and tells how long that took.
 *
 * Argument: the file.
 */
import { performance } from 'node:perf_hooks';
import { openCapture } from '../../../src/capture/openCapture';
import type { OpeningReport } from './reports';
import { tell } from './serve';

/** What a large window shows: 64 rows of 16 bytes. */
const SCREEN_BYTES = 1024;

async function open(path: string): Promise<void> {
  const start = performance.now();
  const capture = await openCapture(path);
  const first = capture.conversations.at(0);
  if (first === undefined) throw new Error(`${path} has no conversation.`);
  await capture.readBytes(first.log, 'received', 0, SCREEN_BYTES);
  const firstRows = performance.now() - start;
  await capture.flush();
  const wholeIndex = performance.now() - start;
  const bytes = [...capture.conversations].reduce((sum, { log }) => sum + log.bytes('received'), 0);
  await capture.close();
  tell({ firstRows, wholeIndex, bytes } satisfies OpeningReport);
}

void open(process.argv[2]!);
