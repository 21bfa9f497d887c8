import type { PortTransport } from '../../bytes/ports';
import { SockscopeError } from '../../base/error';
import { formatSocketAddress } from '../address/endpoint';
import type { SocketOwner } from './socketOwners';
import type { SystemSocket } from './systemSocket';
import type { SystemSockets } from './systemSockets';
import type { SystemState } from './tcpState';

/** One socket that has a port, and who has the socket. */
export interface PortHolder {
  /** Endpoint strings. */
  readonly local: string;
  readonly remote?: string;
  readonly state: SystemState;
  /** `process`: `processes` has them. `none`: the kernel alone has it. `hidden`: another user's process. */
  readonly owner: 'process' | 'none' | 'hidden' | 'unknown';
  /** Parents before their children. */
  readonly processes: readonly SocketOwner[];
  /** Of the first of them. */
  readonly pid?: number;
  readonly process?: string;
  /** Of TIME_WAIT, and of what else the kernel alone has for a while: whole seconds until it is over. */
  readonly secondsLeft?: number;
}

/** TCP and UDP have ports of their own. */
const BOTH: readonly PortTransport[] = ['tcp', 'udp'];

/**
 * Who has a port of this machine, those that wait for peers first.
 *
 * @throws SockscopeError `BAD_PORT`, `KERNEL_UNKNOWN`
 */
export async function whoHasPort(
  system: SystemSockets,
  port: number,
  transport?: PortTransport,
): Promise<PortHolder[]> {
  return (await socketsAtPort(system, port, transport)).map(portHolderOf);
}

/**
 * All sockets that have a port, with their processes.
 *
 * @throws SockscopeError `BAD_PORT`, `KERNEL_UNKNOWN`
 */
export async function socketsAtPort(
  system: SystemSockets,
  port: number,
  transport?: PortTransport,
): Promise<SystemSocket[]> {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new SockscopeError('BAD_PORT', 'A port is a whole number from 1 to 65535, not {0}.', [port]);
  }
  const transports = transport === undefined ? BOTH : [transport];
  const found = await Promise.all(transports.map((each) => system.atPort(each, port)));
  if (found.every((sockets) => sockets === undefined)) {
    throw new SockscopeError(
      'KERNEL_UNKNOWN',
      'Who has port {0} is not known on this system: it has more sockets there than are looked at, or does not tell of them.',
      [port],
    );
  }
  return found.flatMap((sockets) => sockets ?? []);
}

export function portHolderOf(socket: SystemSocket): PortHolder {
  const { transport, local, remote, state, owners = [], inode, timer, isOwnerHidden } = socket;
  const [first] = owners;
  const isAlone = inode === 0 || (inode === undefined && socket.owners?.length === 0);
  return {
    local: formatSocketAddress(transport, local),
    ...(remote === undefined ? {} : { remote: formatSocketAddress(transport, remote) }),
    state,
    owner: first ? 'process' : isAlone ? 'none' : isOwnerHidden ? 'hidden' : 'unknown',
    processes: owners,
    ...(first === undefined ? {} : { pid: first.pid }),
    ...(first?.process === undefined ? {} : { process: first.process }),
    ...(isAlone && timer ? { secondsLeft: Math.ceil(timer.in / 1000) } : {}),
  };
}
