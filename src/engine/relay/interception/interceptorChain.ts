import {
  INTERCEPTION_STAGES,
  type Intercept,
  type InterceptedWay,
  type InterceptionStage,
  type Interceptor,
  type Onward,
  type SourceEnd,
} from './interceptor';

/** The interceptors of one direction of one flow, each of which hands on to the next. */
export class InterceptorChain implements Onward {
  readonly #way: InterceptedWay;
  readonly #last: Onward;
  readonly #interceptors: Partial<Record<InterceptionStage, Interceptor | undefined>> = {};

  /** @param last Gets what has passed them all. */
  constructor(way: InterceptedWay, last: Onward) {
    this.#way = way;
    this.#last = last;
  }

  get isEmpty(): boolean {
    return this.#list.length === 0;
  }

  get heldBytes(): number {
    return this.#list.reduce((sum, { heldBytes }) => sum + heldBytes, 0);
  }

  /** What the one before it keeps goes on first. */
  set(stage: InterceptionStage, intercept: Intercept | undefined): void {
    const before = this.#interceptors[stage];
    this.#interceptors[stage] = undefined;
    before?.release();
    const place = INTERCEPTION_STAGES.indexOf(stage);
    const made = intercept?.(this.#way, {
      bytes: (bytes) => {
        this.#from(place + 1).bytes(bytes);
      },
      end: (kind) => {
        this.#from(place + 1).end(kind);
      },
    });
    this.#interceptors[stage] = made;
  }

  bytes(bytes: Uint8Array): void {
    this.#from(0).bytes(bytes);
  }

  end(kind: SourceEnd): void {
    this.#from(0).end(kind);
  }

  /** Lets go of all that is kept, the first one first. */
  release(): void {
    for (const interceptor of this.#list) interceptor.release();
  }

  abandon(): void {
    for (const interceptor of this.#list) interceptor.abandon();
  }

  get #list(): Interceptor[] {
    return INTERCEPTION_STAGES.flatMap((stage) => this.#interceptors[stage] ?? []);
  }

  #from(place: number): Onward {
    for (let at = place; at < INTERCEPTION_STAGES.length; at++) {
      const interceptor = this.#interceptors[INTERCEPTION_STAGES[at]!];
      if (interceptor) return interceptor;
    }
    return this.#last;
  }
}
