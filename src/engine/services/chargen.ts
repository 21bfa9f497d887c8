import { randomInt } from 'node:crypto';
import { pump, shutdown } from './pump';
import { defineService } from './service';

/** The printable characters of ASCII, the blank among them. */
const CHARACTERS = 95;
const LINE = 72;
/** A line's characters, CR and LF. */
const LINE_BYTES = LINE + 2;
/** Lines after which the pattern begins again. */
const LINES = CHARACTERS;
/** Most characters that a datagram has (RFC 864). */
const MAX_DATAGRAM = 512;
/** Times that a piece holds the pattern, so that it is some 64 KiB. */
const PATTERNS = 9;

/** RFC 864: each line begins one character further on in the ring of them than the one before. */
function chargenPattern(times: number): Uint8Array {
  const bytes = new Uint8Array(times * LINES * LINE_BYTES);
  for (let at = 0; at < bytes.length; at++) {
    const line = Math.floor(at / LINE_BYTES);
    const column = at % LINE_BYTES;
    bytes[at] = column < LINE ? 0x20 + ((line + column) % CHARACTERS) : column === LINE ? 0x0d : 0x0a;
  }
  return bytes;
}

export const CHARGEN = defineService({
  id: 'chargen',
  description: 'Sends rotating lines of characters, as fast as the peer reads, until it ends (RFC 864)',
  options: {},
  start: () => {
    const pattern = chargenPattern(PATTERNS);
    let line = 0;
    return {
      serve: (connection) => {
        pump(connection, () => pattern);
        return {
          ended: () => {
            shutdown(connection);
          },
        };
      },
      answer: () => {
        const start = line * LINE_BYTES;
        line = (line + 1) % LINES;
        return pattern.subarray(start, start + randomInt(MAX_DATAGRAM + 1));
      },
    };
  },
});
