/** Bytes of a peer in one result, unless more are asked for: 4 KiB. */
export const DEFAULT_BYTES = 4096;

/** Most bytes that may be asked for in one call, and that are looked through for `until`: 64 KiB. */
export const MAX_BYTES = 65_536;

/** Chunks, or datagrams, in one result. */
export const MAX_CHUNKS = 100;

/**
 * Milliseconds that receiving waits unless told otherwise, and that any call waits for a peer at most: less than the minute after
 * which clients of the official SDK give up and never learn what came of it.
 */
export const DEFAULT_WAIT = 2_000;
export const MAX_WAIT = 50_000;

/** Sockets, captures and sections in one result. */
export const MAX_RESULT_ROWS = 200;

/** Matches in one result, and bytes that are shown before, of and behind each. */
export const MAX_RESULT_MATCHES = 50;
export const MATCH_CONTEXT = 32;
export const MATCH_SHOWN = 64;

/** Milliseconds that one search takes at most. */
export const MAX_SEARCH = 10_000;

/** Bytes of a payload that `decode` writes out. */
export const MAX_DECODED = 4096;
