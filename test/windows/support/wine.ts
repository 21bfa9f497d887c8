import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findTool } from '../../support/tools';
import { makeTempFolder, type TempFolder } from '../../support/temp-folder';

/** What Wine needs to make its Windows, in milliseconds. */
const START_LIMIT = 90_000;

export interface WineOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** How a program of Windows finds a file of this machine: Wine shows `/` as the drive Z. */
export function windowsPath(path: string): string {
  return `Z:${path.replaceAll('/', '\\')}`;
}

/** A Windows of its own, in a folder of its own, and whatever runs in it. `stop()` leaves neither. */
export class Wine {
  readonly #program: string;
  readonly #folder: TempFolder;
  readonly #env: NodeJS.ProcessEnv;
  #started = 0;
  readonly #stopAtExit = (): void => {
    spawnSync('wineserver', ['--kill'], { env: this.#env });
  };

  private constructor(program: string, folder: TempFolder) {
    this.#program = program;
    this.#folder = folder;
    // Wine's own messages are of Wine's developers; neither menus nor a browser, nor .NET is needed.
    const quiet = { WINEDEBUG: '-all', WINEDLLOVERRIDES: 'winemenubuilder.exe,mscoree,mshtml=' };
    this.#env = { ...process.env, ...quiet, WINEPREFIX: join(folder.path, 'prefix'), CI: '', NO_COLOR: '1' };
    // Before the folder goes.
    process.prependOnceListener('exit', this.#stopAtExit);
  }

  /** @throws Error where `wine` is not installed, or does not start in time. */
  static async start(): Promise<Wine> {
    const program = findTool('wine');
    if (program === undefined) throw new Error('Wine is not installed.');
    const wine = new Wine(program, await makeTempFolder());
    try {
      for (const args of [
        ['wineboot', '--init'],
        // Debian's is Windows 7 unless it is told.
        ['winecfg', '/v', 'win10'],
      ]) {
        const { code, complaints } = await wine.run(args, { limit: START_LIMIT });
        if (code !== 0) throw new Error(`wine ${args.join(' ')} failed (${code ?? 'killed'}): ${complaints}`);
      }
      return wine;
    } catch (error) {
      await wine.stop();
      throw error;
    }
  }

  /** Starts a program. Node finds no standard output in a socket, which is what Node gives for a pipe: it prints into files. */
  async spawn(args: readonly string[], { env, cwd }: WineOptions = {}): Promise<WineProcess> {
    const folder = join(this.#folder.path, `program-${++this.#started}`);
    await mkdir(folder);
    const files = [join(folder, 'output'), join(folder, 'complaints')] as const;
    const handles = [await open(files[0], 'w'), await open(files[1], 'w')] as const;
    try {
      const child = spawn(this.#program, args, {
        cwd,
        env: { ...this.#env, ...env },
        stdio: ['ignore', handles[0].fd, handles[1].fd],
      });
      return new WineProcess(child, ...files);
    } finally {
      for (const handle of handles) await handle.close();
    }
  }

  /** Runs a program to its end, or until `limit` milliseconds are over: its code is null then. */
  async run(
    args: readonly string[],
    { limit, ...options }: WineOptions & { readonly limit: number },
  ): Promise<{ readonly code: number | null; readonly output: string; readonly complaints: string }> {
    const program = await this.spawn(args, options);
    const deadline = setTimeout(() => {
      program.kill();
    }, limit);
    const code = await program.exited;
    clearTimeout(deadline);
    return { code, output: await program.output(), complaints: await program.complaints() };
  }

  /** Ends whatever runs in it, and removes it. */
  async stop(): Promise<void> {
    process.off('exit', this.#stopAtExit);
    for (const option of ['--kill', '--wait']) {
      await once(spawn('wineserver', [option], { env: this.#env, stdio: 'ignore' }), 'exit');
    }
    await this.#folder.remove();
  }
}

export class WineProcess {
  /** Its exit code; null where it was killed. Rejects where it could not be started. */
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #output: string;
  readonly #complaints: string;

  constructor(child: ChildProcess, output: string, complaints: string) {
    this.#child = child;
    this.#output = output;
    this.#complaints = complaints;
    this.exited = once(child, 'exit').then(([code]) => code as number | null);
    this.exited.catch(() => undefined);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  output(): Promise<string> {
    return readFile(this.#output, 'utf8');
  }

  complaints(): Promise<string> {
    return readFile(this.#complaints, 'utf8');
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
