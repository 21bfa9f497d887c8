import net from 'node:net';
import { SockscopeError } from '../../base/error';
import { raceAbort } from '../../base/deadline';
import { AcceptingHelper, type AcceptingProgram } from './acceptingHelper';
import type { ListenThere } from './acceptorMessages';
import { requireHolding, unmovable } from './holding';

export interface AcceptingOptions {
  readonly backlog: number;
  /** Connections at once, where no client waits. */
  readonly connectionLimit: number;
  /** Nobody is accepted before somebody says so. */
  readonly isHolding: boolean;
  /** Whether it may accept one more now; absent: always. */
  readonly mayAccept?: () => boolean;
  /** What accepts where clients have to wait; the package's own program unless given. */
  readonly program?: AcceptingProgram;
  /** Gets each accepted socket, paused; undefined: it was accepted, and this process could not take it. */
  readonly accepted: (socket: net.Socket | undefined) => void;
  /** Connections beyond the limit. */
  readonly dropped: () => void;
  /** Accepting failed, once. */
  readonly failed: (error: Error) => void;
  /** Nobody listens any more, though nobody asked for that; says how it ended. */
  readonly died: (how: string) => void;
}

/**
 * What accepts for one listener: a server of this process, which takes whoever comes; or, from the moment on that clients have to
 * wait in the kernel, a helper with a process of its own.
 */
export class Accepting {
  readonly #options: AcceptingOptions;
  /** Absent before it is to listen here, and once that has failed: of what failed, many may be listed. */
  #server: net.Server | undefined;
  #helper: AcceptingHelper | undefined;
  #isFree: boolean;
  #isClosed = false;
  #moving: Promise<void> | undefined;
  /** A call of {@link one} that waits. */
  #one: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;

  constructor(options: AcceptingOptions) {
    this.#options = options;
    this.#isFree = !options.isHolding;
  }

  /** Whether it accepts by itself. */
  get isFree(): boolean {
    return this.#isFree;
  }

  /** Of the helper's process; absent while there is none. */
  get pid(): number | undefined {
    return this.#helper?.pid;
  }

  /**
   * Binds and listens.
   *
   * @returns What was bound, unless that is a path.
   * @throws SockscopeError `ACCEPTING_UNSTOPPABLE`; what the system said
   */
  async listen(where: ListenThere): Promise<net.AddressInfo | undefined> {
    const { isHolding, mayAccept } = this.#options;
    if (!isHolding && !mayAccept) return this.#listenHere(where);
    requireHolding();
    this.#helper = this.#makeHelper();
    return this.#helper.listen(where);
  }

  /** It is known who is served from here on: whoever waits may be accepted. */
  begin(): void {
    this.#server?.on('error', this.#options.failed);
    this.grantIfDue();
  }

  /**
   * Accepts nobody any more. Settles when that holds; somebody may have been accepted until then.
   *
   * @throws SockscopeError `ACCEPTING_UNSTOPPABLE`, `ACCEPTING_UNMOVABLE`
   */
  async stop(): Promise<void> {
    if (!this.#helper) {
      requireHolding();
      const server = this.#server;
      if (typeof server?.address() === 'string') throw unmovable();
      if (server) await (this.#moving ??= this.#move(server));
    }
    this.#isFree = false;
    await this.#helper?.halt();
  }

  /** Accepts by itself again. */
  start(): void {
    this.#isFree = true;
    this.grantIfDue();
  }

  /**
   * Waits until a client is there, and accepts it.
   *
   * @param signal Takes that back; then this rejects with its reason.
   * @throws SockscopeError `ACCEPTING_ALREADY`
   */
  async one(name: string, signal: AbortSignal | undefined): Promise<void> {
    if (this.#isFree) {
      const template = '{0} accepts its clients by itself: stop accepting first, then accept them one at a time.';
      throw new SockscopeError('ACCEPTING_ALREADY', template, [name]);
    }
    if (this.#one) {
      const template = 'A call of accept waits for a client of {0} already: only one can.';
      throw new SockscopeError('ACCEPTING_ALREADY', template, [name]);
    }
    signal?.throwIfAborted();
    const accepted = new Promise<void>((resolve, reject) => {
      this.#one = { resolve, reject };
    });
    this.#helper?.grant();
    if (!signal) return accepted;
    try {
      await raceAbort(accepted, signal);
    } catch (error) {
      this.#one = undefined;
      await this.#helper?.halt();
      throw error;
    }
  }

  /** Lets the next client in, if one may be accepted. */
  grantIfDue(): void {
    if (this.#isClosed || !this.#helper) return;
    const isDue = this.#one !== undefined || (this.#isFree && this.#options.mayAccept?.() !== false);
    if (isDue) this.#helper.grant();
  }

  /**
   * Stops listening. Settles when the listening socket is closed.
   *
   * @param closeServer Gets what closes the server of this process, which unlinks its path.
   * @param error For who waits for a client.
   */
  async close(closeServer: (close: () => void) => void, error: SockscopeError): Promise<void> {
    this.#isClosed = true;
    this.#one?.reject(error);
    this.#one = undefined;
    const server = this.#server;
    if (server?.listening === true) {
      closeServer(() => {
        server.close();
      });
    }
    await this.#helper?.end();
  }

  #listenHere(where: ListenThere): Promise<net.AddressInfo | undefined> {
    const { accepted, dropped, connectionLimit } = this.#options;
    const server = net.createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true });
    this.#server = server;
    server.maxConnections = connectionLimit;
    server.on('connection', accepted);
    server.on('drop', dropped);
    return new Promise((resolve, reject) => {
      const onError = (error: Error): void => {
        this.#server = undefined;
        reject(error);
      };
      server.once('error', onError);
      server.listen({ ...where, exclusive: true }, () => {
        server.off('error', onError);
        const bound = server.address();
        resolve(typeof bound === 'object' && bound ? bound : undefined);
      });
    });
  }

  /** The helper takes over the listening socket. Who is in the queue stays there. */
  async #move(server: net.Server): Promise<void> {
    const helper = this.#makeHelper();
    try {
      await helper.take(server, this.#options.backlog);
    } catch (error) {
      this.#moving = undefined;
      await helper.end();
      throw error;
    }
    this.#helper = helper;
    if (this.#isClosed) await helper.end();
    else server.close();
  }

  #makeHelper(): AcceptingHelper {
    const { program } = this.#options;
    return new AcceptingHelper({
      accepted: (socket) => {
        this.#options.accepted(socket);
        this.#one?.resolve();
        this.#one = undefined;
      },
      settled: () => {
        this.grantIfDue();
      },
      died: (how) => {
        // Until it has the socket, this process goes on listening.
        if (this.#helper) this.#options.died(how);
      },
      ...(program ? { program } : {}),
    });
  }
}
