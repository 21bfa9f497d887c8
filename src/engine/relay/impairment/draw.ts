/** Draws that depend on nothing but what they are drawn for: whoever asks again, in any order, gets the same. */
import { SockscopeError } from '../../../base/error';

const SEEDS = 2 ** 32;

/** For whoever gives none. */
export const drawSeed = (): number => Math.floor(Math.random() * SEEDS);

/** Throws SockscopeError `BAD_SEED`. */
export function requireSeed(seed: number): void {
  if (Number.isInteger(seed) && seed >= 0 && seed < SEEDS) return;
  throw new SockscopeError('BAD_SEED', 'The seed must be a whole number from 0 to {1}, not {0}.', [seed, SEEDS - 1]);
}

/** What is decided by a draw. Their numbers are part of what a seed means: a new one goes to the end. */
const PURPOSES = [
  'loss',
  'burst',
  'duplicate',
  'reorder',
  'corrupt',
  'garble',
  'jitter',
  'jitter2',
  'stall',
  'place',
  'value',
] as const;

export type DrawPurpose = (typeof PURPOSES)[number];

/** A number from 0 on and below 1, for the datagram with this number, or for the stream's byte or segment at this index. */
export type Draw = (purpose: DrawPurpose, index: number) => number;

/** Which way something goes through a relay: from the client's side, or from the server's. */
export type RelaySide = 'client' | 'server';

const NUMBERS = new Map<DrawPurpose, number>(PURPOSES.map((purpose, number) => [purpose, number + 1]));

/**
 * The draws of one flow and direction.
 *
 * @param seed A whole number from 0 to 2^32 - 1.
 * @param flow The connection's, or the peer's, number within its relay.
 */
export function drawsOf(seed: number, flow: number, from: RelaySide): Draw {
  const base = mix(mix(seed | 0, flow), from === 'client' ? 1 : 2);
  return (purpose, index) => {
    const hash = mix(mix(mix(base, NUMBERS.get(purpose)!), index), Math.floor(index / 2 ** 32));
    return finish(hash) / 2 ** 32;
  };
}

/** MurmurHash3, x86, 32 bits: one word of it, and its end. */
function mix(hash: number, word: number): number {
  let k = Math.imul(word | 0, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const mixed = hash ^ k;
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
