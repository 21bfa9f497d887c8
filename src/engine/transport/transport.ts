import type net from 'node:net';
import type { Endpoint } from '../address/endpoint';
import { SCHEMES, type Scheme } from '../address/schemes';
import type { KernelSockets } from '../kernel/kernelSockets';
import type { LocalCertificate } from '../tls/ownCertificate';
import type { DialTlsOptions, ListenTlsOptions } from '../tlsOptions';
import type { ConnectOptions } from './happyEyeballs';
import type { Receiving } from './receiving';
import type { Stream, StreamEnds } from './stream';

/** Whatever carries streams; datagrams are the business of `DatagramSocket`. */
export type StreamScheme = Exclude<Scheme, 'udp'>;

/** What can be listened on or dialled and carries a stream. */
export type StreamEndpoint = Endpoint & { readonly scheme: StreamScheme };

export function isOfStreams(endpoint: Endpoint): endpoint is StreamEndpoint {
  return SCHEMES[endpoint.scheme].carries === 'stream';
}

interface TransportContext {
  readonly receiving: Receiving;
  readonly kernel: KernelSockets;
  /** Gets the keys of each session, a line of the NSS key log format at a time; absent: nobody wants them. */
  readonly keyLog?: (line: Uint8Array) => void;
}

export interface DialContext extends TransportContext, Pick<ConnectOptions, 'resolve' | 'attempts' | 'from'> {
  readonly tls?: DialTlsOptions;
}

export interface AcceptContext extends TransportContext {
  /** Whether the service keeps what it receives, so that there is nothing to use again. */
  readonly isKept: boolean;
  readonly tls?: ListenTlsOptions;
  /** Of listeners that were given none. */
  readonly certificate: LocalCertificate;
  /** Milliseconds that whoever connects has for the handshake of TLS, whatever it says meanwhile. */
  readonly handshakeTimeout: number;
}

/** A stream that is not open yet, since both sides have to agree upon something first. */
export interface OpeningStream {
  /** Rejects with why it was not opened. */
  readonly opening: Promise<Stream>;
  /** Gives up. */
  readonly cancel: AbortController;
}

/** Makes a stream of a socket that a server with `pauseOnConnect` has just accepted, and that nobody has touched yet. */
export type Accept = (accepted: net.Socket, ends: StreamEnds) => Stream | OpeningStream;

/** How streams are opened. */
export interface StreamTransport<E extends Endpoint> {
  /**
   * Dials.
   *
   * @throws SockscopeError; what the system said; the reason of `signal`.
   */
  readonly dial: (endpoint: E, signal: AbortSignal, context: DialContext) => Promise<Stream>;
  /** For one listener. */
  readonly listen: (context: AcceptContext) => Accept | Promise<Accept>;
}
