import { SYSTEM_CLOCK, type ThrottleClock } from '../../base/throttle';

/** Milliseconds, at least, between two times at which a row that has rows below it is drawn again for its counts alone. */
export const PARENT_INTERVAL = 1000;
/** Above this many changed rows below one, it is cheaper to draw that one again, with all below it. */
const MANY = 50;

/** What of a row is seen. */
export interface RowLook {
  /** Of what cannot wait, such as its state. */
  readonly state: string;
  /** Counts, which may change with every byte. */
  readonly counts: string;
}

/** The rows as they should be. */
export interface RowSource<Row> {
  readonly roots: () => readonly Row[];
  readonly childrenOf: (row: Row) => readonly Row[];
  readonly parentOf: (row: Row) => Row | undefined;
  readonly lookOf: (row: Row) => RowLook;
}

/**
 * Which rows VS Code is told to draw again. With a row it draws all below it, and knows none of those until it has read them
 * anew: the command of a button that is pressed meanwhile would not learn of which row. So rows without others below them are drawn
 * alone, rows with some only when they look different, for their counts at most once a second.
 */
export class RowUpdates<Row extends object> {
  readonly #source: RowSource<Row>;
  readonly #fire: (rows: readonly Row[] | undefined) => void;
  readonly #clock: ThrottleClock;
  #roots: readonly Row[] = [];
  /** Whether VS Code has read the roots since it was told that they are others. */
  #areRootsKnown = true;
  /** What VS Code was last given below a row. */
  readonly #children = new Map<Row, readonly Row[]>();
  /** Rows of which VS Code knows those below. */
  readonly #read = new Set<Row>();
  readonly #drawn = new WeakMap<Row, RowLook & { readonly at: number }>();
  /** Rows that wait for their time. */
  readonly #due = new Set<Row>();
  #cancel: (() => void) | undefined;

  /** @param fire Undefined stands for all rows. */
  constructor(
    source: RowSource<Row>,
    fire: (rows: readonly Row[] | undefined) => void,
    clock: ThrottleClock = SYSTEM_CLOCK,
  ) {
    this.#source = source;
    this.#fire = fire;
    this.#clock = clock;
  }

  dispose(): void {
    this.#cancel?.();
  }

  /** Whether VS Code was told of a root. */
  has(root: Row): boolean {
    return this.#roots.includes(root);
  }

  /** VS Code has asked for a row's look, and so forgot the rows below it. */
  drawn(row: Row, look: RowLook): void {
    this.#drawn.set(row, { ...look, at: this.#clock.now() });
    this.#due.delete(row);
    this.#read.delete(row);
  }

  /** VS Code has asked for the rows below one, or for the roots. */
  listed(parent: Row | undefined, rows: readonly Row[]): void {
    if (parent === undefined) {
      this.#areRootsKnown = true;
      return;
    }
    this.#children.set(parent, rows);
    this.#read.add(parent);
  }

  /** The rows that VS Code may show without knowing them at this moment. */
  forgotten(): Row[] {
    const ofRoots = this.#roots.flatMap((root) =>
      this.#areRootsKnown && this.#read.has(root) ? [] : (this.#children.get(root) ?? []),
    );
    return this.#areRootsKnown ? ofRoots : [...this.#roots, ...ofRoots];
  }

  /**
   * @param rows What changed.
   * @param isList Whether there may be other rows than before.
   */
  update(rows: Iterable<Row>, isList: boolean): void {
    const roots = this.#source.roots();
    if (roots.length !== this.#roots.length || roots.some((root, index) => root !== this.#roots[index])) {
      this.#startAnew(roots);
      return;
    }
    const now = new Set<Row>();
    if (isList) for (const root of roots) if (this.#hasOtherChildren(root)) now.add(root);
    const below = new Map<Row, Row[]>();
    for (const row of rows) {
      const parent = this.#source.parentOf(row);
      if (parent === undefined) {
        this.#sortParent(row, now);
        const changed = (this.#children.get(row) ?? []).filter((child) => this.#looksDifferent(child));
        if (changed.length > 0) below.set(row, changed);
      } else {
        this.#sortParent(parent, now);
        if (!this.#looksDifferent(row)) continue;
        const siblings = below.get(parent);
        if (siblings) siblings.push(row);
        else below.set(parent, [row]);
      }
    }
    for (const [parent, children] of below) if (children.length > MANY && !now.has(parent)) this.#due.add(parent);
    for (const parent of this.#takeDue()) now.add(parent);
    const alone = [...below].flatMap(([parent, children]) =>
      now.has(parent) || children.length > MANY ? [] : children,
    );
    this.#tell([...now, ...alone]);
    this.#wake();
  }

  #startAnew(roots: readonly Row[]): void {
    for (const root of this.#roots) {
      if (roots.includes(root)) continue;
      this.#children.delete(root);
      this.#read.delete(root);
    }
    this.#roots = roots;
    this.#areRootsKnown = false;
    this.#due.clear();
    this.#fire(undefined);
  }

  /** A row at the top that changed, or of which one below it changed: it is drawn now, or is due. */
  #sortParent(row: Row, now: Set<Row>): void {
    if (now.has(row)) return;
    if (this.#hasOtherChildren(row)) {
      now.add(row);
      return;
    }
    const drawn = this.#drawn.get(row);
    const look = this.#source.lookOf(row);
    if (drawn?.state === look.state && drawn.counts === look.counts) return;
    if (drawn?.state !== look.state || (this.#children.get(row) ?? []).length === 0) now.add(row);
    else this.#due.add(row);
  }

  /** Others are below it than VS Code has read. What it has not read yet it reads by itself. */
  #hasOtherChildren(row: Row): boolean {
    if (!this.#read.has(row)) return false;
    const before = this.#children.get(row) ?? [];
    const after = this.#source.childrenOf(row);
    return before.length !== after.length || after.some((child, index) => child !== before[index]);
  }

  #looksDifferent(row: Row): boolean {
    const drawn = this.#drawn.get(row);
    if (!drawn) return false;
    const { state, counts } = this.#source.lookOf(row);
    return drawn.state !== state || drawn.counts !== counts;
  }

  /** Those whose time has come. */
  #takeDue(): Row[] {
    const time = this.#clock.now();
    const taken = [...this.#due].filter((row) => this.#dueAt(row) <= time);
    for (const row of taken) this.#due.delete(row);
    return taken;
  }

  #dueAt(row: Row): number {
    return (this.#drawn.get(row)?.at ?? -Infinity) + PARENT_INTERVAL;
  }

  #wake(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#due.size === 0) return;
    const at = Math.min(...[...this.#due].map((row) => this.#dueAt(row)));
    this.#cancel = this.#clock.later(
      () => {
        this.#cancel = undefined;
        this.#tell(this.#takeDue());
        this.#wake();
      },
      Math.max(0, at - this.#clock.now()),
    );
  }

  #tell(rows: readonly Row[]): void {
    if (rows.length > 0) this.#fire(rows);
  }
}
