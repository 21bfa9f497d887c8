import { RegexMachine } from '../../../bytes/regex/machine';
import type { RegexProgram } from '../../../bytes/regex/program';
import { appliesTo, type BreakCondition } from './breakCondition';
import type { BreakDesk } from './breakDesk';
import type { InterceptedWay, Interceptor, Onward } from './interceptor';
import { SEARCH_BUDGET } from './patternSearch';

/** Bytes of a datagram that are looked at between two questions whether that was work enough. */
const SLICE = 256;

/**
 * Holds what is to be held of one peer's datagrams in one direction: each by itself, while the others go on. What finds no room to
 * wait goes on too, and that is noted: nothing is lost by it.
 */
export class DatagramBreak implements Interceptor {
  readonly #way: InterceptedWay;
  readonly #onward: Onward;
  readonly #desk: BreakDesk;
  readonly #over: () => void;
  #condition: BreakCondition | undefined;
  #isOver = false;
  readonly #held = new Set<number>();
  #heldBytes = 0;
  /** Those that have not been searched yet, and the search in the first of them. */
  #unsearched: Uint8Array[] = [];
  #unsearchedBytes = 0;
  #search: { readonly machine: RegexMachine; at: number } | undefined;
  #turn: NodeJS.Immediate | undefined;

  /** @param over Told when it keeps nothing any more, for good. */
  constructor(way: InterceptedWay, onward: Onward, desk: BreakDesk, condition: BreakCondition, over: () => void) {
    this.#way = way;
    this.#onward = onward;
    this.#desk = desk;
    this.#over = over;
    this.set(condition);
  }

  get heldBytes(): number {
    return this.#heldBytes + this.#unsearchedBytes;
  }

  /** What waits goes on waiting where this direction still breaks; else it goes on. */
  set(condition: BreakCondition): void {
    if (this.#isOver) return;
    this.#condition = appliesTo(condition, this.#way.from) ? condition : undefined;
    this.#search = undefined;
    if (!this.#condition) this.#letGo('unheld');
    else if (this.#condition.pattern) this.#run();
    else for (const bytes of this.#takeUnsearched()) this.#hold(bytes);
  }

  bytes(bytes: Uint8Array): void {
    if (!this.#condition) {
      this.#onward.bytes(bytes);
    } else if (!this.#desk.hasRoom(this.#way.from, bytes.length + this.#unsearchedBytes)) {
      this.#way.note(`a datagram of ${bytes.length} bytes not held, since more waits than a relay holds`);
      this.#onward.bytes(bytes);
    } else if (this.#condition.pattern) {
      this.#unsearched.push(bytes);
      this.#unsearchedBytes += bytes.length;
      this.#run();
    } else {
      this.#hold(bytes);
    }
  }

  /** Datagrams have no end. */
  end(): void {
    return undefined;
  }

  forwardAll(): void {
    this.#letGo('all');
  }

  release(): void {
    this.#isOver = true;
    this.#over();
    this.#condition = undefined;
    this.#letGo('unheld');
  }

  abandon(): void {
    this.#isOver = true;
    this.#over();
    this.#condition = undefined;
    this.#takeUnsearched();
    for (const id of [...this.#held]) this.#desk.decide(id, { kind: 'gone' });
  }

  #hold(bytes: Uint8Array): void {
    this.#heldBytes += bytes.length;
    const id = this.#desk.hold(
      this.#way,
      bytes,
      () => 0,
      (verdict) => {
        this.#held.delete(id);
        this.#heldBytes -= bytes.length;
        if (verdict.kind === 'forward') this.#onward.bytes(verdict.bytes ?? bytes);
      },
    );
    this.#held.add(id);
  }

  /** Looks at what has not been searched, for as long as one turn may take. */
  #run(): void {
    const program = this.#condition?.pattern?.program;
    if (!program || this.#turn) return;
    for (let work = 0; work < SEARCH_BUDGET;) {
      const [bytes] = this.#unsearched;
      if (!bytes) return;
      const search = (this.#search ??= { machine: new RegexMachine(program, Infinity), at: 0 });
      const before = search.machine.work;
      const isFound = lookOn(search, bytes, before + SEARCH_BUDGET - work);
      work += search.machine.work - before + costOf(program);
      if (isFound === undefined) break;
      this.#search = undefined;
      this.#unsearched.shift();
      this.#unsearchedBytes -= bytes.length;
      if (isFound) this.#hold(bytes);
      else this.#onward.bytes(bytes);
    }
    this.#turn = setImmediate(() => {
      this.#turn = undefined;
      this.#run();
    });
  }

  #takeUnsearched(): Uint8Array[] {
    clearImmediate(this.#turn);
    this.#turn = undefined;
    this.#search = undefined;
    const unsearched = this.#unsearched;
    this.#unsearched = [];
    this.#unsearchedBytes = 0;
    return unsearched;
  }

  #letGo(reason: 'all' | 'unheld'): void {
    const unsearched = this.#takeUnsearched();
    for (const id of [...this.#held]) this.#desk.decide(id, { kind: 'forward', reason });
    for (const bytes of unsearched) this.#onward.bytes(bytes);
  }
}

/** To begin a search of one datagram. */
const costOf = ({ ops, slots }: RegexProgram): number => ops.length + slots;

/** Whether the datagram has a match; undefined while that took more work than there may be. */
function lookOn(
  search: { machine: RegexMachine; at: number },
  bytes: Uint8Array,
  maxWork: number,
): boolean | undefined {
  const { machine } = search;
  while (search.at < bytes.length && machine.match === undefined && machine.state === 'searching') {
    if (machine.work >= maxWork) return undefined;
    machine.feed(bytes.subarray(search.at, search.at + SLICE));
    search.at += SLICE;
  }
  return machine.match !== undefined || machine.end() === 'matched';
}
