/** Bytes that are read of a file at once: 512 KiB, so that sending one takes half the time that it takes in Node's own 64 KiB. */
export const FILE_PIECE = 524_288;
