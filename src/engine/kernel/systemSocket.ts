import type { PortTransport } from '../../bytes/ports';
import type { SocketAddress } from '../address/socketAddress';
import type { SocketOwner } from './socketOwners';
import type { SystemState } from './tcpState';

/** A timer that runs in the kernel for a TCP socket. */
export interface SystemTimer {
  readonly kind: 'retransmit' | 'keepalive' | 'timeWait' | 'zeroWindowProbe';
  /** Milliseconds until it fires. */
  readonly in: number;
}

/** A socket as the system has it, whosever it is. What a system does not tell is absent. */
export interface SystemSocket {
  readonly transport: PortTransport | 'unix';
  readonly local: SocketAddress;
  readonly remote?: SocketAddress;
  readonly state: SystemState;
  /** Bytes that were sent and not acknowledged; of a listener how many clients may wait, where the system tells that. */
  readonly sendQueue?: number;
  /** Bytes that came and were not read; of a listener the clients that wait to be accepted. */
  readonly receiveQueue?: number;
  readonly timer?: SystemTimer;
  readonly retransmits?: number;
  /** Datagrams that the system dropped. */
  readonly drops?: number;
  readonly uid?: number;
  /** 0 where no process has it. */
  readonly inode?: number;
  /** Absent: nobody has looked. */
  readonly owners?: readonly SocketOwner[];
  /** Why there may be no owners though a process has it: that is another user's. */
  readonly isOwnerHidden?: boolean;
}
