import { formatHostPort } from '../address/endpoint';
import type { IpSocketAddress } from '../address/socketAddress';
import type { DatagramSocket } from '../datagramSocket';
import { MAX_RELAY_HELD_DATAGRAMS } from '../limits';
import { describeFate } from './decisionText';
import { DueTimer } from './dueTimer';
import type { RelaySide } from './impairment/draw';
import { DatagramScheduler } from './impairment/datagramScheduler';
import type { Impairments } from './impairment/impairments';
import type { Intercept, InterceptedWay, InterceptionStage } from './interception/interceptor';
import { InterceptorChain } from './interception/interceptorChain';
import { DecisionNotes, type RelayState, type WayCounts } from './relayState';

/** Half a millisecond: timers are no finer. */
const SLACK_MS = 0.5;

/** Bytes of the headers of IP and UDP. */
const HEADER_BYTES = { ipv4: 28, ipv6: 48 } as const;

export interface DatagramFlowOptions {
  readonly state: RelayState;
  readonly peer: IpSocketAddress;
  /** The relay's own socket, toward its clients. */
  readonly socket: DatagramSocket;
  /** Opens the socket toward the target. */
  readonly dial: () => { readonly server: DatagramSocket; readonly opening: Promise<void> };
  /** Notes in the capture what no conversation can take any more. */
  readonly note: (text: string) => void;
}

/** One of the clients of a relay of datagrams, with the socket toward the target that stands for it. */
export class DatagramFlow {
  readonly peer: IpSocketAddress;
  readonly #options: DatagramFlowOptions;
  readonly #number: number;
  readonly #server: DatagramSocket;
  readonly #ways: Readonly<Record<RelaySide, DatagramWay>>;
  readonly #unfollow: readonly (() => void)[];
  /** Milliseconds of the state's clock. */
  lastUsed: number;

  constructor(options: DatagramFlowOptions) {
    const { state, peer, socket, dial } = options;
    this.#options = options;
    this.peer = peer;
    this.lastUsed = state.clock();
    this.#number = state.nextFlow();
    const { server, opening } = dial();
    this.#server = server;
    const name = `${peer.address} port ${peer.port}`;
    this.#ways = {
      client: this.#way('client', (text) => {
        socket.note('received', `from ${name}: ${text}`);
      }),
      server: this.#way('server', (text) => {
        server.note('received', text);
      }),
    };
    this.#unfollow = [state.follow('client', this.#ways.client), state.follow('server', this.#ways.server)];
    opening.then(
      () => {
        server.note('sent', `relayed for ${name}, a peer in conversation ${socket.conversation ?? 0} of this capture`);
        socket.note('received', `from ${name}: relayed in conversation ${server.conversation ?? 0} of this capture`);
        server.onReceive((bytes) => {
          this.lastUsed = state.clock();
          this.#ways.server.received(bytes);
        });
        this.#ways.server.connect((bytes, failed) => {
          socket.forward(bytes, peer, failed);
        });
        this.#ways.client.connect((bytes, failed) => {
          server.forward(bytes, undefined, failed);
        });
      },
      (error: unknown) => {
        socket.note('received', `from ${name}: not relayed: ${error instanceof Error ? error.message : String(error)}`);
      },
    );
  }

  /** A datagram of the client has come. */
  received(bytes: Uint8Array): void {
    this.lastUsed = this.#options.state.clock();
    this.#ways.client.received(bytes);
  }

  /** Sends past all impairments. */
  async inject(to: RelaySide, bytes: Uint8Array): Promise<void> {
    if (to === 'client') await this.#options.socket.send(bytes, this.peer);
    else await this.#server.send(bytes);
  }

  /** Something waits until somebody says what becomes of it. */
  get isHolding(): boolean {
    return this.#ways.client.isHolding || this.#ways.server.isHolding;
  }

  /** The relay's own socket is about to be closed: what is held goes at once. */
  letGo(): void {
    for (const way of Object.values(this.#ways)) way.letGo();
  }

  /** What is held goes at once. Settles when the socket toward the target is closed. */
  async close(): Promise<void> {
    for (const unfollow of this.#unfollow) unfollow();
    for (const side of ['client', 'server'] as const) {
      const text = this.#ways[side].finish();
      if (text !== undefined) this.#options.note(`peer ${this.#number} of the relay, from the ${side}: ${text}`);
    }
    await this.#server.close();
  }

  #way(side: RelaySide, note: (text: string) => void): DatagramWay {
    const { state, peer, socket } = this.#options;
    const source = side === 'client' ? socket : this.#server;
    const scheduler = new DatagramScheduler({
      draw: state.draws(this.#number, side),
      clock: state.clock,
      headerBytes: peer.address.includes(':') ? HEADER_BYTES.ipv6 : HEADER_BYTES.ipv4,
      maxHeld: MAX_RELAY_HELD_DATAGRAMS,
    });
    return new DatagramWay({
      state,
      scheduler,
      note,
      place: {
        kind: 'datagrams',
        flow: this.#number,
        from: side,
        peer: formatHostPort(peer.address, peer.port),
        socket: source.id,
        conversation: () => source.conversation,
        clock: state.clock,
      },
    });
  }
}

/** Sends a datagram; `failed` is told when that was not possible. */
type SendOn = (bytes: Uint8Array, failed: () => void) => void;

/** Which direction of which flow. */
type WayPlace = Omit<InterceptedWay, 'note' | 'readOn'>;

interface DatagramWayOptions {
  readonly state: RelayState;
  readonly scheduler: DatagramScheduler;
  readonly note: (text: string) => void;
  readonly place: WayPlace;
}

/** One direction of a flow. */
class DatagramWay {
  readonly #counts: WayCounts;
  readonly #scheduler: DatagramScheduler;
  readonly #timer: DueTimer;
  readonly #notes: DecisionNotes;
  readonly #failed = (): void => {
    this.#counts.passed--;
    this.#copyFailed();
  };
  readonly #copyFailed = (): void => {
    // Why, the socket's own state tells.
    this.#notSent++;
  };
  readonly #place: WayPlace;
  /** Where anything intercepts. */
  #interceptors: InterceptorChain | undefined;
  #send: SendOn | undefined;
  #notSent = 0;

  constructor({ state, scheduler, note, place }: DatagramWayOptions) {
    this.#counts = state.counts[place.from];
    this.#scheduler = scheduler;
    this.#timer = new DueTimer(state.clock, () => {
      this.#run();
    });
    this.#notes = new DecisionNotes(note);
    this.#place = place;
  }

  connect(send: SendOn): void {
    this.#send = send;
    this.#run();
  }

  set(impairments: Impairments): void {
    this.#scheduler.set(impairments);
    this.#run();
  }

  intercept(stage: InterceptionStage, intercept: Intercept | undefined): void {
    const interceptors = (this.#interceptors ??= new InterceptorChain(this.#intercepted(), {
      bytes: (bytes) => {
        this.#passOn(bytes);
      },
      end: () => {
        // Datagrams have no end.
      },
    }));
    interceptors.set(stage, intercept);
    if (interceptors.isEmpty) this.#interceptors = undefined;
  }

  received(bytes: Uint8Array): void {
    if (this.#interceptors === undefined) this.#passOn(bytes);
    else this.#interceptors.bytes(bytes);
  }

  #passOn(bytes: Uint8Array): void {
    if (this.#send && this.#scheduler.isTransparent) {
      this.#scheduler.pass();
      this.#counts.passed++;
      this.#send(bytes, this.#failed);
      return;
    }
    const fate = this.#scheduler.push(bytes);
    const counts = this.#counts;
    if (fate.dropped !== undefined) counts.dropped++;
    if (fate.isDoubled) counts.duplicated++;
    if (fate.delay > 0 || fate.isHeldBack) counts.delayed++;
    counts.changed += fate.changes.length;
    const text = describeFate(fate);
    if (text !== undefined) this.#notes.add(text);
    this.#run();
  }

  get isHolding(): boolean {
    return this.#interceptors !== undefined && this.#interceptors.heldBytes > 0;
  }

  letGo(): void {
    // Without a socket nobody gets it.
    if (this.#send) this.#interceptors?.release();
    else this.#interceptors?.abandon();
    this.#scheduler.set({});
    this.#run();
  }

  /** At the end: lets go of what is held, and says what was not said yet. */
  finish(): string | undefined {
    this.letGo();
    this.#interceptors = undefined;
    this.#timer.plan(undefined);
    const lost = this.#notSent + this.#scheduler.heldDatagrams;
    const texts = [
      ...(lost > 0 ? [`${lost} datagrams came that could not be sent on.`] : []),
      ...(this.#notes.rest === undefined ? [] : [this.#notes.rest]),
    ];
    return texts.length === 0 ? undefined : texts.join(' ');
  }

  #intercepted(): InterceptedWay {
    return {
      ...this.#place,
      note: (text) => {
        this.#notes.add(text);
      },
      readOn: () => {
        // Datagrams that find no room are not read later either.
      },
    };
  }

  #run(): void {
    const send = this.#send;
    if (!send) return;
    for (const { bytes, isCopy } of this.#scheduler.takeDue(SLACK_MS)) {
      if (!isCopy) this.#counts.passed++;
      send(bytes, isCopy ? this.#copyFailed : this.#failed);
    }
    this.#timer.plan(this.#scheduler.nextDue);
  }
}
