import type { KernelState } from './socketTable';

/**
 * The states of TCP in the words of RFC 9293, section 3.3.2, in lower case with hyphens; `closed` also of what the kernel has
 * forgotten. A UDP socket is `unconnected` or `connected`, as `ss` has it.
 */
export const TCP_STATES = [
  'listen',
  'syn-sent',
  'syn-received',
  'established',
  'fin-wait-1',
  'fin-wait-2',
  'close-wait',
  'closing',
  'last-ack',
  'time-wait',
  'closed',
] as const;

export type TcpState = (typeof TCP_STATES)[number];

export type SystemState = TcpState | 'unconnected' | 'connected';

const BY_KERNEL: Readonly<Record<KernelState, TcpState>> = {
  ESTABLISHED: 'established',
  SYN_SENT: 'syn-sent',
  SYN_RECV: 'syn-received',
  NEW_SYN_RECV: 'syn-received',
  FIN_WAIT1: 'fin-wait-1',
  FIN_WAIT2: 'fin-wait-2',
  TIME_WAIT: 'time-wait',
  CLOSE: 'closed',
  CLOSE_WAIT: 'close-wait',
  LAST_ACK: 'last-ack',
  LISTEN: 'listen',
  CLOSING: 'closing',
};

/** As Linux' table has it. */
export function stateOfKernel(state: KernelState, transport: 'tcp' | 'udp'): SystemState {
  if (transport === 'udp') return state === 'ESTABLISHED' ? 'connected' : 'unconnected';
  return BY_KERNEL[state];
}

/**
 * As `netstat` of macOS (`tcpstates` in netinet/tcp_fsm.h: `SYN_RCVD`, `FIN_WAIT_1`, `CLOSED`) and `Get-NetTCPConnection` of Windows
 * (the enumeration MSFT_NetTCPConnection.State: `SynReceived`, `FinWait1`, `Bound`) write it; undefined for a word of neither.
 */
export function stateOfWord(word: string): TcpState | undefined {
  const plain = word.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
  if (plain === 'bound') return 'closed';
  const meant = plain === 'synrcvd' ? 'synreceived' : plain;
  return TCP_STATES.find((state) => state.replaceAll('-', '') === meant);
}
