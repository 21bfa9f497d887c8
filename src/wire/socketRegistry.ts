import type { Connection } from '../engine/connection';
import type { DatagramSocket } from '../engine/datagramSocket';
import type { Engine, LiveSocket } from '../engine/engine';
import type { Listener } from '../engine/listener';
import { isEnded } from '../engine/socketInfo';
import type { AnsweringOptions, ActiveRule } from './answering';
import { DatagramRunSocket, ListenerSocket, StreamSocket, type RunSocket } from './runSocket';

/** All sockets of one run of a section, named or not: those that its listeners accepted are among them. */
export class SocketRegistry {
  readonly #engine: Engine;
  readonly #options: AnsweringOptions;
  readonly #named = new Map<string, RunSocket>();
  readonly #streams = new Map<Connection, StreamSocket>();
  readonly #datagrams = new Map<DatagramSocket, DatagramRunSocket>();
  readonly #listeners = new Map<string, ListenerSocket>();

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

  /** Takes over a socket that a step opened. `accepts`: how many connections of a listener will be accepted. */
  add(name: string, socket: LiveSocket, accepts: number): RunSocket {
    const added = this.#wrap(socket, accepts);
    this.#named.set(name, added);
    return added;
  }

  /** Gives a connection that came in its name. */
  nameConnection(name: string, connection: StreamSocket): void {
    connection.isTaken = true;
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
    for (const socket of [...this.#streams.values(), ...this.#datagrams.values()]) socket.discard();
    for (const listener of this.#listeners.values()) listener.stopWaiting();
  }

  /** Closes everything. Settles when all is closed. */
  async closeAll(): Promise<void> {
    for (const { socket } of this.#listeners.values()) socket.close();
    for (const stream of this.#streams.values()) stream.stopAnswering();
    const open: { close(): Promise<void> }[] = [...this.#streams.keys(), ...this.#datagrams.keys()];
    await Promise.all(open.map((socket) => socket.close()));
    this.#engine.off('socket', this.#onChange);
  }

  readonly #onChange = (socket: LiveSocket): void => {
    if (socket.kind === 'connection') {
      const known = this.#streams.get(socket);
      if (known !== undefined) {
        known.changed();
      } else if (socket.parent !== undefined && socket.state !== 'connecting' && !isEnded(socket.state)) {
        const listener = this.#listeners.get(socket.parent);
        if (listener !== undefined) listener.add(this.#stream(socket));
      }
    } else if (socket.kind === 'datagram') {
      this.#datagrams.get(socket)?.changed();
    }
  };

  #wrap(socket: LiveSocket, accepts: number): RunSocket {
    switch (socket.kind) {
      case 'connection':
        return this.#stream(socket);
      case 'datagram': {
        const datagrams = new DatagramRunSocket(socket, this.#options);
        this.#datagrams.set(socket, datagrams);
        return datagrams;
      }
      case 'listener':
        return this.#listener(socket, accepts);
    }
  }

  #stream(connection: Connection): StreamSocket {
    const stream = new StreamSocket(connection);
    this.#streams.set(connection, stream);
    return stream;
  }

  #listener(listener: Listener, accepts: number): ListenerSocket {
    const added = new ListenerSocket(listener, accepts, this.#options);
    this.#listeners.set(listener.id, added);
    return added;
  }
}
