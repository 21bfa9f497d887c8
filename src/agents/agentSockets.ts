import { Sequencer } from '../base/sequencer';
import type { Engine } from '../engine/engine';
import type { LiveSocket } from '../engine/liveSocket';
import { isEnded } from '../engine/socketInfo';

/** The sockets that agents opened, those that their listeners accepted among them, and how far each was received from. */
export class AgentSockets {
  readonly #engine: Engine;
  readonly #opened = new WeakSet<LiveSocket>();
  readonly #positions = new WeakMap<LiveSocket, number>();
  readonly #turns = new WeakMap<LiveSocket, Sequencer>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** An agent opened it: for the engine's `listed`. */
  readonly add = (socket: LiveSocket): void => {
    this.#opened.add(socket);
  };

  has(socket: LiveSocket): boolean {
    if (this.#opened.has(socket)) return true;
    const parent = socket.kind === 'connection' && socket.parent !== undefined && this.#engine.find(socket.parent);
    return parent !== undefined && parent !== false && this.#opened.has(parent);
  }

  /** Those that have not ended. */
  get open(): readonly LiveSocket[] {
    return [...this.#engine.sockets].filter((socket) => !isEnded(socket.state) && this.has(socket));
  }

  /** Closes them all; settles when they are closed. */
  closeAll(): Promise<void> {
    return this.#engine.closeAll((socket) => this.has(socket));
  }

  /** Where the next receiving begins: a byte of the stream, or a chunk of a datagram socket's record. 0 at first. */
  position(socket: LiveSocket): number {
    return this.#positions.get(socket) ?? 0;
  }

  moveTo(socket: LiveSocket, position: number): void {
    this.#positions.set(socket, position);
  }

  /** Runs one receiving of a socket behind the other, so that nothing is received twice. */
  inTurn<Result>(socket: LiveSocket, receive: () => Promise<Result>): Promise<Result> {
    let turns = this.#turns.get(socket);
    if (!turns) this.#turns.set(socket, (turns = new Sequencer()));
    return turns.run(receive);
  }
}
