import type * as vscode from 'vscode';
import type { Engine } from '../../engine/engine';
import type { Listener } from '../../engine/listener';

/** Has the kernel asked how many clients wait for listeners, as long as somebody sees their rows and clients may wait there. */
export class WaitingClients implements vscode.Disposable {
  readonly #engine: Engine;
  #stop: (() => void) | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  dispose(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  /** @param isSeen Whether the rows are. */
  update(isSeen: boolean): void {
    const isWanted = isSeen && this.#listeners().length > 0;
    if (isWanted === (this.#stop !== undefined)) return;
    if (isWanted) this.#stop = this.#engine.watch.watch(() => this.#look());
    else this.dispose();
  }

  #listeners(): Listener[] {
    return [...this.#engine.sockets].filter((socket) => socket.kind === 'listener').filter(({ letsWait }) => letsWait);
  }

  async #look(): Promise<void> {
    // What could not be read this time may be the next time.
    await Promise.allSettled(this.#listeners().map((listener) => this.#engine.lookAtWaiting(listener)));
  }
}
