import { SockscopeError, type Template } from '../../../base/error';
import { MAX_ROWS, type Requests } from '../protocol';
import type { BytesRow, EventRow, HeadingRow } from '../rows';

/** A row of bytes together with them. */
export interface LoadedBytesRow extends Omit<BytesRow, 'start'> {
  readonly bytes: Uint8Array;
}

export type LoadedRow = HeadingRow | LoadedBytesRow | EventRow;

/** Gives rows `from` to `to` (exclusive). */
export type FetchRows<Loaded> = (from: number, to: number) => Promise<readonly Loaded[]>;

interface Page<Loaded> {
  readonly rows: Loaded[];
  /** How often the conversation had grown when the last row was asked for. */
  growth: number;
  loading?: Promise<void>;
  /** A sentence, translated. */
  failure?: string;
}

/** Rows of a page: all or none of it is kept. */
export const PAGE_ROWS = 64;
/** Pages kept; the one longest unused goes first. 32 pages hold 2,048 rows, at most 128 KiB of bytes. */
const MAX_PAGES = 32;
/** Pages that follow each other and are fetched together: an answer comes sooner than two. */
const MAX_RUN = MAX_ROWS / PAGE_ROWS;
/** Fetches at a time: while someone drags the scroll bar, what was passed is never asked for. */
const MAX_LOADING = 4;

/**
 * The rows of one conversation, fetched as they are looked at. Rows never change, so what is kept stays right; only the last page
 * can lack rows, or end in open ones, and only those are fetched when the conversation grew.
 */
export class RowCache<Loaded extends object = LoadedRow> {
  readonly #fetch: FetchRows<Loaded>;
  readonly #onLoad: () => void;
  readonly #pages = new Map<number, Page<Loaded>>();
  #rowCount: number;
  #growth = 0;
  #loading = 0;
  #wanted = { from: 0, to: 0 };

  /** `onLoad` is called whenever rows arrived or could not be read. */
  constructor(rowCount: number, fetch: FetchRows<Loaded>, onLoad: () => void) {
    this.#rowCount = rowCount;
    this.#fetch = fetch;
    this.#onLoad = onLoad;
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  grow(rowCount: number): void {
    this.#rowCount = Math.max(this.#rowCount, rowCount);
    this.#growth++;
  }

  /** The row if it is here. */
  peek(index: number): Loaded | undefined {
    return this.#pages.get(Math.floor(index / PAGE_ROWS))?.rows[index % PAGE_ROWS];
  }

  /** Fetches what is missing of rows `from` to `to` (exclusive), and keeps these from being dropped. Replaces the last wish. */
  want(from: number, to: number): void {
    this.#wanted = { from, to };
    let run: number[] = [];
    for (const number of this.#wantedPages()) {
      const page = this.#use(number);
      const isMissing = !page.failure && !page.loading && this.#isIncomplete(number, page);
      // What is at hand of a page stays: only its end can be fetched, so it begins a run.
      const goesOn = isMissing && page.rows.length === 0 && run.length < MAX_RUN;
      if (!goesOn) {
        this.#begin(run);
        run = [];
      }
      if (isMissing) run.push(number);
    }
    this.#begin(run);
  }

  /** Why rows that are wanted now are not here, or undefined. */
  get failure(): string | undefined {
    return this.#wantedPages()
      .map((number) => this.#pages.get(number)?.failure)
      .find((failure) => failure !== undefined);
  }

  /** Asks again for what failed. */
  retry(): void {
    for (const page of this.#pages.values()) delete page.failure;
    this.want(this.#wanted.from, this.#wanted.to);
  }

  /** One row, fetched if need be. Rejects when it cannot be read or does not exist. */
  async row(index: number): Promise<Loaded> {
    const number = Math.floor(index / PAGE_ROWS);
    const page = this.#use(number);
    if (!page.rows[index % PAGE_ROWS]) await (page.loading ?? this.#load([number]));
    const row = page.rows[index % PAGE_ROWS];
    if (!row)
      throw new SockscopeError('ROW_MISSING', (page.failure as Template | undefined) ?? 'Row {0} does not exist.', [
        index,
      ]);
    return row;
  }

  #wantedPages(): number[] {
    const { from, to } = this.#wanted;
    if (to <= from) return [];
    const first = Math.floor(from / PAGE_ROWS);
    const last = Math.floor((Math.min(to, this.#rowCount) - 1) / PAGE_ROWS);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  }

  #isIncomplete(number: number, page: Page<Loaded>): boolean {
    if (page.rows.length < Math.min(PAGE_ROWS, this.#rowCount - number * PAGE_ROWS)) return true;
    return isOpen(page.rows.at(-1)) && page.growth < this.#growth;
  }

  /** The page, made the most recently used one. */
  #use(number: number): Page<Loaded> {
    const page = this.#pages.get(number) ?? { rows: [], growth: 0 };
    this.#pages.delete(number);
    this.#pages.set(number, page);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= MAX_PAGES) break;
      this.#pages.delete(oldest);
    }
    return page;
  }

  #begin(run: readonly number[]): void {
    if (run.length > 0 && this.#loading < MAX_LOADING) void this.#load(run);
  }

  /** Settles when the missing rows of pages that follow each other are here or have failed; never rejects. */
  #load(run: readonly number[]): Promise<void> {
    const pages = run.map((number) => this.#use(number));
    this.#loading++;
    const loading = this.#fetchMissing(run[0]!, pages).finally(() => {
      for (const page of pages) delete page.loading;
      this.#loading--;
      this.want(this.#wanted.from, this.#wanted.to);
      this.#onLoad();
    });
    for (const page of pages) page.loading = loading;
    return loading;
  }

  async #fetchMissing(number: number, pages: readonly Page<Loaded>[]): Promise<void> {
    // Open rows stay in view until their longer selves are here.
    const firstOpen = pages[0]!.rows.findIndex(isOpen);
    const kept = firstOpen < 0 ? pages[0]!.rows.length : firstOpen;
    const from = number * PAGE_ROWS + kept;
    const to = Math.min((number + pages.length) * PAGE_ROWS, this.#rowCount);
    const growth = this.#growth;
    try {
      const rows = await this.#fetch(from, to);
      if (rows.length === 0) throw new SockscopeError('ROW_MISSING', 'Row {0} does not exist.', [from]);
      for (const [i, page] of pages.entries()) {
        const start = i * PAGE_ROWS - kept;
        page.rows.splice(i === 0 ? kept : 0, Infinity, ...rows.slice(Math.max(0, start), start + PAGE_ROWS));
        page.growth = growth;
        delete page.failure;
      }
    } catch (error) {
      for (const page of pages) page.failure = error instanceof Error ? error.message : String(error);
    }
  }
}

/** Whether a row can still change. */
function isOpen(row: object | undefined): boolean {
  return row !== undefined && 'open' in row && row.open === true;
}

/** The rows of an answer, each with its own bytes. */
export function loadedRows({ rows, bytes }: Requests['readRows']['result']): LoadedRow[] {
  return rows.map((row) => {
    if (row.kind !== 'bytes') return row;
    const { start, ...rest } = row;
    return { ...rest, bytes: bytes.subarray(start, start + row.length) };
  });
}
