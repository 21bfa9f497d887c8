/** Why a step failed, for people and for programs. */
import type { MessageArgument, Template } from '../../base/error';
import type { Connection } from '../../engine/connection';
import type { DatagramSocket } from '../../engine/datagramSocket';
import type { BytePattern } from '../../bytes/regex/bytePattern';
import type { FailureReason } from './matcher';
import type { TextRange } from '../../base/problem';
import type { Expectation } from '../syntax/nodes';
import type { Step } from '../syntax/stepTable';

/** Where received bytes stand, so that an inspector can show them. */
export interface ReceivedBytes {
  /** The socket's id in the engine. */
  readonly socket: string;
  /** The capture that they are in; empty when nothing is recorded. */
  readonly capture: string;
  /** The conversation's number within the capture. */
  readonly conversation: number | undefined;
  readonly direction: 'received';
  /** From the start of all that was received on the socket. */
  readonly offset: number;
  readonly length: number;
}

/** Where bytes that a socket received stand. */
export function receivedBytes(socket: Connection | DatagramSocket, offset: number, length: number): ReceivedBytes {
  const { id, recording, conversation } = socket;
  return { socket: id, capture: recording?.uri ?? '', conversation, direction: 'received', offset, length };
}

/** A part of a run of bytes. */
export interface ByteWindow {
  /** Where the part begins, counted from the first byte that the step looked at. */
  readonly start: number;
  readonly bytes: Uint8Array;
  /** How many bytes there are in all. */
  readonly total: number;
}

export interface StepFailure extends TextRange {
  readonly step: Step;
  /** Stable, upper case. */
  readonly code: string;
  /** A sentence with arguments, to be translated. */
  readonly template: Template;
  readonly args: readonly MessageArgument[];
  /** Exact bytes that were expected; absent for everything else than a payload. */
  readonly expected?: ByteWindow;
  /** Which bytes of `expected` may be anything: 1 for those that are bound. */
  readonly holes?: Uint8Array;
  /** What had arrived: what was compared, and what else came. */
  readonly received?: ByteWindow;
  /** The first byte that is not as expected, counted from the first byte that the step looked at. */
  readonly difference?: number;
  /** Where `received` stands. */
  readonly location?: ReceivedBytes;
  /** Milliseconds from the start of the step. */
  readonly waited: number;
  /** What is known of why, each a sentence of its own. */
  readonly causes?: readonly Sentence[];
}

/** A step failed with more to tell than a sentence. */
export class StepFailed extends Error {
  readonly details: Omit<StepFailure, 'step' | 'waited'>;

  constructor(details: Omit<StepFailure, 'step' | 'waited'>) {
    super(details.template);
    this.details = details;
  }
}

/** Most bytes of a window. */
export const MAX_WINDOW = 512;
/** Bytes before the first difference that are kept, in whole lines of 16. */
const BEFORE_DIFFERENCE = 64;

/** Where the window begins that shows the byte at `difference`. */
export function windowStart(difference: number): number {
  return Math.max(0, (difference & ~15) - BEFORE_DIFFERENCE);
}

export function expectedWindow(
  { bytes, holes }: BytePattern,
  start: number,
): { readonly expected: ByteWindow; readonly holes: Uint8Array } {
  const end = Math.min(bytes.length, start + MAX_WINDOW);
  const isHole = new Uint8Array(end - start);
  for (const { offset, type } of holes)
    isHole.fill(1, Math.max(0, offset - start), Math.max(0, offset - start + type.bytes));
  return { expected: { start, bytes: bytes.slice(start, end), total: bytes.length }, holes: isHole };
}

/** What ended the waiting. */
export type Cause = 'bytes' | 'timeout' | 'eof' | 'reset' | 'full' | 'datagram';

export interface FailedMatch {
  readonly expectation: Expectation;
  readonly reason: FailureReason;
  readonly cause: Cause;
  readonly socket: string;
  /** The first byte that does not fit. */
  readonly at: number;
  /** How many bytes had come. */
  readonly arrived: number;
  /** How many were expected, where that is known. */
  readonly wanted: number | undefined;
  /** Milliseconds that there were. */
  readonly limit: number;
  /** The byte at `at`, expected and received. */
  readonly bytes?: { readonly expected: string; readonly received: string };
}

export interface Sentence {
  readonly code: string;
  readonly template: Template;
  readonly args: readonly MessageArgument[];
}

/** The sentence for an expectation that was not met. */
export function explainMismatch(failed: FailedMatch): Sentence {
  const { reason, cause, socket, at, arrived, limit, expectation } = failed;
  const sentence = (code: string, template: Template, ...args: MessageArgument[]): Sentence => ({
    code,
    template,
    args,
  });
  switch (reason) {
    case 'different':
      return sentence(
        'DIFFERENT_BYTES',
        '{0} received other bytes than expected: byte {1} is {3}, not {2}.',
        socket,
        at,
        failed.bytes?.expected ?? '',
        failed.bytes?.received ?? '',
      );
    case 'tooMuchWork':
      return sentence(
        'PATTERN_TOO_SLOW',
        'This pattern took too much time with {0, plural, one {# byte} other {# bytes}}: make it simpler.',
        arrived,
      );
    case 'bytes':
      return unexpectedBytes(failed);
    case 'ended':
      return cause === 'reset'
        ? sentence('RESET', '{0} was reset by its peer (RST).', socket)
        : sentence('ENDED', '{0} was ended by its peer (FIN).', socket);
    case 'notEnded':
      if (expectation.kind === 'refused') {
        return sentence('NOT_REFUSED', '{0} was not refused within {1, duration}.', socket, limit);
      }
      return expectation.kind === 'reset'
        ? sentence('NOT_RESET', '{0} was not reset within {1, duration}.', socket, limit)
        : sentence('NOT_ENDED', '{0} was not ended by its peer within {1, duration}.', socket, limit);
    case 'missing':
    case 'noMatch':
      return missingBytes(failed);
  }
}

function unexpectedBytes({ expectation, cause, socket, at, arrived }: FailedMatch): Sentence {
  if (cause === 'datagram' && expectation.kind !== 'silence' && expectation.kind !== 'refused') {
    const template =
      'The datagram that {0} received has {1, plural, one {# byte} other {# bytes}}, and only {2} of them were expected.';
    return { code: 'DATAGRAM_TOO_LONG', template, args: [socket, arrived, at] };
  }
  return {
    code: 'UNEXPECTED_BYTES',
    template: '{0} received {1, plural, one {# byte} other {# bytes}} where none were expected.',
    args: [socket, arrived],
  };
}

/** What was expected: so many bytes, what a pattern matches, or something that ends a message. */
type Wanted = 'count' | 'match' | 'other';

/** {0} is the socket, {1} how many bytes had come, {2} how many were expected. */
const MISSING_TEMPLATES: Readonly<Record<'eof' | 'reset' | 'datagram', Readonly<Record<Wanted, Template>>>> = {
  eof: {
    count: '{0} was ended by its peer (FIN) after {1} of {2, plural, one {# byte} other {# bytes}}.',
    match:
      '{0} was ended by its peer (FIN) after {1, plural, one {# byte that does not match} other {# bytes that do not match}}.',
    other: '{0} was ended by its peer (FIN) after {1, plural, one {# byte} other {# bytes}} without it.',
  },
  reset: {
    count: '{0} was reset by its peer (RST) after {1} of {2, plural, one {# byte} other {# bytes}}.',
    match:
      '{0} was reset by its peer (RST) after {1, plural, one {# byte that does not match} other {# bytes that do not match}}.',
    other: '{0} was reset by its peer (RST) after {1, plural, one {# byte} other {# bytes}} without it.',
  },
  datagram: {
    count: 'The datagram that {0} received has {1} of {2, plural, one {# byte} other {# bytes}}.',
    match:
      'The datagram that {0} received has {1, plural, one {# byte that does not match} other {# bytes that do not match}}.',
    other: 'The datagram that {0} received has {1, plural, one {# byte} other {# bytes}} without it.',
  },
};

/** {0} is the socket, {1} how many bytes had come, {2} how many were expected, {3} the milliseconds that there were. */
const TOO_LITTLE: Readonly<Record<Wanted, Template>> = {
  count: '{0} received only {1} of {2, plural, one {# byte} other {# bytes}} within {3, duration}.',
  match:
    '{0} received only {1, plural, one {# byte that does not match} other {# bytes that do not match}} within {3, duration}.',
  other: '{0} received only {1, plural, one {# byte} other {# bytes}} without it within {3, duration}.',
};

const MISSING_CODES = { eof: 'ENDED', reset: 'RESET', datagram: 'DATAGRAM_TOO_SHORT' } as const;

function missingBytes({ expectation, cause, socket, arrived, wanted, limit }: FailedMatch): Sentence {
  const kind = expectation.kind === 'regex' ? 'match' : wanted === undefined ? 'other' : 'count';
  const args = [socket, arrived, wanted ?? 0, limit];
  switch (cause) {
    case 'timeout':
      return arrived === 0
        ? { code: 'NOTHING_CAME', template: '{0} received nothing within {1, duration}.', args: [socket, limit] }
        : { code: 'TOO_LITTLE_CAME', template: TOO_LITTLE[kind], args };
    case 'eof':
    case 'reset':
    case 'datagram':
      return { code: MISSING_CODES[cause], template: MISSING_TEMPLATES[cause][kind], args };
    case 'full':
      return {
        code: 'BUFFER_FULL',
        template: '{0} received {1, plural, one {# byte} other {# bytes}} without what was expected: no more are kept.',
        args: [socket, arrived],
      };
    case 'bytes':
      return {
        code: 'NO_MATCH',
        template:
          '{0} received {1, plural, one {# byte that cannot match any more} other {# bytes that cannot match any more}}.',
        args: [socket, arrived],
      };
  }
}
