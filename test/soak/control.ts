/** What the soak in the extension host tells the process of its peers, one JSON message a line on standard input. */
export type ControlMessage =
  /** The ports of 127.0.0.1 that are talked to from now on. */
  | { readonly kind: 'targets'; readonly targets: Targets }
  /** Finish what is under way, write the log, and end. */
  | { readonly kind: 'finish' };

export interface Targets {
  /** TCP, takes everything and says nothing. */
  readonly discard: number;
  /** TCP and UDP. */
  readonly echo: number;
  readonly udpEcho: number;
  /** TCP, a wire section whose rule answers each `PING`. */
  readonly rules: number;
}

/** What the peers print when they are ready: the port of 127.0.0.1 to dial. */
export interface PeersReady {
  readonly port: number;
}

/** What was sent over one connection, by the name of its stream in hex: the peers' log is a JSON object of these. */
export interface SentStream {
  readonly bytes: number;
  /** It went with FIN, and nothing went wrong: whoever received it has had all of it. */
  readonly whole: boolean;
  /** What went behind it. */
  readonly tail: string;
}

export type PeersLog = Readonly<Record<string, SentStream>>;

/** The length of each stream that the extension begins, which is not in the peers' log. */
export const DIALLED_BYTES = 1000;
