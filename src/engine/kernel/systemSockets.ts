import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { isSameAddress } from '../address/sameAddress';
import type { IpSocketAddress } from '../address/socketAddress';
import type { PortTransport } from '../../bytes/ports';
import { KernelSockets } from './kernelSockets';
import { SOCKET_LISTERS, type SocketLister } from './otherSystems';
import { SocketOwners } from './socketOwners';
import type { KernelSocket } from './socketTable';
import type { SystemSocket } from './systemSocket';
import { parseSs, type SocketDetails } from './ssTable';
import { stateOfKernel } from './tcpState';
import type { KernelUnixSocket } from './unixTable';

/** Milliseconds that a system's own program has to list sockets. */
const PROGRAM_TIME = 10_000;
/** Milliseconds that `ss` has, which is asked again and again. */
const DETAILS_TIME = 2_000;
/** What it may print. */
const MAX_OUTPUT = 64 * 1024 * 1024;

export interface SystemSocketsOptions {
  readonly kernel?: KernelSockets;
  readonly owners?: SocketOwners;
  /** A `process.platform` value; this one's unless given. */
  readonly platform?: string;
  /** The output of a program; rejects where it is not there or fails. */
  readonly run?: (program: string, args: readonly string[], timeout?: number) => Promise<string>;
}

/** The machine's sockets: a table has what is asked for on each system. Undefined is what a system does not tell. */
export class SystemSockets {
  readonly kernel: KernelSockets;
  readonly #owners: SocketOwners;
  readonly #listers: Readonly<Record<PortTransport, SocketLister>> | undefined;
  readonly #run: (program: string, args: readonly string[], timeout?: number) => Promise<string>;
  readonly #platform: string;
  /** `ss` was not found. */
  #isWithoutDetails = false;

  constructor({ platform = process.platform, kernel, owners, run = runProgram }: SystemSocketsOptions = {}) {
    this.kernel = kernel ?? new KernelSockets({ platform });
    this.#owners = owners ?? new SocketOwners();
    this.#listers = SOCKET_LISTERS[platform];
    this.#run = run;
    this.#platform = platform;
  }

  /** All sockets whose local port this is, with the processes that have them: those that wait for peers first. */
  async atPort(transport: PortTransport, port: number): Promise<readonly SystemSocket[] | undefined> {
    const found = this.kernel.isKnown
      ? (await this.kernel.at(transport, port))?.map(systemSocketOf)
      : (await this.#listed(transport))?.filter(({ local }) => local.family === 'ip' && local.port === port);
    return found && (await this.withOwners(found)).toSorted((one, other) => rankOf(one) - rankOf(other));
  }

  /**
   * The one socket between these ends.
   *
   * @param remote Absent for a listener, and for a UDP socket that is not connected.
   * @returns Undefined where the system does not tell; `gone` where there is none.
   */
  async between(
    transport: PortTransport,
    local: IpSocketAddress,
    remote: IpSocketAddress | undefined,
  ): Promise<SystemSocket | 'gone' | undefined> {
    const found = this.kernel.isKnown
      ? (await this.kernel.at(transport, local.port, remote?.port))?.map(systemSocketOf)
      : await this.#listed(transport);
    if (!found) return undefined;
    return found.find((socket) => isEnd(socket.local, local) && isPeer(socket, remote)) ?? 'gone';
  }

  /**
   * What `ss` tells besides the tables, on Linux where it is installed; a program is run for each call.
   *
   * @param remote Absent for a listener, and for a UDP socket that is not connected.
   * @returns Undefined where the system does not tell; no `own` or `peer` where there is no such socket on this machine.
   */
  async details(
    transport: PortTransport,
    local: IpSocketAddress,
    remote: IpSocketAddress | undefined,
  ): Promise<SystemDetails | undefined> {
    if (this.#platform !== 'linux' || this.#isWithoutDetails) return undefined;
    const [own, other] = [local.port, remote?.port];
    const filter =
      other === undefined
        ? `sport = :${own}`
        : `( sport = :${own} and dport = :${other} ) or ( sport = :${other} and dport = :${own} )`;
    // Of a listener's port there may be very many connections.
    const which = other === undefined && transport === 'tcp' ? 'l' : 'a';
    try {
      const rows = parseSs(
        await this.#run('ss', [`-${which}inm${transport === 'tcp' ? 't' : 'u'}`, filter], DETAILS_TIME),
      );
      const find = (here: IpSocketAddress, there: IpSocketAddress | undefined): DetailedSocket | undefined => {
        const row = rows.find(
          (each) =>
            isEnd(each.local, here) && (there === undefined ? !each.remote : each.remote && isEnd(each.remote, there)),
        );
        return row && { ...row.details, ...(row.isListening ? { backlog: row.sendQueue } : {}) };
      };
      const [mine, theirs] = [find(local, remote), remote && find(remote, local)];
      return { ...(mine ? { own: mine } : {}), ...(theirs ? { peer: theirs } : {}) };
    } catch (error) {
      this.#isWithoutDetails = isNotFound(error);
      return undefined;
    }
  }

  /** All that listen or are connected, of TCP, UDP, and where the system tells it without a program Unix sockets. */
  async all(): Promise<SystemSocketList | undefined> {
    if (this.kernel.isKnown) {
      const [{ sockets, more }, unix = []] = await Promise.all([this.kernel.all(), this.kernel.unix()]);
      const listed = [...sockets.map(systemSocketOf), ...unix.map(systemSocketOfUnix)];
      return { sockets: await this.withOwners(listed), more };
    }
    const [tcp, udp] = await Promise.all([this.#listed('tcp'), this.#listed('udp')]);
    return tcp || udp ? { sockets: [...(tcp ?? []), ...(udp ?? [])], more: 0 } : undefined;
  }

  /** The same sockets, with the processes that have them. */
  async withOwners(sockets: readonly SystemSocket[]): Promise<SystemSocket[]> {
    const inodes = new Set(sockets.flatMap(({ inode = 0 }) => (inode === 0 ? [] : [inode])));
    const { owners, isHidden } = await this.#owners.find(inodes);
    return sockets.map((socket) => {
      if (socket.inode === undefined) return socket;
      const found = owners.get(socket.inode) ?? [];
      return {
        ...socket,
        owners: found,
        ...(found.length === 0 && socket.inode !== 0 && isHidden ? { isOwnerHidden: true } : {}),
      };
    });
  }

  async #listed(transport: PortTransport): Promise<SystemSocket[] | undefined> {
    const lister = this.#listers?.[transport];
    if (!lister) return undefined;
    try {
      return lister.parse(await this.#run(lister.program, lister.arguments));
    } catch {
      // The program is not there, or not for us: then nothing is known, which is what is answered.
      return undefined;
    }
  }
}

export interface SystemSocketList {
  readonly sockets: readonly SystemSocket[];
  /** How many there are besides. */
  readonly more: number;
}

/** What `ss` tells of one end. */
export interface DetailedSocket extends SocketDetails {
  /** Of a listener: how many clients may wait to be accepted. */
  readonly backlog?: number;
}

export interface SystemDetails {
  readonly own?: DetailedSocket;
  readonly peer?: DetailedSocket;
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Who waits for peers comes first, then connections, then what no program has any more. */
function rankOf({ state, inode, owners }: SystemSocket): number {
  if (state === 'listen' || state === 'unconnected') return 0;
  return inode === 0 || (inode === undefined && owners?.length === 0) ? 2 : 1;
}

/** A row of Linux' table. */
export function systemSocketOf(socket: KernelSocket): SystemSocket {
  const { transport, local, remote, timer, timerIn, retransmits, drops, uid, inode, sendQueue, receiveQueue } = socket;
  const state = stateOfKernel(socket.state, transport);
  return {
    transport,
    local,
    ...(remote.port === 0 ? {} : { remote }),
    state,
    // Nothing but `ss` tells how many clients may wait: the table has none of that.
    ...(state === 'listen' ? {} : { sendQueue }),
    receiveQueue,
    ...(timer === 'none' ? {} : { timer: { kind: timer, in: timerIn } }),
    retransmits,
    ...(drops === undefined ? {} : { drops }),
    uid,
    inode,
  };
}

function systemSocketOfUnix({ path, state, inode }: KernelUnixSocket): SystemSocket {
  return {
    transport: 'unix',
    local: { family: 'unix', path },
    state: state === 'listen' || state === 'connected' ? state : 'unconnected',
    inode,
  };
}

function isEnd(one: SystemSocket['local'], other: IpSocketAddress): boolean {
  return one.family === 'ip' && one.port === other.port && isSameAddress(one.address, other.address);
}

function isPeer({ remote, state }: SystemSocket, wanted: IpSocketAddress | undefined): boolean {
  if (wanted === undefined) return remote === undefined && (state === 'listen' || state === 'unconnected');
  return remote !== undefined && isEnd(remote, wanted);
}

const execute = promisify(execFile);

async function runProgram(program: string, args: readonly string[], timeout = PROGRAM_TIME): Promise<string> {
  const { stdout } = await execute(program, args, { timeout, maxBuffer: MAX_OUTPUT, windowsHide: true });
  return stdout;
}
