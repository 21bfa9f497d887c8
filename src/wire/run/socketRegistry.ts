import type { Connection } from '../../engine/connection';
import type { DatagramSocket } from '../../engine/datagramSocket';
import type { Engine } from '../../engine/engine';
import type { LiveSocket } from '../../engine/liveSocket';
import type { Listener } from '../../engine/listener';
import { isSameEnd } from '../../engine/address/sameAddress';
import type { SocketAddress } from '../../engine/address/socketAddress';
import { isEnded } from '../../engine/socketInfo';
import type { ActiveRule, AnsweringOptions, Unanswered } from './answering';
import { RelaySocket } from './relaySocket';
import { DatagramRunSocket, ListenerSocket, StreamSocket, type RunSocket } from './runSocket';

/** Connections that have ended and of which a failure may still tell. */
const MAX_SPENT = 16;

/**
 * All sockets of one run of a section, named or not: those that its listeners accepted are among them. A connection that has
 * ended and that no step can use any more is forgotten, so that a section which is kept open may accept any number.
 */
export class SocketRegistry {
  readonly #engine: Engine;
  readonly #options: AnsweringOptions;
  readonly #named = new Map<string, RunSocket>();
  readonly #streams = new Map<Connection, StreamSocket>();
  readonly #datagrams = new Map<DatagramSocket, DatagramRunSocket>();
  readonly #listeners = new Map<string, ListenerSocket>();
  readonly #relays = new Map<string, RelaySocket>();
  /** The last connections that were forgotten, while failures of steps may still be about them. */
  readonly #spent: StreamSocket[] = [];
  #isOver = false;

  constructor(engine: Engine, options: AnsweringOptions) {
    this.#engine = engine;
    this.#options = options;
    engine.on('socket', this.#onChange);
  }

  get(name: string): RunSocket | undefined {
    return this.#named.get(name);
  }

  /** The engine's ids of the named sockets. */
  ids(): Map<string, string> {
    return new Map(Array.from(this.#named, ([name, { socket }]) => [name, socket.id]));
  }

  /** Takes over a socket that a step opened. `accepts`: how many connections of a listener will be accepted; `isStepwise`: it was opened paused. */
  add(name: string, socket: LiveSocket, accepts: number, isStepwise = false): RunSocket {
    const added = this.#wrap(socket, accepts, isStepwise);
    this.#named.set(name, added);
    return added;
  }

  /** Takes over a relay that a step opened: nothing of what passes it is expected. */
  addRelay(name: string, socket: Listener | DatagramSocket): void {
    const relay = new RelaySocket(socket, this.#engine);
    this.#named.set(name, relay);
    this.#relays.set(name, relay);
  }

  /** By their names. */
  get relays(): ReadonlyMap<string, RelaySocket> {
    return this.#relays;
  }

  /** What happened by chance followed from these, which nobody chose. */
  drawnSeeds(): Map<string, number> {
    return new Map(
      [...this.#relays].flatMap(([name, { drawnSeed }]) => (drawnSeed === undefined ? [] : [[name, drawnSeed]])),
    );
  }

  /** Gives a connection that came in its name. */
  nameConnection(name: string, connection: StreamSocket, isStepwise = false): void {
    connection.isTaken = true;
    if (!isStepwise) connection.readAhead();
    this.#named.set(name, connection);
  }

  addRule(target: ListenerSocket | DatagramRunSocket, rule: ActiveRule): void {
    target.rules.add(rule);
    if (target.kind === 'datagram') return;
    for (const stream of this.#streams.values()) {
      if (stream.socket.parent === target.socket.id) stream.answerBy(target.rules);
    }
  }

  /** Nothing is expected any more: nothing received is kept. Rules go on answering. */
  discard(): void {
    for (const stream of this.#spent.splice(0)) stream.stopAnswering();
    this.#isOver = true;
    for (const listener of this.#listeners.values()) listener.discard();
    for (const socket of this.#datagrams.values()) socket.discard();
    for (const stream of this.#streams.values()) {
      stream.discard();
      this.#forgetSpent(stream);
    }
  }

  /** What the rules at the other end of a connection did not answer; undefined where this section has no rules there. */
  otherEnd(target: RunSocket): Unanswered | undefined {
    if (target.kind === 'listener' || target.kind === 'relay') return undefined;
    const { local, remote } = target.socket;
    if (local === undefined || remote === undefined) return undefined;
    if (target.kind === 'datagram') {
      return [...this.#datagrams.values()].find(({ socket }) => isAt(socket.local, remote))?.unanswered;
    }
    const others = [...this.#streams.values(), ...this.#spent].filter((other) => other !== target);
    const found = others.findLast(
      ({ socket }) => isAt(socket.local, remote) && (local.family !== 'ip' || isAt(socket.remote, local)),
    );
    return found?.unanswered;
  }

  /** Connections that it knows, for as long as they are open or a step may use them. */
  get connectionCount(): number {
    return this.#streams.size;
  }

  /** Closes everything. Settles when all is closed. */
  async closeAll(): Promise<void> {
    const listeners = Array.from(this.#listeners.values(), ({ socket }) => socket.close());
    for (const stream of this.#streams.values()) stream.stopAnswering();
    // Those that are not open yet are in nobody's hands.
    const opening = [...this.#listeners.values()].flatMap(({ socket }) =>
      [...socket.connections].filter(({ state }) => state === 'connecting'),
    );
    const open: { close(): Promise<void> }[] = [...this.#streams.keys(), ...this.#datagrams.keys(), ...opening];
    const relays = Array.from(this.#relays.values(), (relay) => relay.close());
    await Promise.all([...listeners, ...relays, ...open.map((socket) => socket.close())]);
    this.#engine.off('socket', this.#onChange);
  }

  readonly #onChange = (socket: LiveSocket): void => {
    if (socket.kind === 'connection') {
      const known = this.#streams.get(socket);
      if (known !== undefined) {
        known.changed();
        this.#forgetSpent(known);
      } else if (socket.parent !== undefined && socket.state !== 'connecting' && !isEnded(socket.state)) {
        const listener = this.#listeners.get(socket.parent);
        if (listener !== undefined) listener.add(this.#stream(socket, listener.isStepwise));
      }
    } else if (socket.kind === 'datagram') {
      this.#datagrams.get(socket)?.changed();
    }
  };

  #forgetSpent(stream: StreamSocket): void {
    if (!stream.isSpent) return;
    this.#streams.delete(stream.socket);
    this.#spent.push(stream);
    if (this.#isOver || this.#spent.length > MAX_SPENT) this.#spent.shift()?.stopAnswering();
  }

  #wrap(socket: LiveSocket, accepts: number, isStepwise: boolean): RunSocket {
    switch (socket.kind) {
      case 'connection':
        return this.#stream(socket, isStepwise);
      case 'datagram': {
        const datagrams = new DatagramRunSocket(socket, this.#options);
        this.#datagrams.set(socket, datagrams);
        return datagrams;
      }
      case 'listener':
        return this.#listener(socket, accepts, isStepwise);
    }
  }

  #stream(connection: Connection, isStepwise: boolean): StreamSocket {
    const stream = new StreamSocket(connection, isStepwise);
    this.#streams.set(connection, stream);
    return stream;
  }

  #listener(listener: Listener, accepts: number, isStepwise: boolean): ListenerSocket {
    const added = new ListenerSocket(listener, accepts, isStepwise, this.#options);
    this.#listeners.set(listener.id, added);
    return added;
  }
}

function isAt(end: SocketAddress | undefined, other: SocketAddress): boolean {
  return end !== undefined && isSameEnd(end, other);
}
