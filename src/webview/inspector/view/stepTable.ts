import type { Direction } from '../../../base/direction';
import { STEP_PREVIEW_BYTES, type InspectorLink, type Requests, type SequenceProgress, type ToPage } from '../protocol';
import type { StepRow } from '../rows';
import { RowCache } from './rowCache';

/** A row of *Sequence* together with its first bytes. */
export interface LoadedStep extends Omit<StepRow, 'start'> {
  readonly bytes: Uint8Array;
}

const NOTHING_YET: SequenceProgress = {
  list: 0,
  count: 0,
  progress: 0,
  done: false,
  full: false,
  packets: false,
  peerCount: 0,
  peers: [],
};

/** The shown conversation as a sequence, as the extension lays it out. Says `change` whenever that changed. */
export class StepTable extends EventTarget {
  readonly rows: RowCache<LoadedStep>;
  readonly #link: InspectorLink;
  #list: number | undefined;
  #progress = NOTHING_YET;
  /** What came of it before the answer that names it. */
  #early: SequenceProgress | undefined;

  constructor(link: InspectorLink) {
    super();
    this.#link = link;
    this.rows = new RowCache<LoadedStep>(
      0,
      (from, to) => this.read(from, to),
      () => {
        this.#changed();
      },
    );
  }

  get progress(): SequenceProgress {
    return this.#progress;
  }

  /** Rejects when the extension cannot. */
  async begin(conversation: number): Promise<void> {
    const { list } = await this.#link.ask('listSteps', { conversation });
    this.#list = list;
    if (this.#early?.list === list) this.#take(this.#early);
  }

  receive(message: Extract<ToPage, { type: 'sequence' }>): void {
    if (message.list === this.#list) this.#take(message);
    else this.#early = message;
  }

  /** Steps, in as far as they are there; at most `MAX_ROWS`. Rejects when they cannot be read. */
  async read(from: number, to: number): Promise<LoadedStep[]> {
    const list = this.#list;
    return list === undefined ? [] : loadedSteps(await this.#link.ask('readSteps', { list, from, to }));
  }

  /** The row of the step that carries a byte; -1 when none does. Rejects when the extension cannot tell. */
  async rowOf(direction: Direction, offset: number): Promise<number> {
    const list = this.#list;
    if (list === undefined) return -1;
    return (await this.#link.ask('locateStep', { list, direction, offset })).row;
  }

  #take(progress: SequenceProgress): void {
    this.#progress = progress;
    this.rows.grow(progress.count);
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

function loadedSteps({ rows, bytes }: Requests['readSteps']['result']): LoadedStep[] {
  return rows.map(({ start, ...row }) => ({
    ...row,
    bytes: bytes.subarray(start, start + Math.min(row.length, STEP_PREVIEW_BYTES)),
  }));
}
