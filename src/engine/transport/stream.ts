import type { Duplex } from 'node:stream';
import type { Ends } from '../address/ends';
import type { PeerEnd } from '../kernel/peerEnd';
import type { SockscopeError } from '../../base/error';
import type { TlsFacts } from '../tls/tlsFacts';
import type { Receiver } from './receiving';

/** Both ends, of which the system may no longer know the peer's. */
export interface StreamEnds extends Ends {
  /** The system no longer knew the peer when it was asked: `remote` is made up, its port tells it from others. */
  readonly isRemoteUnknown?: boolean;
}

/** What a connection works on: an open stream of bytes both ways, whatever carries it. */
export interface Stream {
  /** To write to, and to hear of its end: it has ended reading at `end`, and is gone at `close`. */
  readonly duplex: Duplex;
  /** To read from. */
  readonly receiver: Receiver;
  readonly ends: StreamEnds;
  /** Whether there is a {@link reset}. */
  readonly hasReset: boolean;
  /** Ends it at once, and the peer learns of that (RST). */
  reset(): void;
  /** Bytes that were written and that the kernel has not taken; undefined where that cannot be known. */
  untakenBytes(): number | undefined;
  /** Bytes that came and that nobody has read yet; absent, or undefined, where the kernel does not tell. */
  receiveQueue?(): Promise<number | undefined>;
  /** How the peer ended what it sends, asked at the end of it; at once where there is nothing to find out. */
  peerEnd(): PeerEnd | Promise<PeerEnd>;
  /** It only tells how a connection ended that is gone: nothing that is written to it was ever sent. */
  readonly isGone: boolean;
  /** What was agreed upon where TLS is spoken. */
  readonly tls?: TlsFacts;
  /** What an error means that the system knows nothing of; undefined for others. */
  readonly explain?: (error: Error) => SockscopeError | undefined;
}
