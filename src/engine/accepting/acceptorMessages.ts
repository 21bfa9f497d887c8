/** What a listener and the program that accepts for it say to each other. Sockets travel with `accepted` and `take`. */

/** The file descriptor at which the program stands still: each byte lets it accept one client, the end lets it end. */
export const GATE = 4;

export interface ListenThere {
  readonly host?: string;
  readonly port?: number;
  readonly ipv6Only?: boolean;
  readonly path?: string;
  readonly backlog: number;
}

export type ToAcceptor =
  | { readonly kind: 'listen'; readonly options: ListenThere }
  /** Comes with a socket that listens already. */
  | { readonly kind: 'take'; readonly backlog: number }
  /** Takes back the byte of this number, counted from 1, if nobody has come for it yet. */
  | { readonly kind: 'halt'; readonly turn: number };

export type FromAcceptor =
  | { readonly kind: 'listening'; readonly address?: { readonly address: string; readonly port: number } }
  | { readonly kind: 'failed'; readonly code: string; readonly syscall: string; readonly message: string }
  /** Comes with the client's socket, if that could be handed on. */
  | { readonly kind: 'accepted' }
  | { readonly kind: 'halted' };
