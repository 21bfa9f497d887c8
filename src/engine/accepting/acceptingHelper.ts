import { fork, type ChildProcess } from 'node:child_process';
import net from 'node:net';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { SockscopeError } from '../../base/error';
import { GATE, type FromAcceptor, type ListenThere, type ToAcceptor } from './acceptorMessages';

/** What is run with Node, and what Node is told before. */
export interface AcceptingProgram {
  readonly path: string;
  readonly execArgv: readonly string[];
}

/** Beside the bundle that this is a part of. In the sources it is one more of them, which runs as the tests do. */
const PROGRAM: AcceptingProgram = __filename.endsWith('.ts')
  ? { path: join(__dirname, 'acceptor.ts'), execArgv: ['--require', 'tsx'] }
  : { path: join(__dirname, 'acceptor.js'), execArgv: [] };

export interface AcceptingHelperOptions {
  /** Gets each accepted socket, which nobody has read; undefined: it was accepted and could not be handed on. */
  readonly accepted: (socket: net.Socket | undefined) => void;
  /** What was granted has come, or was taken back: the next one can be. */
  readonly settled: () => void;
  /** It has ended, though nobody asked for that; says how. Nobody listens any more. */
  readonly died: (how: string) => void;
  /** The program's file; the package's own unless given. */
  readonly program?: AcceptingProgram;
}

/**
 * Has the listening socket of one listener in a process of its own, which accepts a client when it is granted one, and otherwise
 * stands still: then clients wait in the kernel, as many as the backlog lets. See `acceptor.ts`. It ends with this process, however
 * that ends.
 */
export class AcceptingHelper {
  readonly #options: AcceptingHelperOptions;
  readonly #child: ChildProcess;
  /** Absent where the process could not be started. */
  readonly #gate: Writable | undefined;
  readonly #exited: Promise<string>;
  #listening: { resolve: (address: net.AddressInfo | undefined) => void; reject: (error: Error) => void } | undefined;
  /** How many clients were granted, in all. */
  #turn = 0;
  #isGranted = false;
  #isEnding = false;
  #halting: (() => void)[] = [];

  constructor(options: AcceptingHelperOptions) {
    this.#options = options;
    const { path, execArgv } = options.program ?? PROGRAM;
    const child = fork(path, [], {
      execArgv: [...execArgv],
      // How this process is debugged, say, is nothing for that one.
      env: { ...process.env, NODE_OPTIONS: '', ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc', 'pipe'],
    });
    this.#child = child;
    this.#gate = (child.stdio as ChildProcess['stdio'] | undefined)?.[GATE] as Writable | undefined;
    // That it has ended, its exit tells.
    this.#gate?.on('error', () => undefined);
    child.on('message', (message, handle) => {
      this.#hear(message as FromAcceptor, handle);
    });
    this.#exited = new Promise((resolve) => {
      child.once('error', (error) => {
        resolve(error.message);
      });
      child.once('exit', (code, signal) => {
        resolve(signal ?? String(code));
      });
    });
    void this.#exited.then((how) => {
      this.#end(how);
    });
  }

  /** Whether it may accept one, and nobody has come yet. */
  get isGranted(): boolean {
    return this.#isGranted;
  }

  /** Of the process. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /**
   * Listens there. Nobody is accepted before {@link grant}.
   *
   * @returns What was bound, unless that is a path.
   * @throws what the system said
   */
  listen(options: ListenThere): Promise<net.AddressInfo | undefined> {
    return this.#begin({ kind: 'listen', options });
  }

  /**
   * Takes over the socket of a server that listens here, which goes on accepting until the server is closed.
   *
   * @throws Error where this Node has no way to hand it on
   */
  async take(server: net.Server, backlog: number): Promise<void> {
    const handle = (server as { _handle?: net.Socket | null })._handle;
    if (!handle) throw new Error('This Node does not hand on listening sockets.');
    await this.#begin({ kind: 'take', backlog }, handle);
  }

  /** Lets it accept one client, as soon as one is there; nothing while it may already. */
  grant(): void {
    if (this.#isGranted || this.#isEnding) return;
    this.#isGranted = true;
    this.#turn++;
    this.#gate?.write(new Uint8Array(1));
  }

  /** Takes back what was granted. Settles when nobody is accepted any more; somebody may have been until then. */
  async halt(): Promise<void> {
    if (!this.#isGranted) return;
    const halted = new Promise<void>((resolve) => {
      this.#halting.push(resolve);
    });
    this.#tell({ kind: 'halt', turn: this.#turn });
    await halted;
  }

  /** Closes the listening socket: who waits is reset, as by any server that ends. Settles when it is closed. */
  async end(): Promise<void> {
    this.#isEnding = true;
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  async #begin(message: ToAcceptor, handle?: net.Socket): Promise<net.AddressInfo | undefined> {
    return new Promise((resolve, reject) => {
      this.#listening = { resolve, reject };
      this.#tell(message, handle);
    });
  }

  #tell(message: ToAcceptor, handle?: net.Socket): void {
    // What cannot be told any more, its exit tells.
    if (this.#child.connected) this.#child.send(message, handle, () => undefined);
  }

  #hear(message: FromAcceptor, handle: unknown): void {
    switch (message.kind) {
      case 'listening':
        this.#listening?.resolve(message.address as net.AddressInfo | undefined);
        this.#listening = undefined;
        return;
      case 'failed': {
        const { code, syscall, message: text } = message;
        this.#listening?.reject(Object.assign(new Error(text), { code, syscall }));
        this.#listening = undefined;
        return;
      }
      case 'accepted':
        this.#options.accepted(socketOf(handle));
        this.#settle();
        return;
      case 'halted':
        this.#settle();
        return;
    }
  }

  #settle(): void {
    this.#isGranted = false;
    for (const resolve of this.#halting.splice(0)) resolve();
    if (!this.#isEnding) this.#options.settled();
  }

  #end(how: string): void {
    const isExpected = this.#isEnding;
    this.#isEnding = true;
    const template =
      'Clients cannot be held now: the process that would accept for the listener has ended ({0}). Try again; should that fail too, listen without it.';
    this.#listening?.reject(new SockscopeError('ACCEPTING_ENDED', template, [how]));
    this.#settle();
    this.#gate?.destroy();
    if (!isExpected) this.#options.died(how);
  }
}

/** The socket as a server with `pauseOnConnect` would have made it: nothing of it has been read. */
function socketOf(handle: unknown): net.Socket | undefined {
  if (handle === undefined || handle === null) return undefined;
  if (handle instanceof net.Socket) {
    // Node has begun to read, though not in this turn of the loop.
    (handle as { _handle?: { readStop?: () => void } | null })._handle?.readStop?.();
    handle.pause();
    handle.allowHalfOpen = true;
    return handle;
  }
  return new net.Socket({
    handle,
    allowHalfOpen: true,
    pauseOnCreate: true,
    readable: true,
    writable: true,
  } as net.SocketConstructorOpts);
}
