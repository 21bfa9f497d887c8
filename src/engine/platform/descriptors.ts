import { readdirSync, readFileSync } from 'node:fs';
import { SockscopeError } from '../../base/error';
import { DESCRIPTOR_RESERVE } from '../limits';

export interface DescriptorsOptions {
  /** How many descriptors this process has open; undefined where that cannot be known. */
  readonly count?: () => number | undefined;
  /** How many it may have (`RLIMIT_NOFILE`); undefined where there is no limit, or none that can be known. */
  readonly limit?: () => number | undefined;
}

/** Folders that list a process's own descriptors: Linux `proc(5)`, macOS and the BSDs `fd(4)`. */
const FOLDERS: Readonly<Record<string, string>> = { linux: '/proc/self/fd', darwin: '/dev/fd' };

/**
 * Sees to it that some file descriptors are left when sockets take the others: once there are none, the system closes new
 * connections without a word, and files, the captures among them, cannot be opened any more.
 */
export class Descriptors {
  readonly #count: () => number | undefined;
  readonly #limit: () => number | undefined;
  /** How many sockets may be opened before the descriptors are counted again, which takes the longer the more there are. */
  #free = 0;

  constructor({ count = () => countOpen(), limit = readLimit }: DescriptorsOptions = {}) {
    this.#count = count;
    this.#limit = limit;
  }

  /** Whether there is room for one more socket, which may be opened already if `isOpen`. Whoever asks opens it. */
  take(isOpen = false): boolean {
    if (this.#free > 0) {
      this.#free--;
      return true;
    }
    const limit = this.#limit();
    const open = limit === undefined ? undefined : this.#count();
    if (limit === undefined || open === undefined) return true;
    const left = limit - DESCRIPTOR_RESERVE - open + (isOpen ? 1 : 0);
    // Others open some too: half of what is left is taken on trust.
    this.#free = Math.max(0, Math.floor(left / 2) - 1);
    return left > 0;
  }

  /** @throws SockscopeError `EMFILE` when there is no room for one more socket. */
  require(subject: string): void {
    if (this.take()) return;
    throw new SockscopeError(
      'EMFILE',
      '{0} was not opened: this process may have {1} files and sockets open, and keeps the last {2} for its files. Close some sockets, or raise the limit (ulimit -n). (EMFILE)',
      [subject, this.#limit() ?? 0, DESCRIPTOR_RESERVE],
    );
  }

  /** Why connections to a listener are refused. */
  refusal(subject: string): SockscopeError {
    return new SockscopeError(
      'EMFILE',
      'New connections to {0} are refused: this process may have {1} files and sockets open, and keeps the last {2} for its files. Close some sockets, or raise the limit (ulimit -n). (EMFILE)',
      [subject, this.#limit() ?? 0, DESCRIPTOR_RESERVE],
    );
  }
}

/** The folder that is read has a descriptor too while it is. Undefined where no folder tells. */
export function countOpen(folder = FOLDERS[process.platform]): number | undefined {
  try {
    return folder === undefined ? undefined : readdirSync(folder).length - 1;
  } catch {
    // The folder cannot be opened any more.
    return Infinity;
  }
}

/** The soft limit. It may be raised while the process runs (`prlimit(1)`). */
function readLimit(): number | undefined {
  try {
    return parseLimits(readFileSync('/proc/self/limits', 'latin1'));
  } catch {
    return reportedLimit();
  }
}

/** What /proc/self/limits says of open files. */
export function parseLimits(text: string): number | undefined {
  const soft = /^Max open files\s+(\d+)/m.exec(text)?.[1];
  return soft === undefined ? undefined : Number(soft);
}

let reported: number | undefined;

/** Elsewhere than on Linux Node alone tells, in a report that takes a while to make: it is made once. */
function reportedLimit(): number | undefined {
  reported ??= limitIn(process.platform === 'win32' ? undefined : process.report.getReport());
  return Number.isFinite(reported) ? reported : undefined;
}

function limitIn(report: unknown): number {
  const { userLimits } = (report ?? {}) as { userLimits?: { open_files?: { soft?: unknown } } };
  const soft = userLimits?.open_files?.soft;
  return typeof soft === 'number' ? soft : Infinity;
}
