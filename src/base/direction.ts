/** Seen from this side: `received` came from the peer, `sent` went to it. */
export type Direction = 'received' | 'sent';
