import { codeOf } from '../../engine/platform/systemError';
import { toHex } from '../../bytes/hex';
import type { BytePattern } from '../../bytes/regex/bytePattern';
import { singleByteCharacter } from './causes';
import type { Environment } from './environment';
import {
  expectedWindow,
  explainMismatch,
  MAX_WINDOW,
  receivedBytes,
  StepFailed,
  windowStart,
  type Cause,
  type ReceivedBytes,
  type Sentence,
} from './failure';
import type { MatchOutcome } from './inbox';
import {
  AnyMatcher,
  BytesMatcher,
  CountMatcher,
  EndMatcher,
  RecvMatcher,
  RefusalMatcher,
  RegexMatcher,
  SilenceMatcher,
  UntilMatcher,
  type FailureReason,
  type Matcher,
} from './matcher';
import { encodePayload, type EncodeContext } from '../payload/encoder';
import { encodePattern } from '../payload/pattern';
import { compilePatterns } from '../../bytes/regex/compiler';
import { RegexMachine } from '../../bytes/regex/machine';
import type { DatagramRunSocket, StreamSocket } from './runSocket';
import type { Expectation } from '../syntax/nodes';
import type { TimeLimit } from './timeLimit';

/** Says why a socket received too little, as far as that is known. */
type CausesOf = (name: string, target: StreamSocket | DatagramRunSocket) => readonly Sentence[];

/** What came too late, or not at all, may have a cause that is known. */
const EXPLAINED: ReadonlySet<Cause> = new Set(['timeout', 'eof']);
const EXPLAINED_REASONS: ReadonlySet<FailureReason> = new Set(['missing', 'noMatch', 'ended']);

/** Takes from a socket's inbox what a step expects, and binds what it names. */
export class ExpectationRunner {
  readonly #environment: Environment;
  readonly #context: EncodeContext;
  /** Why a socket received too little. */
  readonly #causesOf: CausesOf;
  readonly #maxWork: number | undefined;

  /** @param maxWork Of one search: see `RunOptions`. */
  constructor(environment: Environment, context: EncodeContext, maxWork: number | undefined, causesOf: CausesOf) {
    this.#environment = environment;
    this.#context = context;
    this.#causesOf = causesOf;
    this.#maxWork = maxWork;
  }

  /** `count` is that of `exactly` and `recv`. Throws `StepFailed`, or the reason of the signal. */
  async run(
    name: string,
    target: StreamSocket | DatagramRunSocket,
    expectation: Expectation,
    count: number,
    timeLimit: TimeLimit,
  ): Promise<ReceivedBytes> {
    const pattern = expectation.kind === 'payload' ? await encodePattern(expectation.terms, this.#context) : undefined;
    const matcher = await this.#matcher(expectation, pattern, count);
    let outcome: MatchOutcome;
    try {
      outcome = await target.inbox.receive(matcher, timeLimit);
    } catch (error) {
      if (expectation.kind !== 'refused' || codeOf(error) !== 'ECONNREFUSED') throw error;
      return receivedBytes(target.socket, target.socket.bytesReceived, 0);
    }
    if (target.kind === 'datagram' && outcome.peer !== undefined) {
      target.peer = outcome.peer;
      this.#environment.defineSocket(name, 'udp', target.socket.local!, outcome.peer);
    }
    const { verdict, offset } = outcome;
    if (verdict.kind === 'failed') throw this.#failed(name, target, expectation, count, timeLimit, pattern, outcome);
    if (pattern !== undefined && pattern.holes.length > 0) {
      this.#environment.bindHoles(pattern, outcome.copy(0, verdict.length));
    }
    if (expectation.kind === 'recv') this.#environment.bindReceived(outcome.copy(0, verdict.length));
    if (expectation.kind === 'regex' && verdict.match !== undefined) {
      this.#environment.bindGroups(expectation.regex, verdict.match, outcome.copy);
    }
    return receivedBytes(target.socket, offset, target.kind === 'datagram' ? outcome.arrived : verdict.length);
  }

  async #matcher(expectation: Expectation, pattern: BytePattern | undefined, count: number): Promise<Matcher> {
    switch (expectation.kind) {
      case 'payload':
        return new BytesMatcher(pattern!);
      case 'regex': {
        const program = compilePatterns([{ kind: 'regex', regex: expectation.regex }]);
        if (program === undefined) throw new Error('The checker refuses patterns that are too large.');
        return new RegexMatcher(new RegexMachine(program, this.#maxWork));
      }
      case 'until':
        return new UntilMatcher(await encodePayload(expectation.terms, this.#context));
      case 'exactly':
        return new CountMatcher(count);
      case 'recv':
        return new RecvMatcher(count);
      case 'any':
        return new AnyMatcher();
      case 'eof':
      case 'reset':
        return new EndMatcher(expectation.kind);
      case 'refused':
        return new RefusalMatcher();
      case 'silence':
        return new SilenceMatcher();
    }
  }

  #failed(
    socket: string,
    target: StreamSocket | DatagramRunSocket,
    expectation: Expectation,
    count: number,
    { limit }: TimeLimit,
    pattern: BytePattern | undefined,
    outcome: MatchOutcome,
  ): StepFailed {
    const { verdict, cause, arrived, offset } = outcome;
    if (verdict.kind !== 'failed') throw new Error('Only a failed match can be explained.');
    const { reason, at } = verdict;
    const bytes =
      reason === 'different'
        ? { expected: toHex(pattern!.bytes.subarray(at, at + 1)), received: toHex(outcome.copy(at, at + 1)) }
        : undefined;
    const wanted = pattern?.bytes.length ?? (expectation.kind === 'exactly' ? count : undefined);
    const sentence = explainMismatch({
      ...{ expectation, reason, cause, socket, at, arrived, wanted, limit },
      ...(bytes === undefined ? {} : { bytes }),
    });
    const start = windowStart(at);
    const received = { start, bytes: outcome.copy(start, start + MAX_WINDOW), total: arrived };
    const isUnmatched = expectation.kind === 'regex' && reason === 'noMatch' && arrived > 0;
    const causes = [
      ...(isUnmatched ? singleByteCharacter(expectation.regex) : []),
      ...(EXPLAINED.has(cause) && EXPLAINED_REASONS.has(reason) ? this.#causesOf(socket, target) : []),
    ];
    return new StepFailed({
      ...sentence,
      ...(causes.length === 0 ? {} : { causes }),
      start: expectation.start,
      end: expectation.end,
      ...(pattern === undefined ? {} : expectedWindow(pattern, start)),
      received,
      ...(pattern === undefined ? {} : { difference: at }),
      location: receivedBytes(target.socket, offset, arrived),
    });
  }
}
