import { MAX_RELAY_NOTES } from '../limits';
import { drawsOf, type Draw, type RelaySide } from './impairment/draw';
import type { Impairments } from './impairment/impairments';
import { INTERCEPTION_STAGES, type Intercept, type InterceptionStage } from './interception/interceptor';
import { requireSeed } from './seed';

/** What became of what came in one direction: datagrams, or bytes of streams. */
export interface WayCounts {
  /** They went on; of a datagram that went twice it is one. */
  passed: number;
  dropped: number;
  duplicated: number;
  /** They were made to wait. */
  delayed: number;
  /** Bytes, of datagrams too. */
  changed: number;
}

const newCounts = (): WayCounts => ({ passed: 0, dropped: 0, duplicated: 0, delayed: 0, changed: 0 });

/** How often a relay has done what. */
export class RelayCounts implements Readonly<Record<RelaySide, WayCounts>> {
  readonly client = newCounts();
  readonly server = newCounts();
  /** Connections that were refused, as it was told to. */
  refused = 0;

  get dropped(): number {
    return this.client.dropped + this.server.dropped;
  }

  get duplicated(): number {
    return this.client.duplicated + this.server.duplicated;
  }

  get changed(): number {
    return this.client.changed + this.server.changed;
  }
}

/** What passes in one direction, to which changes are told. */
export interface ImpairedWay {
  set(impairments: Impairments): void;
  intercept(stage: InterceptionStage, intercept: Intercept | undefined): void;
}

/** What the flows of one relay share: its seed, what is done in either direction, and how often it was done. */
export class RelayState {
  readonly clock: () => number;
  readonly counts = new RelayCounts();
  readonly #impairments: Record<RelaySide, Impairments> = { client: {}, server: {} };
  readonly #intercepts: Partial<Record<InterceptionStage, Intercept | undefined>> = {};
  readonly #ways: Record<RelaySide, Set<ImpairedWay>> = { client: new Set(), server: new Set() };
  #seed: number;
  #flows = 0;
  #toRefuse = 0;

  constructor(seed: number, clock: () => number = () => performance.now()) {
    this.#seed = seed;
    this.clock = clock;
  }

  get impairments(): Readonly<Record<RelaySide, Impairments>> {
    return this.#impairments;
  }

  get seed(): number {
    return this.#seed;
  }

  /**
   * What is drawn from now on follows from this one. Whoever comes from now on is counted from 1 again, so that the same clients
   * meet the same once more.
   *
   * @throws SockscopeError as {@link requireSeed} does
   */
  setSeed(seed: number): void {
    requireSeed(seed);
    this.#seed = seed;
    this.#flows = 0;
  }

  /** The draws of a flow and direction, which follow the seed. */
  draws(flow: number, from: RelaySide): Draw {
    let seed = this.#seed;
    let draw = drawsOf(seed, flow, from);
    return (purpose, index) => {
      if (seed !== this.#seed) {
        seed = this.#seed;
        draw = drawsOf(seed, flow, from);
      }
      return draw(purpose, index);
    };
  }

  /** The number of the next flow, from 1. */
  nextFlow(): number {
    return ++this.#flows;
  }

  /** What comes from that side is treated like this from now on. */
  set(from: RelaySide, impairments: Impairments): void {
    const before = this.#impairments[from].refuse;
    this.#impairments[from] = impairments;
    if (impairments.refuse !== before) this.#toRefuse = impairments.refuse ?? 0;
    for (const way of this.#ways[from]) way.set(impairments);
  }

  /** From now on this intercepts in every direction of every flow, in place of what did so before; undefined: nothing does. */
  intercept(stage: InterceptionStage, intercept: Intercept | undefined): void {
    this.#intercepts[stage] = intercept;
    for (const ways of Object.values(this.#ways)) for (const way of ways) way.intercept(stage, intercept);
  }

  /** Tells a way what there is to do now, and whenever that changes; returns how to stop. */
  follow(from: RelaySide, way: ImpairedWay): () => void {
    this.#ways[from].add(way);
    way.set(this.#impairments[from]);
    for (const stage of INTERCEPTION_STAGES) {
      const intercept = this.#intercepts[stage];
      if (intercept) way.intercept(stage, intercept);
    }
    return () => {
      this.#ways[from].delete(way);
    };
  }

  /** Whether the connection that comes just now is to be refused. */
  takeRefusal(): boolean {
    if (this.#toRefuse === 0) return false;
    this.#toRefuse--;
    this.counts.refused++;
    return true;
  }
}

/** What is noted of one direction of a flow: so much at most, and at its end how much more there was. */
export class DecisionNotes {
  readonly #write: (text: string) => void;
  #written = 0;
  #omitted = 0;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  add(text: string): void {
    if (this.#written++ < MAX_RELAY_NOTES) this.#write(text);
    else this.#omitted++;
  }

  /** Undefined where everything was noted. */
  get rest(): string | undefined {
    return this.#omitted === 0 ? undefined : `${this.#omitted} more decisions of the relay were not noted one by one.`;
  }
}
