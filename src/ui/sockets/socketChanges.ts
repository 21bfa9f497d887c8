import * as vscode from 'vscode';
import type { Engine } from '../../engine/engine';
import type { LiveSocket } from '../../engine/liveSocket';
import { Throttle } from '../../base/throttle';

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
  readonly #throttle = new Throttle(INTERVAL, () => {
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
    this.#throttle.stop();
    this.#emitter.dispose();
  }

  /** Has every socket drawn again, for what the engine does not know of. */
  refresh(): void {
    for (const socket of this.#engine.sockets) this.#sockets.add(socket);
    this.#throttle.ask();
  }

  readonly #onList = (): void => {
    this.#list = true;
    this.#throttle.ask();
  };

  readonly #onSocket = (socket: LiveSocket): void => {
    this.#sockets.add(socket);
    this.#throttle.ask();
  };

  #fire(): void {
    const changes = { list: this.#list, sockets: this.#sockets };
    this.#list = false;
    this.#sockets = new Set();
    this.#emitter.fire(changes);
  }
}
