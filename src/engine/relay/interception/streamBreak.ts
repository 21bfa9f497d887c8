import { appliesTo, type BreakCondition } from './breakCondition';
import type { BreakDesk } from './breakDesk';
import { lengthText, hexOf, type HeldVerdict } from './heldMessage';
import type { InterceptedWay, Interceptor, Onward, SourceEnd } from './interceptor';
import { PatternSearch } from './patternSearch';

/** Milliseconds that the beginning of a match waits for the rest of it. */
export const UNDECIDED_MS = 200;

/** What a piece that waits costs besides its bytes. */
const PIECE_COST = 128;

/**
 * Holds what is to be held of one direction of a stream: one message at a time, behind which everything later waits, a FIN too. A
 * message is what one read brought or, with a pattern, one match.
 */
export class StreamBreak implements Interceptor {
  readonly #way: InterceptedWay;
  readonly #onward: Onward;
  readonly #desk: BreakDesk;
  readonly #over: () => void;
  #condition: BreakCondition | undefined;
  #isOver = false;
  /** Where there is a pattern; what is kept is in it, else in `#pieces`. */
  #search: PatternSearch | undefined;
  #pieces: Uint8Array[] = [];
  #piecesBytes = 0;
  /** The message that waits. */
  #held: { readonly id: number; readonly bytes: Uint8Array } | undefined;
  #end: SourceEnd | undefined;
  #undecided: NodeJS.Timeout | undefined;
  #turn: NodeJS.Immediate | undefined;
  #isRunning = false;

  /** @param over Told when it keeps nothing any more, for good. */
  constructor(way: InterceptedWay, onward: Onward, desk: BreakDesk, condition: BreakCondition, over: () => void) {
    this.#way = way;
    this.#onward = onward;
    this.#desk = desk;
    this.#over = over;
    this.set(condition);
  }

  get heldBytes(): number {
    return (this.#held?.bytes.length ?? 0) + this.#behind + this.#pieces.length * PIECE_COST;
  }

  /** What waits goes on waiting where this direction still breaks; else it goes on. */
  set(condition: BreakCondition): void {
    if (this.#isOver) return;
    const pieces = this.#takeBehind();
    this.#condition = appliesTo(condition, this.#way.from) ? condition : undefined;
    const program = this.#condition?.pattern?.program;
    if (program) this.#search = new PatternSearch(program);
    for (const piece of pieces) this.#keep(piece);
    if (!this.#condition) this.#letGo('unheld');
    else this.#run();
  }

  bytes(bytes: Uint8Array): void {
    if (!this.#condition) {
      this.#onward.bytes(bytes);
      return;
    }
    this.#keep(bytes);
    this.#run();
  }

  end(kind: SourceEnd): void {
    if (kind === 'rst') {
      this.abandon();
      this.#onward.end('rst');
      return;
    }
    this.#end = kind;
    this.#search?.flush();
    this.#run();
  }

  /** Lets everything go that waits now; what comes later is held as before. */
  forwardAll(): void {
    this.#letGo('all');
    this.#way.readOn();
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
    this.#stopWaiting();
    const held = this.#held;
    const rest = this.#takeBehind();
    if (held) this.#desk.decide(held.id, { kind: 'gone' });
    if (rest.length > 0) {
      const bytes = Buffer.concat(rest);
      this.#way.note(`${lengthText(bytes)} behind it not forwarded, since the other side had ended: ${hexOf(bytes)}`);
    }
    this.#end = undefined;
  }

  get #behind(): number {
    return this.#search?.kept ?? this.#piecesBytes;
  }

  #keep(bytes: Uint8Array): void {
    if (this.#search) {
      this.#search.push(bytes);
      if (this.#end) this.#search.flush();
      return;
    }
    this.#pieces.push(bytes);
    this.#piecesBytes += bytes.length;
  }

  #takeBehind(): Uint8Array[] {
    const search = this.#search;
    const pieces = search ? (search.kept > 0 ? [search.drain()] : []) : this.#pieces;
    this.#search = undefined;
    this.#pieces = [];
    this.#piecesBytes = 0;
    return pieces;
  }

  /** Goes on until something is to be held, or nothing more is decided. */
  #run(): void {
    this.#stopWaiting();
    // What goes on may bring more in the same moment.
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (this.#condition && !this.#held && this.#takeNext());
    this.#isRunning = false;
    this.#endBehind();
  }

  /** Returns whether there may be more. */
  #takeNext(): boolean {
    if (!this.#search) {
      const piece = this.#pieces.shift();
      if (!piece) return false;
      this.#piecesBytes -= piece.length;
      this.#hold(piece);
      return true;
    }
    const run = this.#search.take();
    if (run === 'later') {
      this.#turn = setImmediate(() => {
        this.#run();
        this.#way.readOn();
      });
      return false;
    }
    if (run === 'more') {
      if (this.#search.kept > 0) this.#awaitRest();
      return false;
    }
    if (run.match) this.#hold(run.bytes);
    else this.#onward.bytes(run.bytes);
    return true;
  }

  #hold(bytes: Uint8Array): void {
    const decided = (verdict: HeldVerdict): void => {
      this.#held = undefined;
      if (verdict.kind === 'forward') this.#pass(verdict.bytes ?? bytes);
      if (this.#isOver) return;
      this.#run();
      this.#way.readOn();
    };
    const id = this.#desk.hold(this.#way, bytes, () => this.#behind, decided);
    this.#held = { id, bytes };
  }

  #pass(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#onward.bytes(bytes);
  }

  /** A match that has begun goes no further, it seems. */
  #awaitRest(): void {
    this.#undecided = setTimeout(() => {
      this.#search?.flush();
      this.#run();
      this.#way.readOn();
    }, UNDECIDED_MS);
  }

  #stopWaiting(): void {
    clearTimeout(this.#undecided);
    clearImmediate(this.#turn);
  }

  #letGo(reason: 'all' | 'unheld'): void {
    this.#stopWaiting();
    const end = this.#end;
    this.#end = undefined;
    const program = this.#condition?.pattern?.program;
    const rest = this.#takeBehind();
    if (program) this.#search = new PatternSearch(program);
    const held = this.#held;
    if (held) this.#desk.decide(held.id, { kind: 'forward', reason });
    for (const piece of rest) this.#pass(piece);
    this.#end = end;
    this.#endBehind();
  }

  /** The end goes on once nothing is before it. */
  #endBehind(): void {
    const end = this.#end;
    if (!end || this.#held || this.#behind > 0) return;
    this.#end = undefined;
    this.#onward.end(end);
  }
}
