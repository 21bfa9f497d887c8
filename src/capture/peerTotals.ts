import type { ChunkLog } from './chunkLog';
import type { Turn } from './turn';

/** How much one peer of a datagram socket said, and was told. */
export interface PeerTotal {
  readonly chunks: number;
  /** Bytes per direction. */
  readonly received: number;
  readonly sent: number;
}

const NOTHING: PeerTotal = { chunks: 0, received: 0, sent: 0 };

/** Counts a datagram socket's chunks by peer: each of them once, however often it is asked. */
export class PeerTotals {
  readonly #log: ChunkLog;
  readonly #totals: { chunks: number; received: number; sent: number }[] = [];
  #seen = 0;

  constructor(log: ChunkLog) {
    this.#log = log;
  }

  /** Takes in what became visible since the last time; others have their turn meanwhile. */
  async update(turn: Turn): Promise<void> {
    const log = this.#log;
    while (this.#seen < log.length) {
      const chunk = this.#seen++;
      const total = (this.#totals[log.peer(chunk)] ??= { chunks: 0, received: 0, sent: 0 });
      total.chunks++;
      total[log.direction(chunk)] += log.byteLength(chunk);
      if (turn.isOver()) await turn.pass();
    }
  }

  /** @param peer Its number in the peer table. */
  of(peer: number): PeerTotal {
    return this.#totals[peer] ?? NOTHING;
  }
}
