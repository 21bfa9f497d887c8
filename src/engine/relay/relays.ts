import { withDeadline } from '../../base/deadline';
import { SockscopeError } from '../../base/error';
import {
  formatEndpoint,
  formatHostPort,
  requestedEnd,
  requireDiallable,
  requireZone,
  type Endpoint,
  type HostEndpoint,
} from '../address/endpoint';
import type { ResolveHost } from '../address/binding';
import type { SocketAddress } from '../address/socketAddress';
import type { Connection } from '../connection';
import type { DatagramSocket } from '../datagramSocket';
import { requireTimeout } from '../dialOptions';
import { DEFAULT_DIAL_TIMEOUT } from '../limits';
import { requireListenOptions, type Listening } from '../listenOptions';
import type { Listener } from '../listener';
import type { LiveSocket } from '../liveSocket';
import type { Permit } from '../permission';
import type { Recording, StartRecording } from '../recording';
import type { Asking, ListenRequest } from '../requests';
import type { RelayFacts, RunningService, Served } from '../services/service';
import { isEnded } from '../socketInfo';
import { requireTlsOptions, type DialTlsOptions } from '../tlsOptions';
import { resolveHost } from '../transport/happyEyeballs';
import { isOfStreams, type StreamEndpoint } from '../transport/transport';
import type { DatagramFlowOptions } from './datagramFlow';
import { DatagramRelay, type DatagramRelayOptions } from './datagramRelay';
import type { Breakpoints } from './interception/breakpoints';
import { findLoop, type RelayEnds } from './loops';
import { RelayState } from './relayState';
import { requireSided, RunningRelay, type SidedImpairments } from './runningRelay';
import { drawSeed, requireSeed } from './seed';
import { SharedRecording } from './sharedRecording';
import { StreamFlow } from './streamFlow';

export interface RelayRequest extends Asking, Pick<ListenRequest, 'backlog' | 'v6only' | 'tls' | 'record' | 'listed'> {
  /** What is done to what passes; nothing unless given. */
  readonly impairments?: SidedImpairments;
  /** 0 to 4,294,967,295; drawn unless given. */
  readonly seed?: number;
  /** Where TLS is spoken with the target. */
  readonly targetTls?: DialTlsOptions;
  /** Milliseconds for dialling the target, at least 1; 10,000 unless given. */
  readonly timeout?: number;
}

/** Of a connection that a relay dials. */
export interface Relayed {
  readonly parent: string;
  readonly serve: (connection: Connection) => Served;
}

/** What relays need of the sockets of this process. */
export interface RelayMeans {
  /** Begins a record, unless the request has a way of its own. */
  readonly record: StartRecording;
  /** Whom to ask: for the request, and for whom it asks besides. */
  readonly permitFor: (asking: Asking) => Permit;
  /** @param made Gets the socket before it listens. */
  readonly listen: (
    endpoint: Endpoint,
    request: ListenRequest,
    listening: Listening,
    made: (socket: Listener | DatagramSocket) => void,
  ) => Promise<Listener | DatagramSocket>;
  /** Throws SockscopeError where this process has no room for one more. */
  readonly dialStream: (
    target: StreamEndpoint,
    record: StartRecording,
    cancel: AbortController,
    tls: DialTlsOptions | undefined,
    relayed: Relayed,
  ) => Promise<Connection>;
  /** Something of the relay has changed. */
  readonly changed: (relay: LiveSocket) => void;
  /** A socket that is listed nowhere. */
  readonly datagramSocket: (permit: Permit) => DatagramSocket;
  /** Whether this process has room for one more socket; then it is taken. */
  readonly takeRoom: () => boolean;
  /** What was closed right after it began is listed no more. */
  readonly unlist: (socket: LiveSocket) => void;
  /** The system's unless given. */
  readonly resolve: ResolveHost | undefined;
  /** Of relays of datagrams; those of `limits.ts` unless given. */
  readonly limits: Pick<DatagramRelayOptions, 'idle' | 'maxPeers'> | undefined;
}

/** The relays of this process. */
export class Relays {
  readonly #means: RelayMeans;
  readonly #relays = new Map<string, RunningRelay>();

  constructor(means: RelayMeans) {
    this.#means = means;
  }

  /**
   * Listens, and hands on what comes to `target`, for each client by a socket of its own, and back. Settles when the system has bound it.
   *
   * @throws SockscopeError `RELAY_MIXED`, `RELAY_LOOP`, `BAD_SEED`, `PORT_ZERO`, what {@link requireSided} throws, and what listening does.
   */
  async start(endpoint: Endpoint, target: Endpoint, options: RelayRequest = {}): Promise<Listener | DatagramSocket> {
    const { impairments = {}, seed = drawSeed(), targetTls, timeout, record: begin = this.#means.record } = options;
    requireRelay(endpoint, target, seed);
    requireSided(impairments, isOfStreams(endpoint) ? 'stream' : 'datagrams');
    requireTlsOptions('dial', targetTls ?? {}, target.scheme);
    requireTimeout(timeout ?? DEFAULT_DIAL_TIMEOUT);
    const { backlog, v6only, tls, permit: own, listed } = options;
    const request: ListenRequest = {
      ...(backlog === undefined ? {} : { backlog }),
      ...(v6only === undefined ? {} : { v6only }),
      ...(tls ? { tls } : {}),
      ...(own ? { permit: own } : {}),
      ...(listed ? { listed } : {}),
      record: (title, origin) => {
        shared = new SharedRecording(begin(title, origin));
        return shared.use();
      },
    };
    const listening = requireListenOptions(request, endpoint);
    const permit = this.#means.permitFor(options);
    await permit({ kind: 'dial', endpoint: target });
    await permit({ kind: 'relay', target });
    const state = new RelayState(seed);
    state.set('client', impairments.client ?? {});
    state.set('server', impairments.server ?? {});
    let running: RunningRelay | undefined;
    const facts: RelayFacts = factsOf(target, state, () => running?.breakpoints);
    let shared: SharedRecording | undefined;
    const made = (socket: Listener | DatagramSocket): void => {
      const relay = new RunningRelay(socket, target, state, () => {
        this.#means.changed(socket);
      });
      running = relay;
      this.#relays.set(socket.id, relay);
      const record = (): Recording => shared!.use();
      const note = (text: string): void => shared?.note(text);
      if (isOfStreams(target)) {
        relay.begin = () => this.#streamFlow(relay, target, { record, note, targetTls, timeout });
      } else if (socket.kind === 'datagram') {
        const dial = (): ReturnType<DatagramFlowOptions['dial']> => this.#dialForPeer(target, record, permit);
        const hasRoom = (): boolean => this.#means.takeRoom();
        relay.datagrams = new DatagramRelay({ state, socket, dial, note, hasRoom, ...this.#means.limits });
      }
    };
    const start = (): RunningService => ({ id: 'relay', relay: facts });
    let id = '';
    try {
      const socket = await this.#means.listen(endpoint, request, { ...listening, start }, (opened) => {
        ({ id } = opened);
        made(opened);
      });
      await this.#refuseLoop(socket, target);
      return socket;
    } catch (error) {
      this.#relays.delete(id);
      throw error;
    }
  }

  /** The relay that this socket is, or is of; undefined where it is none. */
  find(socket: LiveSocket): RunningRelay | undefined {
    const parent = socket.kind === 'connection' ? socket.parent : undefined;
    return this.#relays.get(parent ?? socket.id);
  }

  /** The same. Throws SockscopeError `NOT_A_RELAY`. */
  of(socket: LiveSocket): RunningRelay {
    const relay = this.find(socket);
    if (relay) return relay;
    throw new SockscopeError('NOT_A_RELAY', '{0} is no open relay: start one, and name it or one of its connections.', [
      socket.info().local,
    ]);
  }

  /** What is done with a client that this listener has accepted just now; undefined where it is no relay of streams. */
  serveClient(listener: Listener): ((connection: Connection) => Served) | undefined {
    return this.#relays.get(listener.id)?.begin?.().serveClient;
  }

  /** A relay's own socket has ended: what is held goes on where it can. */
  ended({ id }: LiveSocket): void {
    const relay = this.#relays.get(id);
    if (!relay) return;
    if (relay.breakpoints.condition) relay.breakpoints.set(undefined);
    this.#forgetRelay(relay);
  }

  /** Those of datagrams among these sockets. */
  datagramsOf(sockets: readonly LiveSocket[]): DatagramRelay[] {
    return sockets.flatMap(({ id }) => this.#relays.get(id)?.datagrams ?? []);
  }

  #streamFlow(
    relay: RunningRelay,
    target: StreamEndpoint,
    { record, note, targetTls, timeout }: FlowOptions,
  ): StreamFlow {
    const flow = new StreamFlow({
      state: relay.state,
      note,
      dial: (signal, serve) => {
        const cancel = new AbortController();
        const relayed = { parent: relay.socket.id, serve };
        return withDeadline(cancel, timeout ?? DEFAULT_DIAL_TIMEOUT, signal, () =>
          this.#means.dialStream(target, record, cancel, targetTls, relayed),
        );
      },
      ended: () => {
        relay.flows.delete(flow);
        this.#forgetRelay(relay);
      },
    });
    relay.flows.add(flow);
    return flow;
  }

  /** Of one peer of a relay of datagrams: the relay's row shows the peer, so that it is not listed itself. */
  #dialForPeer(target: Endpoint, record: () => Recording, permit: Permit): ReturnType<DatagramFlowOptions['dial']> {
    const server = this.#means.datagramSocket(permit);
    // Of the two kinds of relays it is that of datagrams.
    const opening = server.dial(target as HostEndpoint, new AbortController(), record);
    return { server, opening };
  }

  /** @throws SockscopeError `RELAY_LOOP`, with the relay closed again */
  async #refuseLoop(socket: Listener | DatagramSocket, target: Endpoint): Promise<void> {
    const relay = this.#relays.get(socket.id);
    if (!relay) return;
    relay.targets = await targetsOf(target, this.#means.resolve);
    const { ends } = relay;
    const all = new Map([...this.#relays.values()].flatMap((each) => (each.ends ? [[each, each.ends] as const] : [])));
    const mine = all.get(relay);
    const loop = mine && findLoop(mine, all.values());
    if (!loop) return;
    await socket.close();
    this.#means.unlist(socket);
    throw relayLoop(ends!, loop.length, formatEndpoint(target));
  }

  /** Once nothing passes any more. */
  #forgetRelay(relay: RunningRelay): void {
    const { id, state } = relay.socket;
    if (!isEnded(state)) return;
    void relay.datagrams?.close();
    if (relay.flows.size === 0) this.#relays.delete(id);
  }
}

/** What each dialled connection of a relay gets. */
interface FlowOptions {
  readonly record: () => Recording;
  readonly note: (text: string) => void;
  readonly targetTls: DialTlsOptions | undefined;
  readonly timeout: number | undefined;
}

/** They are told as they are when somebody asks. */
function factsOf(target: Endpoint, state: RelayState, breakpoints: () => Breakpoints | undefined): RelayFacts {
  return {
    target: formatEndpoint(target),
    counts: state.counts,
    get seed() {
      return state.seed;
    },
    get held() {
      return breakpoints()?.count ?? 0;
    },
    get breaks() {
      return breakpoints()?.facts;
    },
  };
}

/** @throws SockscopeError `RELAY_MIXED`, `BAD_SEED`, `PORT_ZERO`, `ZONE_MISSING` */
function requireRelay(endpoint: Endpoint, target: Endpoint, seed: number): void {
  requireZone(target);
  if (isOfStreams(endpoint) !== isOfStreams(target)) {
    const template =
      'What comes as datagrams cannot go on as a stream, nor the other way round: relay {0} to another address of its kind than {1}.';
    throw new SockscopeError('RELAY_MIXED', template, [formatEndpoint(endpoint), formatEndpoint(target)]);
  }
  requireDiallable(target);
  requireSeed(seed);
}

/** Nothing where its name has no address: dialling says so. */
async function targetsOf(target: Endpoint, resolve: ResolveHost = resolveHost): Promise<readonly SocketAddress[]> {
  if ('path' in target) return [requestedEnd(target)];
  const { host, port } = target;
  const addresses = await resolve(host).catch(() => []);
  return addresses.map(({ address }) => ({ family: 'ip', address, port }));
}

function relayLoop({ local }: RelayEnds, relays: number, target: string): SockscopeError {
  const own = local.family === 'ip' ? formatHostPort(local.address, local.port) : local.path;
  if (relays === 1) {
    const template = 'The relay at {0} would hand everything on to itself: name another target.';
    return new SockscopeError('RELAY_LOOP', template, [own]);
  }
  const template =
    'What the relay at {0} hands on to {1} would come back to it through {2, plural, one {# other relay} other {# other relays}}, without end: name another target.';
  return new SockscopeError('RELAY_LOOP', template, [own, target, relays - 1]);
}
