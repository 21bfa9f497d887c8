/** Whether what a relay sends comes back to it, by itself or through other relays of this process. */
import { isReachedAt, isSameEnd } from '../address/sameAddress';
import type { SocketAddress } from '../address/socketAddress';

export interface RelayEnds {
  /** TCP and TLS share their ports, UDP has its own. */
  readonly carries: 'stream' | 'datagrams';
  /** What it listens on. */
  readonly local: SocketAddress;
  /** Whether `::` takes IPv6 alone there. */
  readonly v6only: boolean;
  /** What its target stands for. */
  readonly targets: readonly SocketAddress[];
}

/** The relays by which it would come back, in order, `relay` the last; undefined where it does not. */
export function findLoop<R extends RelayEnds>(relay: R, others: Iterable<R>): readonly R[] | undefined {
  const all = [...new Set([relay, ...others])];
  const seen = new Set<R>();
  const follow = (from: R): R[] | undefined => {
    for (const next of all) {
      if (!from.targets.some((target) => isListeningAt(next, from, target))) continue;
      if (next === relay) return [next];
      if (seen.has(next)) continue;
      seen.add(next);
      const rest = follow(next);
      if (rest) return [next, ...rest];
    }
    return undefined;
  };
  return follow(relay);
}

function isListeningAt({ carries, local, v6only }: RelayEnds, from: RelayEnds, target: SocketAddress): boolean {
  if (carries !== from.carries) return false;
  if (local.family !== 'ip' || target.family !== 'ip') return isSameEnd(local, target);
  return local.port === target.port && isReachedAt(local.address, target.address, v6only);
}
