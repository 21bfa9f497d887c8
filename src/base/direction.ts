/** Seen from this side: `received` came from the peer, `sent` went to it. */
export type Direction = 'received' | 'sent';

/** The arrow that tells the directions apart without words, wherever bytes are shown; `→` leads from who dialled to who was dialled. */
export const DIRECTION_SIGNS: Readonly<Record<Direction, string>> = { received: '↓', sent: '↑' };
