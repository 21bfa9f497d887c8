import { isOfThisMachine, isSameEnd } from '../../engine/address/sameAddress';
import { SCHEMES, type SchemeFacts } from '../../engine/address/schemes';
import type { SocketAddress } from '../../engine/address/socketAddress';
import type { Engine } from '../../engine/engine';
import { socketStateOf, type EndState, type KernelSocketState } from '../../engine/kernel/socketState';
import type { DetailedSocket, SystemDetails } from '../../engine/kernel/systemSockets';
import { whoWaits } from '../../engine/kernel/whoWaits';
import type { LiveSocket } from '../../engine/liveSocket';
import { pick } from '../../base/argument';
import { SockscopeError } from '../../base/error';
import type { PanelDetails, PanelEndState, PanelKernel, PanelProcess } from '../../webview/socketPanel/protocol';

const DETAIL_FIELDS = [
  'backlog',
  'roundTrip',
  'roundTripVariation',
  'retransmitTimeout',
  'congestionWindow',
  'segmentSize',
  'sendWindow',
  'receiveWindow',
  'retransmitted',
  'dropped',
] as const satisfies readonly (keyof PanelDetails)[];

/** Looks at one socket again and again; what takes longer is looked for once. */
export class KernelLook {
  readonly #engine: Pick<Engine, 'system' | 'sockets'>;
  readonly #socket: LiveSocket;
  /** The socket at the other end whose processes are known, by its number in the kernel. */
  #peerInode: number | undefined;
  #peerProcesses: readonly PanelProcess[] | null = null;

  constructor(engine: Pick<Engine, 'system' | 'sockets'>, socket: LiveSocket) {
    this.#engine = engine;
    this.#socket = socket;
  }

  async look(): Promise<PanelKernel> {
    const socket = this.#socket;
    const [kernel, details] = await Promise.all([this.#state(), this.#details()]);
    const bytesWaiting = socket.kind === 'listener' ? 0 : socket.bytesWaiting;
    const remote = socket.kind === 'listener' ? undefined : socket.remote;
    const isPeerHere = remote !== undefined && (remote.family !== 'ip' || isOfThisMachine(remote.address));
    return {
      own: kernel ? endOf(kernel, details?.own, socket) : null,
      bytesWaiting,
      isPeerHere,
      peer: kernel?.peer ? endOf(kernel.peer, details?.peer) : null,
      peerProcesses: this.#peerProcesses,
      waiting: kernel && isTold(kernel, bytesWaiting) ? this.#waiting(kernel, bytesWaiting) : null,
      details: details?.own ? pick(details.own, DETAIL_FIELDS) : null,
    };
  }

  /** Undefined where the system does not tell. */
  async #state(): Promise<KernelSocketState | undefined> {
    const { system } = this.#engine;
    try {
      const state = await socketStateOf(system, this.#socket);
      const inode = state.peer?.inode;
      if (inode === undefined || inode === 0 || inode === this.#peerInode) return state;
      const { peer } = await socketStateOf(system, this.#socket, true);
      this.#peerInode = inode;
      this.#peerProcesses =
        peer?.owners?.map(({ pid, process: name }) => ({
          pid,
          ...(name === undefined ? {} : { name }),
          isOwn: pid === process.pid,
        })) ?? null;
      return state;
    } catch (error) {
      if (error instanceof SockscopeError && error.code === 'KERNEL_UNKNOWN') return undefined;
      throw error;
    }
  }

  async #details(): Promise<SystemDetails | undefined> {
    const socket = this.#socket;
    const { local } = socket;
    const { ports }: SchemeFacts = SCHEMES[socket.kind === 'datagram' ? 'udp' : socket.scheme];
    if (ports === undefined || local?.family !== 'ip') return undefined;
    const remote = socket.kind === 'listener' ? undefined : socket.remote;
    return this.#engine.system.details(ports, local, remote?.family === 'ip' ? remote : undefined);
  }

  #waiting(kernel: KernelSocketState, bytesWaiting: number): PanelKernel['waiting'] {
    const socket = this.#socket;
    const peerBytesWaiting = this.#peerOfOurs()?.bytesWaiting;
    return whoWaits({
      kind: socket.kind,
      kernel,
      bytesWaiting,
      isPaused: socket.kind === 'connection' && socket.isPausedByUser,
      ...(peerBytesWaiting === undefined ? {} : { peerBytesWaiting }),
      ...(socket.kind === 'listener' ? { backlog: socket.backlog } : {}),
    });
  }

  /** The other end, where this window has that too. */
  #peerOfOurs(): Exclude<LiveSocket, { kind: 'listener' }> | undefined {
    const { local, kind } = this.#socket;
    if (kind !== 'connection' || local === undefined) return undefined;
    const { remote } = this.#socket;
    for (const other of this.#engine.sockets) {
      if (other.kind !== 'connection' || other === this.#socket) continue;
      if (isThat(other.local, remote) && isThat(other.remote, local)) return other;
    }
    return undefined;
  }
}

function isThat(one: SocketAddress | undefined, other: SocketAddress | undefined): boolean {
  return one?.family === 'ip' && other?.family === 'ip' && isSameEnd(one, other);
}

/** The table of Unix sockets has no queues, from which one could tell who waits. */
function isTold({ sendQueue, receiveQueue, waiting, state }: KernelSocketState, bytesWaiting: number): boolean {
  const isOver = state === 'closed' || state === 'time-wait';
  return isOver || bytesWaiting > 0 || [sendQueue, receiveQueue, waiting].some((value) => value !== undefined);
}

function endOf(end: EndState, details: DetailedSocket | undefined, socket?: LiveSocket): PanelEndState {
  const { timer } = end;
  const granted = socket?.kind === 'datagram' ? socket.options : undefined;
  const receiveLimit = details?.receiveBuffer ?? granted?.receiveBuffer;
  const sendLimit = details?.sendBuffer ?? granted?.sendBuffer;
  return {
    ...pick(end, ['state', 'sendQueue', 'receiveQueue', 'retransmits', 'drops']),
    ...(receiveLimit === undefined ? {} : { receiveLimit }),
    ...(sendLimit === undefined ? {} : { sendLimit }),
    ...(timer?.kind === 'timeWait' ? { secondsLeft: Math.ceil(timer.in / 1000) } : {}),
  };
}
