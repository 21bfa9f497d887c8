import type { IpSocketAddress } from '../engine/address/socketAddress';
import { NO_PEER } from './chunkLog';

/** Most peers of one datagram socket that are told apart. */
export const MAX_RECORDED_PEERS = 16_384;

/** The peers of one datagram socket, numbered from 1 in the order in which they appeared. */
export class PeerTable {
  readonly #peers: IpSocketAddress[] = [];
  readonly #numbers = new Map<string, number>();
  #lastPeer: IpSocketAddress | undefined;
  #lastNumber = NO_PEER;

  get size(): number {
    return this.#peers.length;
  }

  /** A peer's endpoint; `undefined` for {@link NO_PEER}. */
  get(number: number): IpSocketAddress | undefined {
    return this.#peers[number - 1];
  }

  /** The number of a peer, which is added when it is new; {@link NO_PEER} when {@link MAX_RECORDED_PEERS} are known already. */
  numberOf(peer: IpSocketAddress): number {
    if (this.#lastPeer?.port === peer.port && this.#lastPeer.address === peer.address) return this.#lastNumber;
    const key = `${peer.address} ${peer.port}`;
    let number = this.#numbers.get(key) ?? NO_PEER;
    if (number === NO_PEER && this.#peers.length < MAX_RECORDED_PEERS) {
      number = this.#peers.push({ family: 'ip', address: peer.address, port: peer.port });
      this.#numbers.set(key, number);
    }
    this.#lastPeer = peer;
    this.#lastNumber = number;
    return number;
  }
}
