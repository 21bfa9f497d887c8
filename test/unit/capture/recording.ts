import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Direction } from '../../../src/base/direction';
import type { Capture } from '../../../src/capture/capture';
import { CaptureStore, type CaptureStoreOptions } from '../../../src/capture/captureStore';
import type { ChunkLog } from '../../../src/capture/chunkLog';
import type { Conversation } from '../../../src/capture/conversation';
import { openCapture } from '../../../src/capture/openCapture';
import { captureProblemSentence } from '../../../src/capture/problems';
import type { FileCapture } from '../../../src/capture/read/fileCapture';
import type { LiveCapture } from '../../../src/capture/record/liveCapture';
import type { Recording } from '../../../src/engine/recording';
import type { IpSocketAddress } from '../../../src/engine/address/socketAddress';
import { makeTempFolder } from '../../support/temp-folder';

/** A store of captures in a folder of its own, which is removed afterwards. */
export interface TestStore {
  readonly store: CaptureStore;
  /** Begins a capture; also returns what the inspector would read. */
  begin(title?: string): { recording: Recording; capture: LiveCapture; path: string };
  remove(): Promise<void>;
}

export async function makeTestStore(
  maxCaptureBytes = 2 ** 40,
  options: Partial<CaptureStoreOptions> = {},
): Promise<TestStore> {
  const folder = await makeTempFolder();
  const store = new CaptureStore({
    folder: folder.path,
    application: 'Sockscope 0.0.0',
    maxCaptureBytes: () => maxCaptureBytes,
    // What writers write is looked at, whether it is a conversation or not.
    isInUse: () => Promise.resolve(true),
    ...options,
  });
  return {
    store,
    begin: (title = 'tcp 127.0.0.1 9000') => {
      const recording = store.startRecording(title);
      const path = fileURLToPath(recording.uri);
      return { recording, capture: store.find(path)!, path };
    },
    remove: async () => {
      await store.closeAll();
      await folder.remove();
    },
  };
}

export function ip(address: string, port: number): IpSocketAddress {
  return { family: 'ip', address, port };
}

/** The ends of a connection that a listener accepted. */
export const ACCEPTED_ENDS = {
  scheme: 'tcp',
  local: ip('127.0.0.1', 9000),
  remote: ip('127.0.0.1', 40000),
  initiator: 'received',
} as const;

/** Everything that a view could ask of a log. */
export function chunksOf(log: ChunkLog): object[] {
  return Array.from({ length: log.length }, (_, chunk) => ({
    direction: log.direction(chunk),
    offset: log.offset(chunk),
    length: log.byteLength(chunk),
    time: log.time(chunk),
    position: log.position(chunk),
    peer: log.peer(chunk),
    gap: log.isGap(chunk),
  }));
}

/** Everything that is known of a conversation, without its bytes. */
export function describeConversation(conversation: Conversation): object {
  const { id, scheme, local, remote, initiator, startedAt, state, events, eventsOmitted, peers, log } = conversation;
  return {
    ...{ id, scheme, local, remote, initiator, startedAt, state, events, eventsOmitted },
    peers: Array.from({ length: peers?.size ?? 0 }, (_, index) => peers?.get(index + 1)),
    chunks: chunksOf(log),
    layout: log.layout,
  };
}

/** A conversation's whole stream in one direction. */
export async function readAll(capture: Capture, conversation: Conversation, direction: Direction): Promise<Buffer> {
  return Buffer.from(await capture.readBytes(conversation.log, direction, 0, Infinity));
}

/** Opens bytes as a file, indexed to its end; the file is gone when `use` settles. */
export async function withOpened<T>(bytes: Uint8Array, use: (capture: FileCapture) => Promise<T> | T): Promise<T> {
  const folder = await makeTempFolder();
  try {
    const path = join(folder.path, 'test.pcapng');
    await writeFile(path, bytes);
    const capture = await openCapture(path);
    try {
      await capture.flush();
      return await use(capture);
    } finally {
      await capture.close();
    }
  } finally {
    await folder.remove();
  }
}

/** What both directions of each conversation say, as text; gaps as dots. */
export async function textsOf(capture: Capture): Promise<{ sent: string; received: string }[]> {
  return Promise.all(
    [...capture.conversations].map(async (conversation) => {
      const text = async (direction: Direction): Promise<string> =>
        (await readAll(capture, conversation, direction)).toString('latin1').replaceAll('\0', '.');
      return { sent: await text('sent'), received: await text('received') };
    }),
  );
}

/** The problems as sentences, each as often as it was counted. */
export function problemsOf(capture: Capture): string[] {
  return capture.problems.list.flatMap((problem) =>
    new Array<string>(problem.count).fill(captureProblemSentence(problem)),
  );
}
