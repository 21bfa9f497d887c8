import { pick } from '../../base/argument';
import { SockscopeError } from '../../base/error';
import { isOfThisMachine } from '../address/sameAddress';
import { SCHEMES, type SchemeFacts } from '../address/schemes';
import type { IpSocketAddress } from '../address/socketAddress';
import type { LiveSocket } from '../liveSocket';
import { isEnded } from '../socketInfo';
import type { SystemSocket } from './systemSocket';
import type { SystemSockets } from './systemSockets';
import type { SystemState } from './tcpState';

/** What the kernel has of one end. What the system does not tell is absent. */
export interface EndState extends Omit<SystemSocket, 'transport' | 'local' | 'remote' | 'isOwnerHidden'> {
  readonly state: SystemState;
}

/** What the kernel has of a socket, at one moment. */
export interface KernelSocketState extends EndState {
  /** Of a listener: the clients that wait to be accepted. */
  readonly waiting?: number;
  /** The other end, where it is on this machine. */
  readonly peer?: EndState;
}

const GONE: EndState = { state: 'closed' };

/**
 * What the kernel has of a socket and, where that is on this machine, of its other end, as of one reading.
 *
 * @param withOwners Whether the processes of the other end are looked for, which takes longer.
 * @throws SockscopeError `KERNEL_UNKNOWN` where the system does not tell.
 */
export async function socketStateOf(
  system: SystemSockets,
  socket: LiveSocket,
  withOwners = false,
): Promise<KernelSocketState> {
  const { local } = socket;
  if (local === undefined) return GONE;
  if (local.family !== 'ip') return unixStateOf(system, socket);
  const { ports: transport }: SchemeFacts = SCHEMES[socket.kind === 'datagram' ? 'udp' : socket.scheme];
  if (transport === undefined) throw unknown(socket);
  const remote = socket.kind === 'listener' ? undefined : socket.remote;
  const peer = remote?.family === 'ip' ? remote : undefined;
  const [own, other] = await Promise.all([
    system.between(transport, local, peer),
    peer && isOfThisMachine(peer.address) ? otherEnd(system, transport, peer, local) : undefined,
  ]);
  if (own === undefined) throw unknown(socket);
  const state = own === 'gone' || isEndedListener(socket) ? GONE : endStateOf(own);
  const [owned] = other && other !== 'gone' && withOwners ? await system.withOwners([other]) : [other];
  return {
    ...state,
    ...(state.state === 'listen' && state.receiveQueue !== undefined ? { waiting: state.receiveQueue } : {}),
    ...(owned === undefined ? {} : { peer: owned === 'gone' ? GONE : endStateOf(owned) }),
  };
}

/** Somebody else may listen there by now. */
function isEndedListener({ kind, state }: LiveSocket): boolean {
  return kind !== 'connection' && isEnded(state);
}

/** A UDP socket that is not connected may still be the other end. */
async function otherEnd(
  system: SystemSockets,
  transport: 'tcp' | 'udp',
  peer: IpSocketAddress,
  local: IpSocketAddress,
): Promise<SystemSocket | 'gone' | undefined> {
  const found = await system.between(transport, peer, local);
  return found === 'gone' && transport === 'udp' ? system.between(transport, peer, undefined) : found;
}

const END_FIELDS = [
  'state',
  'sendQueue',
  'receiveQueue',
  'timer',
  'retransmits',
  'drops',
  'uid',
  'inode',
  'owners',
] as const satisfies readonly (keyof EndState)[];

const endStateOf = (socket: SystemSocket): EndState => pick(socket, END_FIELDS);

/** The table of Unix sockets has no queues; and only those with a path or name can be told apart. */
async function unixStateOf(system: SystemSockets, socket: LiveSocket): Promise<KernelSocketState> {
  const { local } = socket;
  if (isEnded(socket.state)) return GONE;
  const path = local?.family === 'unix' ? local.path : '';
  const found = path === '' ? undefined : await system.kernel.unix();
  if (!found) throw unknown(socket);
  const wanted = socket.kind === 'listener' ? 'listen' : 'connected';
  const own = found.find((each) => each.path === path && each.state === wanted);
  if (!own) return GONE;
  return { state: wanted, inode: own.inode };
}

function unknown(socket: LiveSocket): SockscopeError {
  return new SockscopeError(
    'KERNEL_UNKNOWN',
    'What the kernel has of {0} is not known on this system. Linux tells it of TCP and UDP sockets, and of Unix sockets that have a path.',
    [socket.info().local],
  );
}
