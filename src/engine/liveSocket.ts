import type { Connection } from './connection';
import type { DatagramSocket } from './datagramSocket';
import type { Listener } from './listener';

/** Any socket of an engine. */
export type LiveSocket = Listener | Connection | DatagramSocket;
