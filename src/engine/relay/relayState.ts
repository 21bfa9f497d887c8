import { MAX_RELAY_NOTES } from '../limits';
import type { RelaySide } from './impairment/draw';
import type { Impairments } from './impairment/impairments';
import { INTERCEPTION_STAGES, type Intercept, type InterceptionStage } from './interception/interceptor';

/** How often a relay has done what, to datagrams or to pieces of streams. */
export interface RelayCounts {
  readonly dropped: number;
  readonly duplicated: number;
  /** Bytes. */
  readonly changed: number;
  /** Connections that were refused, as it was told to. */
  readonly refused: number;
}

/** What passes in one direction, to which changes are told. */
export interface ImpairedWay {
  set(impairments: Impairments): void;
  intercept(stage: InterceptionStage, intercept: Intercept | undefined): void;
}

/** What the flows of one relay share: its seed, what is done in either direction, and how often it was done. */
export class RelayState {
  readonly seed: number;
  readonly clock: () => number;
  readonly counts = { dropped: 0, duplicated: 0, changed: 0, refused: 0 };
  readonly #impairments: Record<RelaySide, Impairments> = { client: {}, server: {} };
  readonly #intercepts: Partial<Record<InterceptionStage, Intercept | undefined>> = {};
  readonly #ways: Record<RelaySide, Set<ImpairedWay>> = { client: new Set(), server: new Set() };
  #flows = 0;
  #toRefuse = 0;

  constructor(seed: number, clock: () => number = () => performance.now()) {
    this.seed = seed;
    this.clock = clock;
  }

  get impairments(): Readonly<Record<RelaySide, Impairments>> {
    return this.#impairments;
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
