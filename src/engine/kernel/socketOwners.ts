import { readlinkSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** A process that has a socket. */
export interface SocketOwner {
  readonly pid: number;
  /** Its name; the number alone where the system does not tell it. */
  readonly process?: string;
  /** Its file descriptors of the socket, ascending; absent where the system does not tell them. */
  readonly descriptors?: readonly number[];
  /** The process that started it, where that has the socket too. */
  readonly parent?: number;
}

export interface OwnersFound {
  /** By inode: parents before their children, then by number. */
  readonly owners: ReadonlyMap<number, readonly SocketOwner[]>;
  /** Some processes are another user's, and say nothing: what was not found may be theirs. */
  readonly isHidden: boolean;
}

/** The parts of `proc(5)` that are read: what it has of each process. */
export interface ProcessFiles {
  /** Numbers of all processes. */
  readonly processes: () => Promise<readonly number[]>;
  /** Its descriptors; rejects where they are not for us, or where it has ended. */
  readonly descriptors: (pid: number) => Promise<readonly number[]>;
  /** What a descriptor leads to; throws where it is closed meanwhile. */
  readonly target: (pid: number, descriptor: number) => string;
  /** A small file of a process, such as `comm`. */
  readonly read: (pid: number, name: 'comm' | 'cmdline' | 'stat') => Promise<string>;
}

const PROC: ProcessFiles = {
  processes: async () => numbersOf(await readdir('/proc')),
  descriptors: async (pid) => numbersOf(await readdir(`/proc/${pid}/fd`)),
  target: (pid, descriptor) => readlinkSync(`/proc/${pid}/fd/${descriptor}`),
  read: (pid, name) => readFile(`/proc/${pid}/${name}`, 'latin1'),
};

function numbersOf(names: readonly string[]): number[] {
  return names.filter((name) => /^\d+$/.test(name)).map(Number);
}

/** Milliseconds after which others have their turn: a link of /proc is read at once, since the kernel has it in memory. */
const SLICE = 3;

/** Descriptors that are looked at in one search; what has more is not looked through to its end. */
const MAX_DESCRIPTORS = 200_000;

/** Names that threads have, and that say nothing of the program. */
const NAMELESS = new Set(['MainThread', 'main', 'exe']);

/** Finds the processes that have sockets, on Linux: by the links in /proc/PID/fd. */
export class SocketOwners {
  readonly #files: ProcessFiles;

  constructor(files: ProcessFiles = PROC) {
    this.#files = files;
  }

  /** Never rejects: what cannot be read is not found. */
  async find(inodes: ReadonlySet<number>): Promise<OwnersFound> {
    const found = new Map<number, Map<number, number[]>>();
    let isHidden = false;
    let left = MAX_DESCRIPTORS;
    let begun = performance.now();
    const processes = inodes.size === 0 ? [] : await this.#files.processes().catch(() => []);
    for (const pid of processes) {
      let descriptors: readonly number[];
      try {
        descriptors = await this.#files.descriptors(pid);
      } catch (error) {
        // A process that has ended has none.
        isHidden ||= isDenied(error);
        continue;
      }
      for (const descriptor of descriptors.slice(0, left)) {
        const inode = this.#socketOf(pid, descriptor);
        if (inode !== undefined && inodes.has(inode)) note(found, inode, pid, descriptor);
        if (performance.now() - begun < SLICE) continue;
        await nextTurn();
        begun = performance.now();
      }
      left -= descriptors.length;
      if (left <= 0) break;
    }
    const entries = [...found].map(async ([inode, pids]) => [inode, await this.#describe(pids)] as const);
    return { owners: new Map(await Promise.all(entries)), isHidden: isHidden || left <= 0 };
  }

  #socketOf(pid: number, descriptor: number): number | undefined {
    try {
      const match = /^socket:\[(\d+)\]$/.exec(this.#files.target(pid, descriptor));
      return match ? Number(match[1]) : undefined;
    } catch {
      // It was closed meanwhile.
      return undefined;
    }
  }

  async #describe(pids: ReadonlyMap<number, readonly number[]>): Promise<SocketOwner[]> {
    const owners = await Promise.all(
      [...pids].map(async ([pid, descriptors]): Promise<SocketOwner> => {
        const [name, parent] = await Promise.all([this.#nameOf(pid), this.#parentOf(pid)]);
        return {
          pid,
          descriptors: descriptors.toSorted((one, other) => one - other),
          ...(name === undefined ? {} : { process: name }),
          ...(parent !== undefined && pids.has(parent) ? { parent } : {}),
        };
      }),
    );
    return owners.toSorted(
      (one, other) => Number(one.parent !== undefined) - Number(other.parent !== undefined) || one.pid - other.pid,
    );
  }

  async #nameOf(pid: number): Promise<string | undefined> {
    const name = (await this.#files.read(pid, 'comm').catch(() => '')).replace(/\n$/, '');
    if (name !== '' && !NAMELESS.has(name)) return name;
    const [command = ''] = (await this.#files.read(pid, 'cmdline').catch(() => '')).split('\0');
    return basename(command) || name || undefined;
  }

  async #parentOf(pid: number): Promise<number | undefined> {
    const stat = await this.#files.read(pid, 'stat').catch(() => '');
    // The name is in parentheses, and may have any in itself.
    const parent = /^.*\) \S (\d+) /s.exec(stat)?.[1];
    return parent === undefined ? undefined : Number(parent);
  }
}

function isDenied(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
}

function note(found: Map<number, Map<number, number[]>>, inode: number, pid: number, descriptor: number): void {
  const pids = found.get(inode) ?? new Map<number, number[]>();
  found.set(inode, pids);
  pids.set(pid, [...(pids.get(pid) ?? []), descriptor]);
}
