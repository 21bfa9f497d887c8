import { createCaptureFile } from '../record/captureFile';
import { DatagramRecord } from '../record/datagramRecord';
import { LiveCapture } from '../record/liveCapture';
import { SlabPool } from '../record/slabPool';
import { StreamRecord } from '../record/streamRecord';
import type { IpSocketAddress } from '../../engine/address/socketAddress';
import type { ConversationEvent } from '../conversation';
import type { ExportSource } from './exportFormats';
import { ReadAhead } from './readAhead';

export interface ExportCaptureOptions {
  /** The new file: absolute, and nothing may be there. */
  readonly path: string;
  /** Name and version of this program. */
  readonly application: string;
  readonly signal: AbortSignal;
  /** Told now and then how many bytes of payload are written. */
  readonly onProgress: (bytes: number) => void;
}

/** Writes chunks and events of one conversation into a new capture. */
interface Player {
  chunk(chunk: number, bytes: Uint8Array): void;
  gap(chunk: number): void;
  event(event: ConversationEvent): void;
  end(): void;
}

/**
 * A new pcapng file with one conversation only: the same chunks, events and times as in the capture, which need not be one of
 * ours, recorded again. What is missing there is missing here too.
 *
 * @throws The signal's reason; `EEXIST` and other system errors; SockscopeError `CAPTURE_WRITE_FAILED`. What was written by
 *   then stays.
 */
export async function exportCapture(source: ExportSource, options: ExportCaptureOptions): Promise<void> {
  const { capture, conversation, log } = source;
  const { signal } = options;
  /** Nanoseconds since the capture's start: what is recorded next happened then. */
  let now = 0;
  const target = new LiveCapture({
    path: options.path,
    title: capture.title,
    application: options.application,
    slabs: new SlabPool(),
    maxBytes: Infinity,
    clock: {
      startTime: capture.startTime,
      startNanoseconds: capture.startNanoseconds,
      now: () => now,
      catchUp: nothing,
    },
    file: createCaptureFile(options.path),
  });
  try {
    now = Math.round(Math.max(0, (conversation.startedAt - capture.startTime) * 1e6));
    const player = conversation.scheme === 'udp' ? playDatagrams(target, source) : playStream(target, source);
    const ahead = { received: new ReadAhead(capture, log, 'received'), sent: new ReadAhead(capture, log, 'sent') };
    // A peer's part of a datagram socket has chunk numbers of its own: the socket's events have no place among them.
    const events = log === conversation.log ? conversation.events : [];
    let nextEvent = 0;
    let written = 0;
    const playEvents = (beforeChunk: number): void => {
      for (; nextEvent < events.length && events[nextEvent]!.beforeChunk <= beforeChunk; nextEvent++) {
        now = events[nextEvent]!.time;
        player.event(events[nextEvent]!);
      }
    };
    const count = log.length;
    for (let chunk = 0; chunk < count; chunk++) {
      signal.throwIfAborted();
      playEvents(chunk);
      if (!target.hasRoom) {
        await target.drained();
        options.onProgress(written);
      }
      if (target.failure) throw target.failure.error;
      const length = log.byteLength(chunk);
      now = log.time(chunk);
      if (log.isGap(chunk)) player.gap(chunk);
      else {
        const bytes = await ahead[log.direction(chunk)].read(log.offset(chunk), length);
        now = log.time(chunk);
        player.chunk(chunk, bytes);
      }
      written += length;
    }
    playEvents(count);
    player.end();
  } finally {
    await target.end();
  }
  if (target.failure) throw target.failure.error;
}

const nothing = (): void => undefined;

function playStream(target: LiveCapture, { conversation, log }: ExportSource): Player {
  const { scheme, local, initiator } = conversation;
  const ends = { scheme, local, remote: conversation.remote ?? local, initiator };
  const record = new StreamRecord(target, ends, nothing);
  return {
    chunk: (chunk, bytes) => {
      record.chunk(log.direction(chunk), bytes);
    },
    gap: (chunk) => {
      record.gap(log.direction(chunk), log.byteLength(chunk));
    },
    event: (event) => {
      record.event(event);
    },
    end: () => {
      record.markGaps();
    },
  };
}

function playDatagrams(target: LiveCapture, { conversation, log }: ExportSource): Player {
  const { local, remote, peers } = conversation;
  if (local.family !== 'ip') throw new TypeError('a datagram socket has an IP address');
  const record = new DatagramRecord(target, local, nothing);
  const unknown: IpSocketAddress = remote?.family === 'ip' ? remote : { family: 'ip', address: '0.0.0.0', port: 0 };
  return {
    chunk: (chunk, bytes) => {
      record.datagram(log.direction(chunk), bytes, peers?.get(log.peer(chunk)) ?? unknown);
    },
    // The headers of a datagram cannot say so.
    gap: (chunk) => {
      const detail = `${log.byteLength(chunk)} bytes are missing here: they were not captured.`;
      record.event({ kind: 'error', direction: log.direction(chunk), detail });
    },
    event: (event) => {
      record.event(event);
    },
    end: nothing,
  };
}
