import { toHex } from '../bytes/hex';
import type { BytePattern } from './bytePattern';
import type { Environment } from './environment';
import {
  expectedWindow,
  explainMismatch,
  MAX_WINDOW,
  receivedBytes,
  StepFailed,
  windowStart,
  type ReceivedBytes,
} from './failure';
import type { MatchOutcome } from './inbox';
import {
  AnyMatcher,
  BytesMatcher,
  CountMatcher,
  EndMatcher,
  RegexMatcher,
  SilenceMatcher,
  UntilMatcher,
  type Matcher,
} from './matcher';
import { encodePayload, type EncodeContext } from './payloadEncoder';
import { encodePattern } from './payloadPattern';
import { compilePatterns } from './regexCompiler';
import { RegexMachine } from './regexMachine';
import type { DatagramRunSocket, StreamSocket } from './runSocket';
import type { Expectation } from './script';
import type { Patience } from './waiting';

/** Takes from a socket's inbox what a step expects, and binds what it names. */
export class ExpectationRunner {
  readonly #environment: Environment;
  readonly #context: EncodeContext;

  constructor(environment: Environment, context: EncodeContext) {
    this.#environment = environment;
    this.#context = context;
  }

  /** `count` is that of `exactly`. Throws `StepFailed`, or the reason of the signal. */
  async run(
    name: string,
    target: StreamSocket | DatagramRunSocket,
    expectation: Expectation,
    count: number,
    patience: Patience,
  ): Promise<ReceivedBytes> {
    const pattern = expectation.kind === 'payload' ? await encodePattern(expectation.terms, this.#context) : undefined;
    const matcher = await this.#matcher(expectation, pattern, count);
    const outcome = await target.inbox.receive(matcher, patience);
    if (target.kind === 'datagram' && outcome.peer !== undefined) {
      target.peer = outcome.peer;
      this.#environment.defineSocket(name, 'udp', target.socket.local!, outcome.peer);
    }
    const { verdict, offset } = outcome;
    if (verdict.kind === 'failed') throw this.#failed(name, target, expectation, count, patience, pattern, outcome);
    if (pattern !== undefined && pattern.holes.length > 0) {
      this.#environment.bindHoles(pattern, outcome.copy(0, verdict.length));
    }
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
        return new RegexMatcher(new RegexMachine(program));
      }
      case 'until':
        return new UntilMatcher(await encodePayload(expectation.terms, this.#context));
      case 'exactly':
        return new CountMatcher(count);
      case 'any':
        return new AnyMatcher();
      case 'eof':
      case 'reset':
        return new EndMatcher(expectation.kind);
      case 'silence':
        return new SilenceMatcher();
    }
  }

  #failed(
    socket: string,
    target: StreamSocket | DatagramRunSocket,
    expectation: Expectation,
    count: number,
    { limit }: Patience,
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
    return new StepFailed({
      ...sentence,
      start: expectation.start,
      end: expectation.end,
      ...(pattern === undefined ? {} : expectedWindow(pattern, start)),
      received,
      ...(pattern === undefined ? {} : { difference: at }),
      location: receivedBytes(target.socket, offset, arrived),
    });
  }
}
