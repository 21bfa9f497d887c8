import { SockscopeError } from '../../base/error';
import { formatEndpoint, type Endpoint } from '../address/endpoint';
import type { IpSocketAddress, SocketAddress } from '../address/socketAddress';
import type { Connection } from '../connection';
import type { DatagramSocket } from '../datagramSocket';
import type { Listener } from '../listener';
import type { LiveSocket } from '../liveSocket';
import type { DatagramRelay } from './datagramRelay';
import { RELAY_SIDES, type RelaySide } from './impairment/draw';
import { requireImpairments, type ImpairedKind, type Impairments } from './impairment/impairments';
import { isEnded } from '../socketInfo';
import type { BreakCondition } from './interception/breakCondition';
import type { HeldMessage } from './interception/heldMessage';
import { Breakpoints } from './interception/breakpoints';
import type { RelayEnds } from './loops';
import type { RelayState } from './relayState';
import type { StreamFlow } from './streamFlow';

/** What is done to what passes a relay, from either side; a side that is left out stays as it is. */
export type SidedImpairments = Readonly<Partial<Record<RelaySide, Impairments>>>;

/** Holds both sides against what the relay carries. Throws SockscopeError as {@link requireImpairments} does. */
export function requireSided(sided: SidedImpairments, kind: ImpairedKind | undefined): void {
  for (const impairments of Object.values(sided)) requireImpairments({ ...impairments }, kind);
}

/** A relay at work, whatever it carries. */
export class RunningRelay {
  readonly socket: Listener | DatagramSocket;
  readonly target: Endpoint;
  readonly state: RelayState;
  readonly kind: ImpairedKind;
  readonly breakpoints: Breakpoints;
  /** Of streams. */
  readonly flows = new Set<StreamFlow>();
  /** Of streams: begins one for a client that is accepted just now. */
  begin: (() => StreamFlow) | undefined;
  /** Of datagrams. */
  datagrams: DatagramRelay | undefined;
  /** What the target stood for when it began. */
  targets: readonly SocketAddress[] = [];

  /** @param changed Told when what is held has changed. */
  constructor(socket: Listener | DatagramSocket, target: Endpoint, state: RelayState, changed: () => void) {
    this.socket = socket;
    this.target = target;
    this.state = state;
    this.breakpoints = new Breakpoints(state, changed);
    this.kind = socket.kind === 'listener' ? 'stream' : 'datagrams';
  }

  get ends(): RelayEnds | undefined {
    const { local, v6only } = this.socket;
    const { targets } = this;
    return local && { carries: this.kind, local, v6only, targets };
  }

  /** @throws SockscopeError as {@link requireSided} does */
  set(sided: SidedImpairments): void {
    requireSided(sided, this.kind);
    for (const side of RELAY_SIDES) {
      const impairments = sided[side];
      if (impairments) this.state.set(side, impairments);
    }
  }

  /**
   * Does this besides what is done already; what has a value has the new one then.
   *
   * @throws SockscopeError as {@link requireSided} does
   */
  add(sided: SidedImpairments): void {
    requireSided(sided, this.kind);
    for (const side of RELAY_SIDES) {
      const added = sided[side] ?? {};
      const before = this.state.impairments[side];
      // So many further ones, also where it was told that before.
      if (added.refuse !== undefined) this.state.set(side, { ...before, refuse: 0 });
      this.state.set(side, { ...before, ...added });
    }
  }

  /**
   * Holds this of what passes, in place of what was held before; undefined: nothing, and what waits goes on.
   *
   * @throws SockscopeError `RELAY_CLOSED` where nobody new is relayed any more
   */
  breakOn(condition: BreakCondition | undefined): void {
    if (condition && isEnded(this.socket.state)) {
      const template = 'The relay to {0} is closed, so that it holds nothing any more: start another one.';
      throw new SockscopeError('RELAY_CLOSED', template, [formatEndpoint(this.target)]);
    }
    this.breakpoints.set(condition);
  }

  /** What is held of the flow of this connection; of all where it is the relay itself. The oldest first. */
  heldOf(socket: LiveSocket): HeldMessage[] {
    const { held } = this.breakpoints;
    if (socket.kind !== 'connection') return held;
    const flow = this.flowOf(socket)?.number;
    return held.filter((message) => message.flow === flow);
  }

  /**
   * Sends to one side what the other one has not sent, past all impairments. Settles when the kernel has taken it.
   *
   * @param among The connection of either side whose flow is meant; needed where there are several.
   * @param peer Of a relay of datagrams, the same.
   * @throws SockscopeError `RELAY_FLOW_NEEDED`, and what sending throws
   */
  async inject(to: RelaySide, bytes: Uint8Array, among?: LiveSocket, peer?: IpSocketAddress): Promise<void> {
    if (this.datagrams) {
      const flow = peer ? this.datagrams.flowOf(peer) : this.datagrams.only;
      if (!flow) throw this.#flowNeeded(this.datagrams.peers);
      await flow.inject(to, bytes);
      return;
    }
    const flow = this.flowOf(among);
    const connection = flow?.connection(to);
    if (!connection) throw this.#flowNeeded(this.flows.size);
    await connection.send(bytes);
  }

  /** The flow of a connection of either side; without one, the only flow. */
  flowOf(socket: LiveSocket | undefined): StreamFlow | undefined {
    const flows = [...this.flows];
    if (socket?.kind !== 'connection') return flows.length === 1 ? flows[0] : undefined;
    const isOf = (connection: Connection | undefined): boolean => connection === socket;
    return flows.find((flow) => isOf(flow.connection('client')) || isOf(flow.connection('server')));
  }

  #flowNeeded(count: number): SockscopeError {
    return new SockscopeError(
      'RELAY_FLOW_NEEDED',
      'The relay to {0} has {1, plural, one {# open conversation} other {# open conversations}}: name the one that is meant by its connection, or by its peer.',
      [formatEndpoint(this.target), count],
    );
  }
}
