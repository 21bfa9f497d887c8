/** `on` rules: what listeners answer by themselves while a section runs. */
import type { Connection } from '../../engine/connection';
import type { DatagramSocket } from '../../engine/datagramSocket';
import { isEnded } from '../../engine/socketInfo';
import type { IpSocketAddress } from '../../engine/address/socketAddress';
import { SockscopeError } from '../../base/error';
import { Sequencer } from '../../base/sequencer';
import type { Environment } from './environment';
import { BytesMatcher, matchDatagram, RegexMatcher } from './matcher';
import { compilePatterns, type SearchPattern } from '../../bytes/regex/compiler';
import { RegexMachine, type RegexMatch } from '../../bytes/regex/machine';
import type { RegexProgram } from '../../bytes/regex/program';
import type { RuleStep } from '../syntax/steps/rule';
import { copyOf, StreamBuffer } from './streamBuffer';

/** Most answers that the rules of one listener give on its connections in a second; what would be more waits. */
export const MAX_RULE_ANSWERS_PER_SECOND = 10_000;

/** Received bytes that rules have not looked at yet (1 MiB): above that the connection is put on hold. */
const MAX_BEHIND = 1_048_576;
/** Bytes that may belong to a match that is not complete (64 MiB). */
const MAX_UNDECIDED = 67_108_864;
/** Datagrams that wait for their answers. */
const MAX_DATAGRAMS_WAITING = 1000;

/** Bytes that no rule answered and that are kept to be told of. */
const SHOWN_BYTES = 32;

/** What a connection or a datagram socket received and no rule has answered. */
export interface Unanswered {
  readonly rules: readonly RuleStep[];
  readonly isStream: boolean;
  /** Bytes since the last answer, or of the last datagram. */
  readonly total: number;
  /** The first of them. */
  readonly first: Uint8Array;
  /** A rule that matches, though its match may become longer. */
  readonly undecided?: RuleStep;
}

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
  /** Most work of one search, in instructions: `MAX_WORK` unless given. */
  readonly maxWork?: number | undefined;
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
    if (this.#answers >= MAX_RULE_ANSWERS_PER_SECOND) return Math.ceil(this.#second + 1000 - now);
    this.#answers++;
    return 0;
  }

  /** The first rule that matches the whole datagram. */
  matchDatagram(bytes: Uint8Array): { readonly rule: ActiveRule; readonly match?: RegexMatch } | undefined {
    for (const [index, rule] of this.rules.entries()) {
      const { pattern } = rule;
      const program = this.#programs[index];
      const matcher =
        pattern.kind === 'bytes'
          ? new BytesMatcher(pattern.pattern)
          : program && new RegexMatcher(new RegexMachine(program, this.options.maxWork));
      const verdict = matcher && matchDatagram(matcher, bytes);
      if (verdict?.kind !== 'matched') continue;
      return verdict.match === undefined ? { rule } : { rule, match: verdict.match };
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
  /** Bytes since the last answer that were passed over and are no longer in the buffer, and the first of them. */
  #passed = 0;
  #passedFirst: Uint8Array = new Uint8Array(0);
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
    this.#machine = undefined;
    this.#buffer.clear();
    this.#hold(false);
  }

  async #pump(): Promise<void> {
    if (this.#isPumping || this.#isStopped) return;
    this.#isPumping = true;
    try {
      for (let match = this.#search(); match !== undefined && !this.#stopped; match = this.#search()) {
        const wait = this.#set.takeAnswer();
        if (wait > 0) await this.#pause(wait);
        else await this.#answer(match);
      }
    } finally {
      this.#isPumping = false;
    }
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
      this.#machine = new RegexMachine(program, this.#set.options.maxWork);
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
    this.#pass(count);
    this.#buffer.take(count);
    this.#fed -= count;
    this.#base = earliest;
    if (this.#buffer.length > MAX_UNDECIDED) this.#giveUp();
  }

  #pass(count: number): void {
    const known = this.#passedFirst.length;
    if (count > 0 && known < SHOWN_BYTES) {
      this.#passedFirst = concatenated(this.#passedFirst, this.#buffer.copy(0, Math.min(count, SHOWN_BYTES - known)));
    }
    this.#passed += count;
  }

  /** What came since the last answer. */
  get unanswered(): Unanswered {
    const { rules } = this.#set;
    const total = this.#passed + this.#buffer.length;
    const first = concatenated(this.#passedFirst, this.#buffer.copy(0, SHOWN_BYTES - this.#passedFirst.length));
    const match = this.#machine?.state === 'searching' ? this.#machine.match : undefined;
    return {
      rules: rules.map(({ step }) => step),
      isStream: true,
      total,
      first,
      ...(match === undefined ? {} : { undecided: rules[match.pattern]!.step }),
    };
  }

  #giveUp(): void {
    const { rules, options } = this.#set;
    const template =
      'The rules of {0} took too much time, or found no end, with {1, plural, one {# byte} other {# bytes}}: make their patterns simpler.';
    const { step } = rules[0]!;
    const { length } = this.#buffer;
    this.stop();
    options.failed(step, new SockscopeError('PATTERN_TOO_SLOW', template, [step.listener.text, length]));
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
    const base = this.#base;
    const start = match.slots[0]! - base;
    const end = match.slots[1]! - base;
    const offset = this.#buffer.offset + start;
    const pieces = this.#buffer.first(end);
    this.#buffer.take(end);
    this.#machine = undefined;
    this.#passed = 0;
    this.#passedFirst = new Uint8Array(0);
    const bytes = await answerTo(options, rule, match, (from, to) => copyOf(pieces, from - base, to - base));
    if (bytes === undefined || this.#stopped) return;
    try {
      await this.#connection.send(bytes);
      options.answered(rule.step, this.#connection, offset, end - start);
    } catch (error) {
      if (!(error instanceof SockscopeError)) throw error;
      if (REFUSED_WHILE_OPEN.has(error.code)) options.failed(rule.step, error);
    }
  }
}

function concatenated(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** Why an open connection takes no answer; everything else that keeps one from being sent is the end of the connection. */
const REFUSED_WHILE_OPEN: ReadonlySet<string> = new Set(['SEND_QUEUE_FULL', 'SENDING_SHUT_DOWN']);

/** The bytes of an answer; undefined, and the section has failed, when there are none. `copy` copies what was received. */
async function answerTo(
  { environment, encode, failed }: AnsweringOptions,
  { step, pattern }: ActiveRule,
  match: Pick<RegexMatch, 'slots'>,
  copy: (start: number, end: number) => Uint8Array,
): Promise<Uint8Array | undefined> {
  try {
    const inner = environment.inner();
    if (pattern.kind === 'bytes') inner.bindHoles(pattern.pattern, copy(match.slots[0]!, match.slots[1]!));
    else inner.bindGroups(pattern.regex, match, copy);
    return await encode(step, inner);
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
  readonly #answers = new Sequencer();
  /** The last datagram that no rule answered. */
  #unmatched: Pick<Unanswered, 'total' | 'first'> | undefined;

  constructor(socket: DatagramSocket, set: RuleSet) {
    this.#socket = socket;
    this.#set = set;
  }

  push(bytes: Uint8Array, peer: IpSocketAddress, offset: number): void {
    const found = this.#set.matchDatagram(bytes);
    this.#unmatched = found === undefined ? { total: bytes.length, first: bytes.slice(0, SHOWN_BYTES) } : undefined;
    if (found === undefined || this.#waiting >= MAX_DATAGRAMS_WAITING) return;
    // Rules of two sections, or of two windows, may answer each other as services do.
    if (!this.#socket.mayAnswer(bytes, peer)) return;
    const { rule, match = { slots: Int32Array.of(0, bytes.length) } } = found;
    const { options } = this.#set;
    this.#waiting++;
    void this.#answers.run(async () => {
      let answer: Uint8Array | undefined;
      try {
        answer = await answerTo(options, rule, match, (start, end) => bytes.slice(start, end));
      } finally {
        this.#waiting--;
      }
      if (answer === undefined || isEnded(this.#socket.state)) return;
      try {
        await this.#socket.answer(answer, peer);
        options.answered(rule.step, this.#socket, offset, bytes.length);
      } catch (error) {
        if (!(error instanceof SockscopeError)) throw error;
        if (!isEnded(this.#socket.state)) options.failed(rule.step, error);
      }
    });
  }

  get unanswered(): Unanswered {
    const rules = this.#set.rules.map(({ step }) => step);
    return { rules, isStream: false, total: 0, first: new Uint8Array(0), ...this.#unmatched };
  }
}
