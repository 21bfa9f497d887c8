import { PeerAnswers } from './services/answerGuard';
import { formatHostPort } from './address/endpoint';
import { MAX_PEERS } from './limits';
import type { IpSocketAddress } from './address/socketAddress';

/** One of the addresses that a datagram socket has exchanged datagrams with. */
export interface Peer {
  readonly endpoint: IpSocketAddress;
  /** Milliseconds since the Unix epoch. */
  readonly firstSeen: number;
  bytesReceived: number;
  bytesSent: number;
  datagramsReceived: number;
  datagramsSent: number;
  /** What was answered to it without anybody's doing. */
  readonly answers: PeerAnswers;
}

/** The peers of one datagram socket, at most {@link MAX_PEERS}: the one silent for longest makes room. */
export class Peers {
  /** In the order in which they came. */
  readonly #byAddress = new Map<string, Peer>();
  /** The addresses of the same, the one silent for longest first. */
  readonly #bySilence = new Set<string>();
  #latest: Peer | undefined;

  get size(): number {
    return this.#byAddress.size;
  }

  /** In the order in which they came, so that whoever shows them does not move them about while they speak. */
  list(): readonly Peer[] {
    return [...this.#byAddress.values()];
  }

  /** The peer, when there is exactly one. */
  get only(): Peer | undefined {
    return this.size === 1 ? this.#latest : undefined;
  }

  /** The row of a peer, if it is known. */
  find({ address, port }: IpSocketAddress): Peer | undefined {
    const latest = this.#latest;
    if (latest?.endpoint.port === port && latest.endpoint.address === address) return latest;
    return this.#byAddress.get(formatHostPort(address, port));
  }

  /** The row of a peer that is just being heard of or spoken to, new or known. */
  touch(address: string, port: number): Peer {
    const latest = this.#latest;
    if (latest?.endpoint.port === port && latest.endpoint.address === address) return latest;
    const key = formatHostPort(address, port);
    const peer = this.#byAddress.get(key) ?? newPeer({ family: 'ip', address, port });
    this.#byAddress.set(key, peer);
    this.#bySilence.delete(key);
    this.#bySilence.add(key);
    this.#latest = peer;
    if (this.#byAddress.size > MAX_PEERS) this.#forgetOne();
    return peer;
  }

  #forgetOne(): void {
    const silent = this.#bySilence.keys().next();
    if (silent.done === true) return;
    this.#bySilence.delete(silent.value);
    this.#byAddress.delete(silent.value);
  }
}

function newPeer(endpoint: IpSocketAddress): Peer {
  const counts = { bytesReceived: 0, bytesSent: 0, datagramsReceived: 0, datagramsSent: 0 };
  return { endpoint, firstSeen: Date.now(), ...counts, answers: new PeerAnswers() };
}
