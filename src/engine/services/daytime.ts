import { tellOnce } from './pump';
import { defineService } from './service';

const LONG_DATE = new Intl.DateTimeFormat('en-US', {
  timeZone: 'UTC',
  weekday: 'long',
  month: 'long',
  day: 'numeric',
  year: 'numeric',
});

/** One line, as RFC 867 leaves it to us: `Saturday, November 21, 2026 21:10:03-UTC`. */
export function daytimeLine(now: Date): Uint8Array {
  return new TextEncoder().encode(`${LONG_DATE.format(now)} ${now.toISOString().slice(11, 19)}-UTC\r\n`);
}

export const DAYTIME = defineService({
  id: 'daytime',
  description: 'Sends the date and time, then closes (RFC 867)',
  options: {},
  start: ({ clock }) => tellOnce(() => daytimeLine(clock())),
});
