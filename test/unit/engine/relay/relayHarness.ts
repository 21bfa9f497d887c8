import assert from 'node:assert/strict';
import { parseEndpoint } from '../../../../src/engine/address/endpoint';
import type { RelayRequest } from '../../../../src/engine/relay/relays';
import { Listener } from '../../../../src/engine/listener';
import type { DatagramSocket } from '../../../../src/engine/datagramSocket';
import { Harness, type RawPeer, type RawServer } from '../harness';

/** Both ends of one connection through a relay. */
export interface RelayedPair {
  readonly relay: Listener;
  readonly server: RawServer;
  readonly client: RawPeer;
  readonly target: RawPeer;
}

export class RelayHarness extends Harness {
  async relay(target: string, options: RelayRequest = {}, address = 'tcp://127.0.0.1:0'): Promise<Listener> {
    const relay = await this.engine.relay(parseEndpoint(address), parseEndpoint(target), options);
    assert.ok(relay instanceof Listener);
    return relay;
  }

  async relayDatagrams(target: string, options: RelayRequest = {}): Promise<DatagramSocket> {
    const relay = await this.engine.relay(parseEndpoint('udp://127.0.0.1:0'), parseEndpoint(target), options);
    assert.equal(relay.kind, 'datagram');
    return relay;
  }

  async relayed(options: RelayRequest = {}): Promise<RelayedPair> {
    const server = await this.serve();
    const relay = await this.relay(`tcp://127.0.0.1:${server.port}`, options);
    const accepted = server.accept();
    const client = await this.connect(relay);
    return { relay, server, client, target: await accepted };
  }

  /** What the relay has noted in both conversations, one behind the other. */
  notes(): string[] {
    const { records } = this.recordings.at(-1)!;
    return records.flatMap(({ events }) => events.filter(({ kind }) => kind === 'note').map(({ detail }) => detail!));
  }
}
