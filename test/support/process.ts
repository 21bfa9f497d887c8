import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { env } from 'node:process';

/** Long enough for a loaded machine; a wait that takes longer has failed, and says what the program printed. */
const PATIENCE_MS = 15_000;

export interface SpawnToolOptions {
  readonly cwd?: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface ExitStatus {
  /** Null when a signal ended the program. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const running = new Set<ToolProcess>();

/**
 * Starts a program on the other side of a test. Whatever it prints is kept, and can be waited for.
 * Tests that use it end with `afterEach(killTools)`.
 */
export function spawnTool(command: string, args: readonly string[], options: SpawnToolOptions = {}): ToolProcess {
  return new ToolProcess(command, args, options);
}

/** Ends every program that `spawnTool` started and that is still running. */
export async function killTools(): Promise<void> {
  await Promise.all([...running].map((tool) => tool.kill()));
}

/** The last resort when a run ends before its hooks do: nothing that a test started outlives it. */
function killAtExit(): void {
  for (const tool of running) {
    tool.signal('SIGKILL');
  }
}

/** Each bundle of the host's tests has this module of its own: it listens for the exit only while it has something to end. */
function began(tool: ToolProcess): void {
  if (running.size === 0) process.once('exit', killAtExit);
  running.add(tool);
}

function ended(tool: ToolProcess): void {
  running.delete(tool);
  if (running.size === 0) process.off('exit', killAtExit);
}

/** A program started by {@link spawnTool}. */
export class ToolProcess {
  /** Resolves once the program has ended and everything it printed is here; rejects when it could not be started. */
  readonly exited: Promise<ExitStatus>;
  readonly stdout: OutputOfTool;
  readonly stderr: OutputOfTool;
  readonly #child: ChildProcessWithoutNullStreams;

  constructor(command: string, args: readonly string[], options: SpawnToolOptions) {
    this.#child = spawn(command, args, { cwd: options.cwd, env: { ...env, ...options.env } });
    this.exited = this.#waitForExit();
    // Whoever waits for the exit learns of a failed start; a test that does not wait must not fail at random for it.
    this.exited.catch(() => undefined);
    // A program may end without having read its input (EPIPE); its exit status tells what there is to tell.
    this.#child.stdin.on('error', () => undefined);
    const describe = (): string =>
      `${[command, ...args].join(' ')}\nstdout: ${this.stdout.text()}\nstderr: ${this.stderr.text()}`;
    this.stdout = new OutputOfTool(this.#child.stdout, this.exited, describe);
    this.stderr = new OutputOfTool(this.#child.stderr, this.exited, describe);
    began(this);
  }

  /** Undefined when the program could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Writes to the program's standard input; resolves when the kernel took the bytes. */
  write(data: Uint8Array | string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#child.stdin.write(data, (error) => {
        if (error) {
          reject(error);
        } else {
          resolve();
        }
      });
    });
  }

  /** Ends the program's standard input, after `data` where given. */
  endInput(data?: Uint8Array | string): void {
    if (data !== undefined) {
      this.#child.stdin.write(data);
    }
    this.#child.stdin.end();
  }

  /** Stops reading what the program prints, as `head` does when it has enough. */
  closeOutput(): void {
    this.#child.stdout.destroy();
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends the program at once; resolves when it is gone. What it had not printed by now is lost. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    // Its own children may hold the other ends of the pipes; nobody waits for them.
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
    await this.exited.catch(() => undefined);
  }

  async #waitForExit(): Promise<ExitStatus> {
    try {
      const [code, signal] = (await once(this.#child, 'close')) as [number | null, NodeJS.Signals | null];
      return { code, signal };
    } finally {
      ended(this);
    }
  }
}

/** Everything a program printed on one of its two outputs. */
export class OutputOfTool {
  readonly #chunks: Uint8Array[] = [];
  readonly #stream: NodeJS.ReadableStream;
  readonly #exited: Promise<ExitStatus>;
  readonly #describe: () => string;
  #length = 0;

  constructor(stream: NodeJS.ReadableStream, exited: Promise<ExitStatus>, describe: () => string) {
    this.#stream = stream;
    this.#exited = exited;
    this.#describe = describe;
    stream.on('data', (chunk: Uint8Array) => {
      this.#chunks.push(chunk);
      this.#length += chunk.length;
    });
  }

  /** How many bytes came so far. */
  get length(): number {
    return this.#length;
  }

  bytes(): Uint8Array {
    return Uint8Array.from(Buffer.concat(this.#chunks));
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }

  /** Resolves with the match as soon as the text so far matches; rejects when the program ends or stays silent. */
  async waitForText(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#waitFor(() => pattern.exec(this.text()), String(pattern));
  }

  /** Resolves with all bytes so far as soon as there are at least `count` of them. */
  async waitForBytes(count: number): Promise<Uint8Array> {
    return this.#waitFor(() => (this.#length >= count ? this.bytes() : null), `${count} bytes`);
  }

  #waitFor<Found>(find: () => Found | null, wanted: string): Promise<Found> {
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void): void => {
        clearTimeout(deadline);
        this.#stream.removeListener('data', look);
        finish();
      };
      const fail = (why: string): void => {
        settle(() => {
          reject(new Error(`Waited for ${wanted}, but ${why}: ${this.#describe()}`));
        });
      };
      const look = (): void => {
        const found = find();
        if (found !== null) {
          settle(() => {
            resolve(found);
          });
        }
      };
      const deadline = setTimeout(() => {
        fail(`it did not come within ${PATIENCE_MS / 1000} s`);
      }, PATIENCE_MS);
      this.#stream.on('data', look);
      this.#exited.then(
        ({ code, signal }) => {
          look();
          fail(`the program ended (${signal ?? `exit code ${code ?? 'unknown'}`})`);
        },
        (error: unknown) => {
          fail(`the program did not start (${String(error)})`);
        },
      );
      look();
    });
  }
}
