import type { SockscopeError } from '../../base/error';
import { formatSocketAddress } from '../address/endpoint';
import type { Connection } from '../connection';
import { MAX_RELAY_HELD_STREAM, MAX_RELAY_INTERCEPTED, RELAY_HIGH_WATER } from '../limits';
import type { Served } from '../services/service';
import { isEnded } from '../socketInfo';
import { describeChange, roundedMs } from './decisionText';
import { DueTimer } from './dueTimer';
import type { RelaySide } from './impairment/draw';
import { StreamScheduler, type DueStreamPart, type RelayedEnd } from './impairment/streamScheduler';
import type { Intercept, InterceptedWay, InterceptionStage, SourceEnd } from './interception/interceptor';
import { InterceptorChain } from './interception/interceptorChain';
import { DecisionNotes, type RelayState, type WayCounts } from './relayState';

/** Half a millisecond: timers are no finer. */
const SLACK_MS = 0.5;

/** What is less may be the timer's. */
const LEAST_NOTED_DELAY_MS = 1;

/** Delays that are noted of each direction: of a stream they repeat themselves, and the times of both sides tell them too. */
const NOTED_DELAYS = 16;

const OTHER: Readonly<Record<RelaySide, RelaySide>> = { client: 'server', server: 'client' };

export interface StreamFlowOptions {
  readonly state: RelayState;
  /** Dials the target; the connection is served by `served`. */
  readonly dial: (signal: AbortSignal, served: (connection: Connection) => Served) => Promise<Connection>;
  /** Notes in the capture what no conversation can take any more. */
  readonly note: (text: string) => void;
  /** Told once, when both connections have ended. */
  readonly ended: (flow: StreamFlow) => void;
}

/** A client's connection and the one to the target that is dialled for it: what comes from one goes to the other. */
export class StreamFlow {
  readonly #options: StreamFlowOptions;
  /** Within its relay, from 1. */
  readonly number: number;
  readonly #dialling = new AbortController();
  readonly #connections: Partial<Record<RelaySide, Connection>> = {};
  readonly #ways: Partial<Record<RelaySide, StreamWay>> = {};
  readonly #unfollow: (() => void)[] = [];
  #isDialling = false;
  #hasEnded = false;

  constructor(options: StreamFlowOptions) {
    this.#options = options;
    this.number = options.state.nextFlow();
  }

  /** The connection of that side, once it is open. */
  connection(side: RelaySide): Connection | undefined {
    return this.#connections[side];
  }

  /** What serves the client that was accepted. */
  readonly serveClient = (connection: Connection): Served => {
    const { state } = this.#options;
    this.#connections.client = connection;
    if (state.takeRefusal()) {
      connection.note('received', 'refused by the relay, as it was told to');
      cutOff(connection);
      return { closed: () => { this.#end(); } }; // prettier-ignore
    }
    const way = this.#begin('client', connection);
    void this.#dial(connection);
    return this.#served('client', way);
  };

  async #dial(client: Connection): Promise<void> {
    this.#isDialling = true;
    try {
      await this.#options.dial(this.#dialling.signal, (server) => {
        this.#connections.server = server;
        const way = this.#begin('server', server);
        server.note('sent', `relayed for ${nameOf(client)}, conversation ${client.conversation ?? 0} of this capture`);
        client.note(
          'received',
          `relayed to ${nameOf(server)}, conversation ${server.conversation ?? 0} of this capture`,
        );
        way.connect(client);
        this.#ways.client?.connect(server);
        return this.#served('server', way);
      });
    } catch (error) {
      // Whoever left while it was dialled has ended already.
      client.note('received', `not relayed: ${(error as SockscopeError).message}`);
      cutOff(client);
      this.#end();
    } finally {
      this.#isDialling = false;
    }
  }

  #begin(side: RelaySide, source: Connection): StreamWay {
    const { state } = this.#options;
    const way = new StreamWay({
      source,
      side,
      flow: this.number,
      client: this.#connections.client ?? source,
      note: (text) => {
        this.#note(side, text);
      },
      state,
      counts: state.counts[side],
      scheduler: new StreamScheduler({ draw: state.draws(this.number, side), clock: state.clock }),
      endBoth: (kind) => {
        for (const connection of Object.values(this.#connections)) {
          if (kind === 'cut') cutOff(connection);
          else void connection.close();
        }
      },
    });
    this.#ways[side] = way;
    this.#unfollow.push(state.follow(side, way));
    return way;
  }

  #served(side: RelaySide, way: StreamWay): Served {
    return {
      received: (bytes) => {
        // Node may still hand out what it had read when it was told to reset.
        if (this.#hasEnded) this.#note(side, lostText(bytes.length));
        else way.received(bytes);
      },
      ended: () => {
        way.end('fin');
      },
      closing: () => {
        // What is held for this side can still be sent to it, and the other one may be closed next.
        for (const each of Object.values(this.#ways)) each.letGo();
      },
      closed: () => {
        this.#closed(side, way);
      },
    };
  }

  #closed(side: RelaySide, way: StreamWay): void {
    // An error that nobody hears of would be made for it.
    if (this.#isDialling) this.#dialling.abort();
    // What is held for it is noted while the other one can still take a note.
    this.#ways[OTHER[side]]?.sinkClosed();
    way.sourceClosed();
    const other = this.#connections[OTHER[side]];
    if (!other || isEnded(other.state)) this.#end();
  }

  #end(): void {
    const { client, server } = this.#connections;
    if (this.#hasEnded || (client && !isEnded(client.state)) || (server && !isEnded(server.state))) return;
    this.#hasEnded = true;
    for (const unfollow of this.#unfollow) unfollow();
    for (const side of ['client', 'server'] as const) {
      const text = this.#ways[side]?.finish();
      if (text !== undefined) this.#note(side, text);
    }
    this.#options.ended(this);
  }

  /** For what no conversation can take any more. */
  #note(side: RelaySide, text: string): void {
    this.#options.note(`connection ${this.number} of the relay, from the ${side}: ${text}`);
  }
}

interface StreamWayOptions {
  readonly source: Connection;
  readonly side: RelaySide;
  readonly flow: number;
  readonly client: Connection;
  /** Notes in the capture what the source's conversation can take no more. */
  readonly note: (text: string) => void;
  readonly state: RelayState;
  readonly counts: WayCounts;
  readonly scheduler: StreamScheduler;
  /** Ends both connections, as an impairment wants. */
  readonly endBoth: (kind: 'cut' | 'close') => void;
}

/** One direction of a flow. */
class StreamWay {
  readonly #options: StreamWayOptions;
  readonly #scheduler: StreamScheduler;
  readonly #timer: DueTimer;
  readonly #notes: DecisionNotes;
  #sink: Connection | undefined;
  /** Where anything intercepts. */
  #interceptors: InterceptorChain | undefined;
  #isSinkGone = false;
  #isReading = true;
  #isEnding = false;
  #notedDelays = 0;
  /** Bytes that the sink was given and that its kernel has not taken yet. */
  #sending = 0;
  #lost = 0;

  constructor(options: StreamWayOptions) {
    this.#options = options;
    this.#scheduler = options.scheduler;
    this.#timer = new DueTimer(options.state.clock, () => {
      this.#run();
    });
    this.#notes = new DecisionNotes((text) => {
      options.source.note('received', text);
    });
    // Nothing is read before there is somebody who takes it.
    options.source.hold('service');
  }

  connect(sink: Connection): void {
    this.#sink = sink;
    this.#run();
  }

  set(impairments: Parameters<StreamScheduler['set']>[0]): void {
    this.#scheduler.set(impairments);
    this.#isReading = impairments.stopReading !== true;
    this.#run();
  }

  intercept(stage: InterceptionStage, intercept: Intercept | undefined): void {
    if (this.#isSinkGone) return;
    const interceptors = (this.#interceptors ??= new InterceptorChain(this.#intercepted(), {
      bytes: (bytes) => {
        this.#passOn(bytes);
      },
      end: (kind) => {
        this.#endOn(kind);
      },
    }));
    interceptors.set(stage, intercept);
    if (interceptors.isEmpty) this.#interceptors = undefined;
    this.#regulate();
  }

  received(bytes: Uint8Array): void {
    if (this.#interceptors === undefined) {
      this.#passOn(bytes);
      return;
    }
    this.#interceptors.bytes(bytes);
    this.#regulate();
  }

  /** The source sends no more. */
  end(kind: SourceEnd): void {
    if (this.#interceptors === undefined) this.#endOn(kind);
    else this.#interceptors.end(kind);
  }

  #passOn(bytes: Uint8Array): void {
    const sink = this.#sink;
    if (sink && this.#scheduler.isTransparent) {
      this.#scheduler.pass(bytes.length);
      this.#send(sink, bytes);
      this.#regulate();
      return;
    }
    this.#scheduler.push(bytes);
    this.#run();
  }

  #endOn(kind: SourceEnd): void {
    this.#scheduler.end(kind);
    this.#run();
  }

  /** What is held by interceptors goes on. */
  letGo(): void {
    this.#interceptors?.release();
  }

  /** The source is gone both ways. */
  sourceClosed(): void {
    const { source } = this.#options;
    const kind = source.state === 'closed' ? 'fin' : 'rst';
    if (this.#isEnding) this.#passEnd(kind);
    else this.end(kind);
  }

  /** Nobody takes anything any more. */
  sinkClosed(): void {
    this.#abandon();
    this.#run();
  }

  /** At the end of the flow: what there is to say that was not said yet. */
  finish(): string | undefined {
    this.#abandon();
    this.#timer.plan(undefined);
    // Of what the sink was given last it is not told before this.
    const lost = this.#lost + this.#sending + this.#scheduler.heldBytes + this.#scheduler.discardedBytes;
    const texts = [
      ...(lost > 0 ? [lostText(lost)] : []),
      ...(this.#notes.rest === undefined ? [] : [this.#notes.rest]),
    ];
    return texts.length === 0 ? undefined : texts.join(' ');
  }

  #run(): void {
    const sink = this.#sink;
    if (!sink) return;
    for (const part of this.#scheduler.takeDue(SLACK_MS)) {
      this.#deliver(sink, part);
      // The sink takes what waits at its own pace.
      if (isFilled(sink)) break;
    }
    this.#timer.plan(isFilled(sink) ? undefined : this.#scheduler.nextDue);
    this.#regulate();
  }

  #deliver(sink: Connection, part: DueStreamPart): void {
    if (part.kind !== 'bytes') {
      this.#isEnding = true;
      this.#passEnd(part.kind);
      return;
    }
    const { bytes, offset, changes, delay } = part;
    const { counts } = this.#options;
    counts.changed += changes.length;
    if (delay >= LEAST_NOTED_DELAY_MS) counts.delayed += bytes.length;
    for (const change of changes) this.#notes.add(describeChange(change));
    if (delay >= LEAST_NOTED_DELAY_MS && this.#notedDelays < NOTED_DELAYS) {
      this.#notedDelays++;
      this.#notes.add(`bytes ${offset} to ${offset + bytes.length - 1}: delayed by ${roundedMs(delay)} ms`);
    }
    this.#send(sink, bytes);
  }

  #passEnd(kind: RelayedEnd): void {
    const { source, endBoth } = this.#options;
    const sink = this.#sink;
    switch (kind) {
      case 'fin':
        if (!sink || isEnded(sink.state)) return;
        // Whoever closed both ways takes nothing any more.
        if (isEnded(source.state)) void sink.close();
        else sink.shutdownSending().catch(ignoreEnded);
        return;
      case 'rst':
        if (sink) cutOff(sink);
        return;
      case 'cut':
      case 'close': {
        const what = kind === 'cut' ? 'both sides were reset' : 'both sides were closed';
        this.#notes.add(`${what} after ${this.#scheduler.offset} bytes, as the relay was told to`);
        endBoth(kind);
      }
    }
  }

  #send(sink: Connection, bytes: Uint8Array): void {
    this.#sending += bytes.length;
    sink.answer(bytes).then(
      () => {
        this.#sending -= bytes.length;
        this.#options.counts.passed += bytes.length;
        if (!this.#isHolding) return;
        if (!isFilled(sink, 0.5)) this.#run();
      },
      () => {
        this.#sending -= bytes.length;
        this.#lost += bytes.length;
      },
    );
  }

  #abandon(): void {
    this.#isSinkGone = true;
    const interceptors = this.#interceptors;
    this.#interceptors = undefined;
    interceptors?.abandon();
  }

  #intercepted(): InterceptedWay {
    const { state, side, flow, client, source } = this.#options;
    return {
      kind: 'stream',
      flow,
      from: side,
      peer: nameOf(client),
      socket: source.id,
      conversation: () => source.conversation,
      clock: state.clock,
      note: (text) => {
        if (isEnded(source.state)) this.#options.note(text);
        else this.#notes.add(text);
      },
      readOn: () => {
        this.#regulate();
      },
    };
  }

  get #isHolding(): boolean {
    return this.#options.source.isHeldByService;
  }

  /** Reads on, or rests, as there is room behind. */
  #regulate(): void {
    const { source } = this.#options;
    const sink = this.#sink;
    const scheduled = this.#scheduler.heldBytes / this.#room();
    const intercepted = (this.#interceptors?.heldBytes ?? 0) / MAX_RELAY_INTERCEPTED;
    const held = Math.max(scheduled, intercepted);
    // What is gone has room for all: its end is what there is to learn.
    const isFull = sink !== undefined && !isEnded(sink.state) && (held >= 1 || isFilled(sink));
    if (sink === undefined || isFull || !this.#isReading) source.hold('service');
    else if (held <= 0.5) source.release('service');
  }

  #room(): number {
    return Math.min(this.#scheduler.queueBytes, MAX_RELAY_HELD_STREAM);
  }
}

const lostText = (bytes: number): string =>
  `${bytes} bytes came that were not passed on, since the other side had ended.`;

function isFilled(sink: Connection, share = 1): boolean {
  return sink.bytesWaiting >= RELAY_HIGH_WATER.bytes * share || sink.sendsWaiting >= RELAY_HIGH_WATER.sends * share;
}

/** Milliseconds that what was sent before has to get into the kernel: Node would end (FIN) what it resets with that still on its way. */
const RESET_GRACE = 200;

/** RST, or what comes nearest where there is none. */
function cutOff(connection: Connection): void {
  const reset = (): void => {
    connection.reset().catch(() => connection.close(0));
  };
  if (connection.bytesWaiting === 0) {
    reset();
    return;
  }
  const timer = setTimeout(reset, RESET_GRACE);
  void connection.allSent().then(() => {
    clearTimeout(timer);
    reset();
  });
}

function nameOf({ remote, scheme, id }: Connection): string {
  const isNamed = remote && (remote.family === 'ip' || remote.path !== '');
  return isNamed ? formatSocketAddress(scheme, remote) : `client ${id}`;
}

/** What fails here has been recorded in the connection's own state, which the user sees. */
function ignoreEnded(): void {
  return undefined;
}
