import { tellOnce } from './pump';
import { defineService } from './service';

/** Seconds from 1900-01-01 to 1970-01-01, both at midnight UTC (RFC 868). */
const UNIX_EPOCH = 2_208_988_800;

/** Seconds since 1900-01-01 at midnight UTC, as 4 bytes in network byte order; they begin again at 0 in February 2036. */
export function timeBytes(now: Date): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, Math.floor(now.getTime() / 1000) + UNIX_EPOCH);
  return bytes;
}

export const TIME = defineService({
  id: 'time',
  description: 'Sends the seconds since 1900 as 4 bytes, then closes (RFC 868)',
  options: {},
  start: ({ clock }) => tellOnce(() => timeBytes(clock())),
});
