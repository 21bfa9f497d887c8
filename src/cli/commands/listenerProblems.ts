import type { SockscopeError } from '../../base/error';
import type { Connection } from '../../engine/connection';
import type { Listener } from '../../engine/listener';
import type { Terminal } from '../terminal/terminal';

/** Tells what a listener and those who connect to it run into: each kind of error once, and how many connections it refused. */
export class ListenerProblems {
  readonly #terminal: Terminal;
  readonly #told = new Set<string>();
  #refused = 0;
  #refusedTold = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** The listener has changed. The count is told whenever it has doubled, so that a flood of clients is none of lines. */
  look({ state, error, refusedCount }: Pick<Listener, 'state' | 'error' | 'refusedCount'>): void {
    this.#refused = refusedCount;
    if (state !== 'listening') return;
    this.#tellOnce(error);
    if (refusedCount > 0 && refusedCount >= 2 * this.#refusedTold) void this.#tellRefused('so far');
  }

  /** A connection has changed: one that never was open, as where TLS was not agreed upon, has no record to tell of it. */
  lookAt({ state, error, recording }: Pick<Connection, 'state' | 'error' | 'recording'>): void {
    if (state === 'failed' && recording === undefined) this.#tellOnce(error);
  }

  /** Nothing more comes. */
  async end(): Promise<void> {
    if (this.#refused > this.#refusedTold) await this.#tellRefused('in all');
  }

  #tellOnce(error: SockscopeError | undefined): void {
    if (error === undefined || this.#told.has(error.code)) return;
    this.#told.add(error.code);
    void this.#terminal.complain(error.message);
  }

  async #tellRefused(when: string): Promise<void> {
    this.#refusedTold = this.#refused;
    await this.#terminal.complain(
      `Connections refused at the limit of connections or of open files: ${this.#refused} ${when}.`,
    );
  }
}
