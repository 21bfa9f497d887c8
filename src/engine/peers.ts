import { formatHostPort } from './endpoint';
import { MAX_PEERS } from './limits';
import type { IpEndpoint } from './tap';

/** One of the addresses that a datagram socket has exchanged datagrams with. */
export interface Peer {
  readonly endpoint: IpEndpoint;
  /** Milliseconds since the Unix epoch. */
  readonly firstSeen: number;
  bytesReceived: number;
  bytesSent: number;
  datagramsReceived: number;
  datagramsSent: number;
}

/** The peers of one datagram socket, at most {@link MAX_PEERS}: the one silent for longest makes room. */
export class Peers {
  /** The one silent for longest first. */
  readonly #byAddress = new Map<string, Peer>();
  #latest: Peer | undefined;

  get size(): number {
    return this.#byAddress.size;
  }

  /** The one silent for longest first. */
  list(): readonly Peer[] {
    return [...this.#byAddress.values()];
  }

  /** The peer, when there is exactly one. */
  get only(): Peer | undefined {
    return this.size === 1 ? this.#latest : undefined;
  }

  /** The row of a peer that is just being heard of or spoken to, new or known. */
  touch(address: string, port: number): Peer {
    const latest = this.#latest;
    if (latest?.endpoint.port === port && latest.endpoint.address === address) return latest;
    const key = formatHostPort(address, port);
    const peer = this.#byAddress.get(key) ?? newPeer({ family: 'ip', address, port });
    this.#byAddress.delete(key);
    this.#byAddress.set(key, peer);
    this.#latest = peer;
    if (this.#byAddress.size > MAX_PEERS) {
      const silent = this.#byAddress.keys().next();
      if (silent.done !== true) this.#byAddress.delete(silent.value);
    }
    return peer;
  }
}

function newPeer(endpoint: IpEndpoint): Peer {
  return { endpoint, firstSeen: Date.now(), bytesReceived: 0, bytesSent: 0, datagramsReceived: 0, datagramsSent: 0 };
}
