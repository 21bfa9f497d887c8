import { pathToFileURL } from 'node:url';
import { countBytes } from '../capture/capture';
import type { CaptureStore } from '../capture/captureStore';
import type { AgentCapture } from './context';

/** Milliseconds for which a listing of the folder is good enough, whatever other programs do there. */
const LISTING_AGE = 1000;

/** What a store records and has recorded, the newest first. */
export async function storedCaptures({ index, live }: Pick<CaptureStore, 'index' | 'live'>): Promise<AgentCapture[]> {
  await index.refresh(LISTING_AGE);
  const recorded = new Set(live.map(({ path }) => path));
  const growing = live.map((capture): AgentCapture => {
    const { received, sent } = countBytes(capture.conversations);
    const { path, startTime, origin } = capture;
    return {
      uri: pathToFileURL(path).href,
      path,
      bytes: received + sent,
      startedAt: startTime,
      isLive: true,
      ...(origin && { origin }),
    };
  });
  const ended = [...index.entries].flatMap(({ path, bytes, startedAt, origin, end }): AgentCapture[] =>
    recorded.has(path)
      ? []
      : [
          {
            uri: pathToFileURL(path).href,
            path,
            bytes: end === undefined ? bytes : end.received + end.sent,
            isLive: false,
            ...(startedAt === undefined ? {} : { startedAt }),
            ...(origin && { origin }),
          },
        ],
  );
  return [...growing.toReversed(), ...ended.toReversed()];
}
