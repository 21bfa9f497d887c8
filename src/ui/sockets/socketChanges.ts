import * as vscode from 'vscode';
import type { Engine, LiveSocket } from '../../engine/engine';
import { Pace } from '../pace';

/** What changed since the last time. */
export interface Changes {
  /** Sockets were opened or cleared. */
  readonly list: boolean;
  readonly sockets: ReadonlySet<LiveSocket>;
}

/** Milliseconds between two updates of the user interface: at most 4 a second. */
const INTERVAL = 250;

/**
 * The engine's events, which may come once for every chunk, gathered for the user interface: the first of a quiet time at
 * once, the others at most four times a second.
 */
export class SocketChanges implements vscode.Disposable {
  readonly #engine: Engine;
  readonly #emitter = new vscode.EventEmitter<Changes>();
  readonly onDidChange = this.#emitter.event;
  #list = false;
  #sockets = new Set<LiveSocket>();
  readonly #pace = new Pace(INTERVAL, () => {
    this.#fire();
  });

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.on('list', this.#onList);
    engine.on('socket', this.#onSocket);
  }

  dispose(): void {
    this.#engine.off('list', this.#onList);
    this.#engine.off('socket', this.#onSocket);
    this.#pace.stop();
    this.#emitter.dispose();
  }

  /** Has every socket drawn again, for what the engine does not know of. */
  refresh(): void {
    for (const socket of this.#engine.sockets) this.#sockets.add(socket);
    this.#pace.ask();
  }

  readonly #onList = (): void => {
    this.#list = true;
    this.#pace.ask();
  };

  readonly #onSocket = (socket: LiveSocket): void => {
    this.#sockets.add(socket);
    this.#pace.ask();
  };

  #fire(): void {
    const changes = { list: this.#list, sockets: this.#sockets };
    this.#list = false;
    this.#sockets = new Set();
    this.#emitter.fire(changes);
  }
}
