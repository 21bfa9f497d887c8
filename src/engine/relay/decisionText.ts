/** What a relay did to what passed, as the record has it. */
import type { ByteChange } from './impairment/change';
import type { DatagramFate, DropReason } from './impairment/datagramScheduler';

const DROPPED: Readonly<Record<DropReason, string>> = {
  blackhole: 'dropped in the black hole',
  drop: 'dropped by its number',
  loss: 'dropped by chance',
  burst: 'dropped in a burst',
  mtu: 'dropped, since it is longer than the MTU',
  queue: 'dropped at the full queue',
  full: 'dropped, since more waits than a relay holds',
};

/** Undefined where nothing was done to it. */
export function describeFate({
  number,
  dropped,
  isDoubled,
  isHeldBack,
  cutFrom,
  changes,
  delay,
}: DatagramFate): string | undefined {
  if (dropped !== undefined) return `datagram ${number}: ${DROPPED[dropped]}`;
  const done = [
    ...(delay > 0 ? [`delayed by ${roundedMs(delay)} ms`] : []),
    ...(isHeldBack ? ['held back behind the next one'] : []),
    ...(isDoubled ? ['sent twice'] : []),
    ...(cutFrom === undefined ? [] : [`cut, from ${cutFrom} bytes`]),
    ...changes.map(describeChange),
  ];
  return done.length === 0 ? undefined : `datagram ${number}: ${done.join(', ')}`;
}

export function describeChange({ offset, from, to }: ByteChange): string {
  return `byte ${offset} changed from ${hexByte(from)} to ${hexByte(to)}`;
}

export function roundedMs(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}

const hexByte = (value: number): string => value.toString(16).padStart(2, '0');
