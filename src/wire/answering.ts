/** `on` rules: what listeners answer by themselves while a section runs. */
import type { Connection } from '../engine/connection';
import type { DatagramSocket } from '../engine/datagramSocket';
import { isEnded } from '../engine/socketInfo';
import type { IpEndpoint } from '../engine/tap';
import { SockscopeError } from '../bytes/error';
import type { Environment } from './environment';
import { BytesMatcher, matchDatagram, RegexMatcher } from './matcher';
import { compilePatterns, type SearchPattern } from './regexCompiler';
import { RegexMachine, type RegexMatch } from './regexMachine';
import type { RegexProgram } from './regexProgram';
import type { RuleStep } from './script';
import { StreamBuffer } from './streamBuffer';

/** Most answers that the rules of one listener give in a second; what would be more waits, or as a datagram gets none. */
export const MAX_ANSWERS_PER_SECOND = 10_000;

/** Received bytes that rules have not looked at yet (1 MiB): above that the connection is put on hold. */
const MAX_BEHIND = 1_048_576;
/** Bytes that may belong to a match that is not complete (64 MiB). */
const MAX_UNDECIDED = 67_108_864;
/** Datagrams that wait for their answers. */
const MAX_DATAGRAMS_WAITING = 1000;

/** A rule whose pattern has been evaluated. */
export interface ActiveRule {
  readonly step: RuleStep;
  readonly pattern: SearchPattern;
}

export interface AnsweringOptions {
  readonly environment: Environment;
  /** The bytes of a rule's answer. */
  readonly encode: (rule: RuleStep, environment: Environment) => Promise<Uint8Array>;
  readonly answered: (rule: RuleStep, socket: Connection | DatagramSocket, offset: number, length: number) => void;
  /** A rule could not answer: the section has failed. */
  readonly failed: (rule: RuleStep, error: SockscopeError) => void;
}

/** The rules of one listener, in their order, and how often they may still answer in this second. */
export class RuleSet {
  readonly options: AnsweringOptions;
  rules: readonly ActiveRule[] = [];
  program: RegexProgram | undefined;
  /** One for each rule, for datagrams. */
  #programs: readonly (RegexProgram | undefined)[] = [];
  /** When the second began that is counted. */
  #second = -Infinity;
  #answers = 0;

  constructor(options: AnsweringOptions) {
    this.options = options;
  }

  /** Adds a rule with lower priority than those before. Throws a `SockscopeError` when they are too large together. */
  add(rule: ActiveRule): void {
    const rules = [...this.rules, rule];
    const program = compilePatterns(rules.map(({ pattern }) => pattern));
    if (program === undefined) {
      throw new SockscopeError(
        'RULES_TOO_LARGE',
        'The rules of {0} are too large together to be matched in bounded time: simplify their patterns.',
        [rule.step.listener.text],
      );
    }
    this.rules = rules;
    this.program = program;
    this.#programs = [...this.#programs, compilePatterns([rule.pattern])];
  }

  /** Milliseconds until the next answer may be given; 0 for at once, which counts it. */
  takeAnswer(): number {
    const now = performance.now();
    if (now - this.#second >= 1000) {
      this.#second = now;
      this.#answers = 0;
    }
    if (this.#answers >= MAX_ANSWERS_PER_SECOND) return Math.ceil(this.#second + 1000 - now);
    this.#answers++;
    return 0;
  }

  /** The first rule that matches the whole datagram, with its variables bound. */
  matchDatagram(bytes: Uint8Array): { readonly rule: ActiveRule; readonly environment: Environment } | undefined {
    for (const [index, rule] of this.rules.entries()) {
      const { pattern } = rule;
      const program = this.#programs[index];
      const matcher =
        pattern.kind === 'bytes'
          ? new BytesMatcher(pattern.pattern)
          : program && new RegexMatcher(new RegexMachine(program));
      const verdict = matcher && matchDatagram(matcher, bytes);
      if (verdict?.kind !== 'matched') continue;
      const environment = this.options.environment.inner();
      if (pattern.kind === 'bytes') environment.bindHoles(pattern.pattern, bytes);
      else if (verdict.match)
        environment.bindGroups(pattern.regex, verdict.match, (start, end) => bytes.slice(start, end));
      return { rule, environment };
    }
    return undefined;
  }
}

/** Answers on one connection of a listener. */
export class StreamAnswerer {
  readonly #connection: Connection;
  readonly #set: RuleSet;
  readonly #hold: (held: boolean) => void;
  readonly #buffer = new StreamBuffer();
  /** Whether nobody but the rules uses the connection, so that its end is theirs to answer. */
  readonly #isOwner: () => boolean;
  #machine: RegexMachine | undefined;
  #program: RegexProgram | undefined;
  /** Bytes of the buffer that the machine has seen; they begin at its byte `#base`. */
  #fed = 0;
  #base = 0;
  #isPumping = false;
  #isEnded = false;
  #isStopped = false;
  /** Ends a pause before its time. */
  #wake: (() => void) | undefined;

  constructor(connection: Connection, set: RuleSet, hold: (held: boolean) => void, isOwner: () => boolean) {
    this.#connection = connection;
    this.#set = set;
    this.#hold = hold;
    this.#isOwner = isOwner;
  }

  push(chunk: Uint8Array): void {
    if (this.#isStopped) return;
    this.#buffer.push(chunk);
    if (this.#buffer.length - this.#fed > MAX_BEHIND) this.#hold(true);
    void this.#pump();
  }

  /** The peer sends no more. */
  end(): void {
    this.#isEnded = true;
    void this.#pump();
  }

  stop(): void {
    this.#isStopped = true;
    this.#wake?.();
    this.#buffer.clear();
    this.#hold(false);
  }

  async #pump(): Promise<void> {
    if (this.#isPumping || this.#isStopped) return;
    this.#isPumping = true;
    for (let match = this.#search(); match !== undefined && !this.#stopped; match = this.#search()) {
      const wait = this.#set.takeAnswer();
      if (wait > 0) await this.#pause(wait);
      else await this.#answer(match);
    }
    this.#isPumping = false;
    if (this.#isEnded && !this.#stopped && this.#isOwner()) void this.#connection.close();
  }

  get #stopped(): boolean {
    return this.#isStopped || isEnded(this.#connection.state);
  }

  /** Looks at what came since the last answer. The match stays until it is answered. */
  #search(): RegexMatch | undefined {
    const { program } = this.#set;
    if (program === undefined || this.#isStopped) return undefined;
    if (this.#machine === undefined || this.#program !== program) {
      this.#machine = new RegexMachine(program);
      this.#program = program;
      this.#fed = 0;
      this.#base = 0;
    }
    const machine = this.#machine;
    let skip = this.#fed;
    for (const piece of this.#buffer.pieces()) {
      if (skip >= piece.length) {
        skip -= piece.length;
        continue;
      }
      if (machine.state !== 'searching') break;
      machine.feed(piece.subarray(skip));
      skip = 0;
    }
    this.#fed = this.#buffer.length;
    this.#hold(false);
    if (this.#isEnded) machine.end();
    if (machine.state === 'matched') return machine.match;
    if (machine.state === 'exhausted') this.#giveUp();
    else this.#forget(machine.state === 'none' ? this.#base + this.#buffer.length : machine.earliest);
    return undefined;
  }

  /** Drops what can no longer become part of a match. */
  #forget(earliest: number): void {
    const count = earliest - this.#base;
    this.#buffer.take(count);
    this.#fed -= count;
    this.#base = earliest;
    if (this.#buffer.length > MAX_UNDECIDED) this.#giveUp();
  }

  #giveUp(): void {
    const { rules, options } = this.#set;
    const template =
      'The rules of {0} took too much time, or found no end, with {1} bytes: make their patterns simpler.';
    const { step } = rules[0]!;
    this.stop();
    options.failed(step, new SockscopeError('PATTERN_TOO_SLOW', template, [step.listener.text, this.#buffer.length]));
  }

  #pause(milliseconds: number): Promise<void> {
    this.#hold(true);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #answer(match: RegexMatch): Promise<void> {
    const { options, rules } = this.#set;
    const rule = rules[match.pattern]!;
    const start = match.slots[0]! - this.#base;
    const end = match.slots[1]! - this.#base;
    const environment = options.environment.inner();
    if (rule.pattern.kind === 'bytes') {
      environment.bindHoles(rule.pattern.pattern, this.#buffer.copy(start, end));
    } else {
      environment.bindGroups(rule.pattern.regex, match, (from, to) =>
        this.#buffer.copy(from - this.#base, to - this.#base),
      );
    }
    const offset = this.#buffer.offset + start;
    this.#buffer.take(end);
    this.#machine = undefined;
    const bytes = await encodeAnswer(options, rule.step, environment);
    if (bytes === undefined || this.#stopped) return;
    // Why a send failed stands in the connection's own state, which ends with it.
    await this.#connection.send(bytes).catch(() => undefined);
    options.answered(rule.step, this.#connection, offset, end - start);
  }
}

async function encodeAnswer(
  { encode, failed }: AnsweringOptions,
  step: RuleStep,
  environment: Environment,
): Promise<Uint8Array | undefined> {
  try {
    return await encode(step, environment);
  } catch (error) {
    if (!(error instanceof SockscopeError)) throw error;
    failed(step, error);
    return undefined;
  }
}

/** Answers datagrams, each to its sender. */
export class DatagramAnswerer {
  readonly #socket: DatagramSocket;
  readonly #set: RuleSet;
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(socket: DatagramSocket, set: RuleSet) {
    this.#socket = socket;
    this.#set = set;
  }

  push(bytes: Uint8Array, peer: IpEndpoint, offset: number): void {
    const found = this.#set.matchDatagram(bytes);
    if (found === undefined || this.#waiting >= MAX_DATAGRAMS_WAITING || this.#set.takeAnswer() > 0) return;
    const { rule, environment } = found;
    const { options } = this.#set;
    this.#waiting++;
    this.#last = this.#last.then(async () => {
      const answer = await encodeAnswer(options, rule.step, environment);
      this.#waiting--;
      if (answer === undefined || isEnded(this.#socket.state)) return;
      try {
        await this.#socket.send(answer, peer);
        options.answered(rule.step, this.#socket, offset, bytes.length);
      } catch (error) {
        if (!(error instanceof SockscopeError)) throw error;
        if (!isEnded(this.#socket.state)) options.failed(rule.step, error);
      }
    });
  }
}
