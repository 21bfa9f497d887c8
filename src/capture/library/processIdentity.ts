import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import { codeOf } from '../../engine/platform/systemError';

/** Another one after each start of the system: random(4). */
const BOOT_ID = '/proc/sys/kernel/random/boot_id';

/** What is asked of the system about processes. */
export interface ProcessSystem {
  /**
   * When a process began, in a unit and since a moment that mean the same until the system is started again, and differ
   * then; undefined where the system does not tell without running a program.
   */
  startOf(processId: number): string | undefined;
  isRunning(processId: number): boolean;
  /** Seconds since the system was started. */
  uptime(): number;
  /** Another one on each machine, and in each container, whose processes have numbers of their own. */
  host(): string;
}

/** What can be said of a process from here: one of another system that shares the folder cannot be asked for. */
export type Liveness = 'running' | 'ended' | 'elsewhere';

/**
 * Names a process so that no later one with the same number is taken for it, nor one of another system: `1234@5678~9abc`.
 * Where the system tells when a process began, this is behind the `@`; elsewhere the seconds since the system was started,
 * which are fewer after a restart. Behind the `~` stands which system it is.
 */
export function processIdentity(processId: number, system: ProcessSystem = SYSTEM): string {
  return `${processId}@${system.startOf(processId) ?? `up${Math.floor(system.uptime())}`}~${system.host()}`;
}

/** Whether the process of that name still runs. In doubt it does. */
export function livenessOf(identity: string, system: ProcessSystem = SYSTEM): Liveness {
  const [, number, start = '', host] = /^(\d{1,10})@([^~]+)~(.+)$/.exec(identity) ?? [];
  if (number === undefined) return 'ended';
  if (host !== system.host()) return 'elsewhere';
  const processId = Number(number);
  if (processId === 0 || !system.isRunning(processId)) return 'ended';
  const up = /^up(\d+)$/.exec(start)?.[1];
  const isSame = up === undefined ? (system.startOf(processId) ?? start) === start : system.uptime() >= Number(up);
  return isSame ? 'running' : 'ended';
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // It runs, but belongs to somebody else.
    return codeOf(error) === 'EPERM';
  }
}

/** proc_pid_stat(5): the 22nd field, clock ticks since the system was started; and which start of the system that was. */
function startOnLinux(processId: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, 'latin1');
    // The second field is the program's name in parentheses, which may hold any characters.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    const boot = readFileSync(BOOT_ID, 'latin1').slice(0, 8);
    return ticks === undefined ? undefined : `${ticks}-${boot}`;
  } catch {
    // Another user's process under `hidepid`, say: whether it is the same cannot be told.
    return undefined;
  }
}

/**
 * Machines are told apart by name and start, containers that share a kernel by name and namespace. After a restart the
 * machine is another one: what it left behind counts as another machine's, for as long as that does.
 */
function nameHost(): string {
  const facts = [
    hostname(),
    read(() => readFileSync(BOOT_ID, 'latin1')),
    read(() => readlinkSync('/proc/self/ns/pid')),
  ];
  return createHash('sha256').update(facts.join('\n')).digest('hex').slice(0, 12);
}

/** Nothing where the system has no such thing. */
function read(fact: () => string): string {
  try {
    return fact();
  } catch {
    return '';
  }
}

let host: string | undefined;

const SYSTEM: ProcessSystem = {
  startOf: process.platform === 'linux' ? startOnLinux : () => undefined,
  isRunning,
  uptime,
  // It stays what it is for as long as this process runs.
  host: () => (host ??= nameHost()),
};
