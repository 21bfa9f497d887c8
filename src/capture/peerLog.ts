import { ChunkLog } from './chunkLog';

/** The part of a datagram socket's log that belongs to one peer, with offsets of its own. */
export class PeerLog {
  readonly log: ChunkLog;
  readonly #whole: ChunkLog;
  readonly #peer: number;
  #seen = 0;

  /** @param peer Its number in the conversation's peer table. */
  constructor(whole: ChunkLog, peer: number) {
    this.#whole = whole;
    this.#peer = peer;
    this.log = new ChunkLog(whole.layout);
    this.update();
  }

  /** Takes in what became visible since the last time. */
  update(): void {
    const whole = this.#whole;
    for (; this.#seen < whole.length; this.#seen++) {
      const chunk = this.#seen;
      if (whole.peer(chunk) !== this.#peer) continue;
      const gap = whole.isGap(chunk);
      const length = whole.byteLength(chunk);
      this.log.append(whole.direction(chunk), length, whole.time(chunk), whole.position(chunk), this.#peer, gap);
      const pieces = whole.pieces(chunk);
      if (pieces !== undefined) this.log.scatter(pieces);
    }
    this.log.commit();
  }
}
