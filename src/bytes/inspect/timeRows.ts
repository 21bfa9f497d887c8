import { fixedRow, noValue, type TypeReading, type TypeRow } from './typeRow';

/** Seconds from 1900-01-01 to 1970-01-01, both 00:00 UTC (RFC 868). */
const SECONDS_TO_1970 = 2_208_988_800;
/** Seconds of an NTP era: 2^32. */
const ERA_SECONDS = 2 ** 32;
/** Milliseconds before and after 1970 that a `Date` reaches: 100 million days (ECMA-262, 21.4.1.1). */
const MAX_DATE = 8.64e15;

const NANOSECONDS = 1_000_000_000n;

/** ISO 8601 in UTC; `fraction` are the digits of the second. Years before 0 and after 9999 have a sign and six digits. */
function dateText(milliseconds: number, fraction: string): string | TypeReading {
  if (Math.abs(milliseconds) > MAX_DATE) return noValue('outOfRange');
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, `${fraction}Z`);
}

const seconds = (count: number | bigint) => dateText(Number(count) * 1000, '');

function milliseconds(count: bigint): string | TypeReading {
  const rest = BigInt.asUintN(64, ((count % 1000n) + 1000n) % 1000n);
  return dateText(Number(count), `.${String(rest).padStart(3, '0')}`);
}

/**
 * Seconds since 1900 and a fraction of 2^-32 s, shown to the nanosecond (RFC 5905, section 6). A clear top bit means the
 * era that begins in 2036 (RFC 4330, section 3); all zeros mean that no time is given.
 */
function ntp(timestamp: bigint): string | TypeReading {
  if (timestamp === 0n) return noValue('unset');
  const whole = Number(timestamp >> 32n);
  const era = whole >= ERA_SECONDS / 2 ? 0 : ERA_SECONDS;
  const fraction = ((timestamp & 0xffff_ffffn) * NANOSECONDS) >> 32n;
  return dateText((whole + era - SECONDS_TO_1970) * 1000, `.${String(fraction).padStart(9, '0')}`);
}

const family = 'times';

export const TIME_ROWS: readonly TypeRow[] = [
  fixedRow(
    {
      id: 'time32',
      label: 'Unix time, seconds in 32 bits',
      name: 'time32 s',
      family,
      bytes: 4,
      c: { be: 'gmtime(&(time_t){ (int32_t)ntohl(x) })', le: 'gmtime(&(time_t){ (int32_t)le32toh(x) })' },
    },
    (view, little) => seconds(view.getInt32(0, little)),
  ),
  fixedRow(
    {
      id: 'time64',
      label: 'Unix time, seconds in 64 bits',
      name: 'time64 s',
      family,
      bytes: 8,
      c: { be: 'gmtime(&(time_t){ be64toh(x) })', le: 'gmtime(&(time_t){ le64toh(x) })' },
    },
    (view, little) => seconds(view.getBigInt64(0, little)),
  ),
  fixedRow(
    {
      id: 'time64ms',
      label: 'Unix time, milliseconds in 64 bits',
      name: 'time64 ms',
      family,
      bytes: 8,
      c: {
        be: 'gmtime(&(time_t){ (int64_t)be64toh(x) / 1000 })',
        le: 'gmtime(&(time_t){ (int64_t)le64toh(x) / 1000 })',
      },
    },
    (view, little) => milliseconds(view.getBigInt64(0, little)),
  ),
  fixedRow(
    {
      id: 'time868',
      label: 'RFC 868 time, seconds since 1900',
      name: 'RFC 868',
      family,
      bytes: 4,
      c: {
        be: 'gmtime(&(time_t){ ntohl(x) - 2208988800 })',
        le: 'gmtime(&(time_t){ le32toh(x) - 2208988800 })',
      },
    },
    (view, little) => seconds(view.getUint32(0, little) - SECONDS_TO_1970),
  ),
  fixedRow(
    {
      id: 'ntp',
      label: 'NTP timestamp',
      name: 'NTP',
      family,
      bytes: 8,
      c: {
        be: 'gmtime(&(time_t){ (be64toh(x) >> 32) - 2208988800 })',
        le: 'gmtime(&(time_t){ (le64toh(x) >> 32) - 2208988800 })',
      },
    },
    (view, little) => ntp(view.getBigUint64(0, little)),
  ),
];
