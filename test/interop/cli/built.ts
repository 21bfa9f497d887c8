import { join } from 'node:path';
import esbuild from 'esbuild';
import { spawnTool, type SpawnToolOptions, type ToolProcess } from '../../support/process';
import { makeTempFolder, type TempFolder } from '../../support/temp-folder';
import { PROJECT_ROOT } from '../../support/vscode-install';

/** The terminal program, bundled from its sources as `npm run build` does. */
export class BuiltProgram {
  readonly #folder: TempFolder;

  private constructor(folder: TempFolder) {
    this.#folder = folder;
  }

  static async build(): Promise<BuiltProgram> {
    const folder = await makeTempFolder();
    const bundle = (from: string, to: string) =>
      esbuild.build({
        entryPoints: [join(PROJECT_ROOT, 'src', from)],
        outfile: join(folder.path, to),
        bundle: true,
        platform: 'node',
        target: 'node20',
        format: 'cjs',
        logLevel: 'warning',
      });
    await Promise.all([
      bundle('cli.ts', 'cli.cjs'),
      // Which it starts from beside itself.
      bundle('engine/accepting/acceptor.ts', 'acceptor.js'),
    ]);
    return new BuiltProgram(folder);
  }

  /** What to give to Node. */
  command(args: readonly string[]): readonly string[] {
    return [join(this.#folder.path, 'cli.cjs'), ...args];
  }

  start(args: readonly string[], options: SpawnToolOptions = {}): ToolProcess {
    return spawnTool(process.execPath, this.command(args), options);
  }

  /** Runs to the end. */
  async run(args: readonly string[], options: SpawnToolOptions = {}): Promise<Ended> {
    const program = this.start(args, options);
    program.endInput();
    const { code } = await program.exited;
    return { code, output: program.stdout.text(), complaints: program.stderr.text() };
  }

  /** Starts `listen` at a free port of 127.0.0.1; resolves with the port, once it listens. */
  async listen(
    ...args: readonly string[]
  ): Promise<{ readonly listening: ToolProcess; readonly port: string; readonly said: string }> {
    const listening = this.start(['listen', ...args]);
    const [said, port] = await listening.stdout.waitForText(/listening on \w+:\/\/127\.0\.0\.1:(\d+).*\n/);
    return { listening, port: port!, said };
  }

  remove(): Promise<void> {
    return this.#folder.remove();
  }
}

export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly complaints: string;
}
