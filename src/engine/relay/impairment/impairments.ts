/** What a relay does to what passes, in one direction: one table for wire files, the terminal, the palette and the API. */
import { SockscopeError, type Template } from '../../../base/error';

/** As the API says it. Shares are from 0 to 1, times in milliseconds, lengths in bytes. */
export interface Impairments {
  readonly delayMs?: number;
  readonly jitterMs?: number;
  /** The jitter is normally distributed with `jitterMs` as its standard deviation, instead of uniformly between its ends. */
  readonly normal?: boolean;
  /** Datagrams do not overtake each other, whatever the jitter. Streams never do. */
  readonly ordered?: boolean;
  /** Bytes a second. */
  readonly rate?: number;
  /** Bytes that wait for `rate` at most: of datagrams, those that do not fit are dropped. */
  readonly queue?: number;
  readonly slice?: number;
  readonly pauseMs?: number;
  readonly stall?: number;
  readonly loss?: number;
  readonly burst?: number;
  readonly drop?: number;
  readonly duplicate?: number;
  readonly reorder?: number;
  readonly corrupt?: number;
  readonly garble?: number;
  readonly mtu?: number;
  readonly truncate?: number;
  readonly blackhole?: boolean;
  readonly cutAfter?: number;
  readonly cutAfterMs?: number;
  readonly closeAfter?: number;
  readonly refuse?: number;
  readonly stopReading?: boolean;
}

export type ImpairmentName = keyof Impairments;

/** `bytesOrTime` says either how many bytes, or how long. */
export type ImpairmentForm = 'time' | 'share' | 'bytes' | 'rate' | 'count' | 'flag' | 'bytesOrTime';

/** What it can be done to. */
export type ImpairedKind = 'stream' | 'datagrams';

export type ImpairmentGroup = 'delay' | 'rate' | 'loss' | 'change' | 'end';

export interface Impairment {
  /** In wire files; in the terminal with hyphens for blanks, behind `--`. */
  readonly word: string;
  readonly name: ImpairmentName;
  /** Of the same word, where its value is a time. */
  readonly timeName?: ImpairmentName;
  readonly form: ImpairmentForm;
  /** What stands for its value; absent for a flag. */
  readonly example?: string;
  /** What it is about, for who shows all of them. */
  readonly group: ImpairmentGroup;
  /** Where a slider ends: what is more is rarely wanted. Absent for a flag. */
  readonly upTo?: number;
  /** The same, where the value is a time. */
  readonly timeUpTo?: number;
  /** Absent: either. */
  readonly isFor?: ImpairedKind;
  /** It is about whoever connects: it has no direction. */
  readonly isOfClients?: true;
  readonly description: Template;
}

/** Bytes of a segment on Ethernet: 1500, less 40 for IP and TCP. Jitter and stalls of a stream are drawn for each such part of it. */
export const SEGMENT_BYTES = 1460;

/** Milliseconds that a stalled segment comes later: Linux' least time until TCP sends again what was lost. */
export const STALL_MS = 200;

/** Datagrams that a burst of losses has on average. */
export const BURST_DATAGRAMS = 4;

/** Milliseconds between slices, unless told otherwise: enough for a reader to see each by itself. */
export const DEFAULT_PAUSE_MS = 1;

/** Bytes that wait for the rate, unless told otherwise. */
export const DEFAULT_QUEUE_BYTES = 65_536;

const MIB = 1024 * 1024;

export const IMPAIRMENTS: readonly Impairment[] = [
  {
    word: 'delay',
    group: 'delay',
    name: 'delayMs',
    form: 'time',
    example: '100ms',
    upTo: 2000,
    description: 'Everything comes so much later',
  },
  {
    word: 'jitter',
    group: 'delay',
    name: 'jitterMs',
    form: 'time',
    example: '20ms',
    upTo: 1000,
    description: 'The delay varies by so much to either side, uniformly',
  },
  {
    word: 'normal',
    group: 'delay',
    name: 'normal',
    form: 'flag',
    description: 'The jitter is normally distributed, with its time as the standard deviation',
  },
  {
    word: 'ordered',
    group: 'delay',
    name: 'ordered',
    form: 'flag',
    isFor: 'datagrams',
    description: 'Datagrams do not overtake each other, whatever the jitter; bytes of a stream never do',
  },
  {
    word: 'rate',
    group: 'rate',
    name: 'rate',
    form: 'rate',
    example: '64KiB/s',
    upTo: 16 * MIB,
    description: 'No more than so many bytes a second pass',
  },
  {
    word: 'queue',
    group: 'rate',
    name: 'queue',
    form: 'bytes',
    example: '64KiB',
    upTo: 4 * MIB,
    description:
      'So much waits for the rate at most: datagrams that do not fit are dropped; from a stream no more is read',
  },
  {
    word: 'slice',
    group: 'rate',
    name: 'slice',
    form: 'bytes',
    example: '1',
    isFor: 'stream',
    upTo: 4096,
    description: 'The stream comes in pieces of so many bytes, whatever send() was given',
  },
  {
    word: 'pause',
    group: 'rate',
    name: 'pauseMs',
    form: 'time',
    example: '10ms',
    isFor: 'stream',
    upTo: 1000,
    description: 'So much time lies between two slices; 1 ms unless given',
  },
  {
    word: 'stall',
    group: 'loss',
    name: 'stall',
    form: 'share',
    example: '5%',
    isFor: 'stream',
    upTo: 1,
    description:
      'This share of the segments comes 200 ms later, and what is behind them waits: what loss looks like over TCP, which repairs it',
  },
  {
    word: 'loss',
    group: 'loss',
    name: 'loss',
    form: 'share',
    example: '20%',
    isFor: 'datagrams',
    upTo: 1,
    description: 'This share of the datagrams is lost, each by chance',
  },
  {
    word: 'burst',
    group: 'loss',
    name: 'burst',
    form: 'share',
    example: '5%',
    isFor: 'datagrams',
    upTo: 1,
    description: 'This share of the datagrams is lost, in bursts of four on average (Gilbert–Elliott)',
  },
  {
    word: 'drop',
    group: 'loss',
    name: 'drop',
    form: 'count',
    example: '3',
    isFor: 'datagrams',
    upTo: 100,
    description: 'The datagram with this number is lost, counted from 1 for each peer and direction',
  },
  {
    word: 'duplicate',
    group: 'loss',
    name: 'duplicate',
    form: 'share',
    example: '5%',
    isFor: 'datagrams',
    upTo: 1,
    description: 'This share of the datagrams comes twice',
  },
  {
    word: 'reorder',
    group: 'loss',
    name: 'reorder',
    form: 'share',
    example: '5%',
    isFor: 'datagrams',
    upTo: 1,
    description: 'This share of the datagrams comes behind the next one, or 100 ms later where none comes',
  },
  {
    word: 'corrupt',
    group: 'change',
    name: 'corrupt',
    form: 'share',
    example: '1%',
    upTo: 1,
    description: 'This share of the datagrams, or of a stream’s bytes, has one bit flipped',
  },
  {
    word: 'garble',
    group: 'change',
    name: 'garble',
    form: 'share',
    example: '1%',
    upTo: 1,
    description: 'This share of the datagrams, or of a stream’s bytes, has a byte replaced by another',
  },
  {
    word: 'mtu',
    group: 'change',
    name: 'mtu',
    form: 'bytes',
    example: '1400',
    isFor: 'datagrams',
    upTo: 8192,
    description: 'Datagrams that are longer with their headers of IP and UDP are dropped',
  },
  {
    word: 'truncate',
    group: 'change',
    name: 'truncate',
    form: 'bytes',
    example: '1400',
    isFor: 'datagrams',
    upTo: 8192,
    description: 'Datagrams that are longer with their headers of IP and UDP are cut to this',
  },
  {
    word: 'blackhole',
    group: 'end',
    name: 'blackhole',
    form: 'flag',
    description: 'Nothing passes: datagrams are dropped, and a stream waits until this is cleared',
  },
  {
    word: 'cut after',
    group: 'end',
    name: 'cutAfter',
    timeName: 'cutAfterMs',
    form: 'bytesOrTime',
    example: '512',
    isFor: 'stream',
    upTo: MIB,
    timeUpTo: 60_000,
    description: 'Both sides are reset (RST) once so many bytes have passed, or after so much time',
  },
  {
    word: 'close after',
    group: 'end',
    name: 'closeAfter',
    form: 'bytes',
    example: '512',
    isFor: 'stream',
    upTo: MIB,
    description: 'Both sides are closed (FIN) once so many bytes have passed',
  },
  {
    word: 'refuse',
    group: 'end',
    name: 'refuse',
    form: 'count',
    example: '2',
    isFor: 'stream',
    isOfClients: true,
    upTo: 100,
    description: 'So many further connections are reset as soon as they are accepted, before the target is dialled',
  },
  {
    word: 'stop-reading',
    group: 'end',
    name: 'stopReading',
    form: 'flag',
    isFor: 'stream',
    description: 'Nothing is read any more: the kernel’s queues fill up, and then send() blocks',
  },
];

/** Whether nothing is done to what passes: refusing is about those who connect, and what is not read does not pass. */
export function isTransparent(impairments: Impairments): boolean {
  return Object.entries(impairments).every(
    ([name, value]) =>
      name === 'refuse' || name === 'stopReading' || value === undefined || value === false || value === 0,
  );
}

export function findImpairment(word: string): Impairment | undefined {
  return IMPAIRMENTS.find((impairment) => impairment.word === word);
}

/** Whether chance decides, so that the seed matters. */
export const isByChance = ({ form, name }: Impairment): boolean => form === 'share' || name === 'jitterMs';

/** What a value may be. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly isWhole: boolean;
}

/** A day: longer than anybody waits, and far below what a timer takes. */
const TIMES: Range = { from: 0, to: 86_400_000, isWhole: false };

const RANGES: Readonly<Record<Exclude<ImpairmentForm, 'flag' | 'bytesOrTime'>, Range>> = {
  time: TIMES,
  share: { from: 0, to: 1, isWhole: false },
  bytes: { from: 1, to: Number.MAX_SAFE_INTEGER, isWhole: true },
  rate: { from: 1, to: Number.MAX_SAFE_INTEGER, isWhole: false },
  count: { from: 1, to: Number.MAX_SAFE_INTEGER, isWhole: true },
};

/** What the value of this name may be; undefined of a flag. */
export function impairmentRange({ form, timeName }: Impairment, name: ImpairmentName): Range | undefined {
  if (form === 'flag') return undefined;
  return form === 'bytesOrTime' ? (name === timeName ? TIMES : RANGES.bytes) : RANGES[form];
}

/** What is wrong with one of them. */
export interface ImpairmentProblem {
  readonly name: string;
  readonly error: SockscopeError;
}

/** All that is wrong with `impairments`; `kind` is absent while it is not known what the relay carries. */
export function impairmentProblems(
  impairments: Readonly<Record<string, unknown>>,
  kind: ImpairedKind | undefined,
): readonly ImpairmentProblem[] {
  return Object.entries(impairments).flatMap(([name, value]): ImpairmentProblem[] => {
    const error = value === undefined ? undefined : refuse(name, value, kind);
    return error ? [{ name, error }] : [];
  });
}

/** @throws SockscopeError the first of {@link impairmentProblems} */
export function requireImpairments(
  impairments: Readonly<Record<string, unknown>>,
  kind: ImpairedKind | undefined,
): Impairments {
  const [problem] = impairmentProblems(impairments, kind);
  if (problem) throw problem.error;
  return impairments;
}

function refuse(name: string, value: unknown, kind: ImpairedKind | undefined): SockscopeError | undefined {
  const impairment = IMPAIRMENTS.find((row) => row.name === name || row.timeName === name);
  if (!impairment) {
    const known = IMPAIRMENTS.flatMap((row) => [row.name, ...(row.timeName === undefined ? [] : [row.timeName])]);
    const template = 'There is no impairment "{0}"; there are: {1}.';
    return new SockscopeError('UNKNOWN_IMPAIRMENT', template, [name, known.join(', ')]);
  }
  const { isFor, word } = impairment;
  const range = impairmentRange(impairment, name as ImpairmentName);
  if (!range) {
    if (typeof value !== 'boolean') {
      const template = 'The impairment "{0}" is on or off: give it true or false.';
      return new SockscopeError('BAD_IMPAIRMENT', template, [name]);
    }
  } else if (!isWithin(value, range)) {
    const { from, to, isWhole } = range;
    const template: Template = isWhole
      ? 'The impairment "{0}" must be a whole number from {1} on, not {2}.'
      : 'The impairment "{0}" must be a number from {1} to {3}, not {2}.';
    return new SockscopeError('BAD_IMPAIRMENT', template, [name, from, String(value), to]);
  }
  return value === false || kind === undefined || isFor === undefined || isFor === kind ? undefined : unfit(word, kind);
}

function isWithin(value: unknown, { from, to, isWhole }: Range): boolean {
  return typeof value === 'number' && value >= from && value <= to && (!isWhole || Number.isSafeInteger(value));
}

/** Losing datagrams is the network's business; what TCP makes of it, the kernel's. */
function unfit(word: string, kind: ImpairedKind): SockscopeError {
  if (kind === 'datagrams') {
    const template = '"{0}" is for streams such as TCP, and datagrams are none: leave it out, or relay TCP.';
    return new SockscopeError('IMPAIRMENT_UNFIT', template, [word]);
  }
  const template =
    '"{0}" is for datagrams. What TCP loses its kernel sends again, and no relay can lose it between two kernels: use "stall", which delays as repaired losses do, or relay UDP.';
  return new SockscopeError('IMPAIRMENT_UNFIT', template, [word]);
}
