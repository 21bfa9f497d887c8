import type { Endpoint } from '../../engine/address/endpoint';
import { SCHEMES } from '../../engine/address/schemes';
import type { MulticastOptions } from '../../engine/multicastOptions';
import { readTlsOptions } from '../../engine/tls/readTlsOptions';
import type { DialTlsOptions, ListenTlsOptions, TlsOperation } from '../../engine/tlsOptions';
import { MAX_PEM_BYTES } from '../../engine/tls/pemFile';
import { writtenFrom, writtenMulticast, writtenTls, type WrittenOption } from '../syntax/optionWords';
import { SockscopeError } from '../../base/error';
import type { Engine } from '../../engine/engine';
import type { DialOptions } from '../../engine/requests';
import type { LiveSocket } from '../../engine/liveSocket';
import type { Permit } from '../../engine/permission';
import type { StartRecording } from '../../engine/recording';
import type { EncodeContext } from '../payload/encoder';
import { readCount } from '../payload/arguments';
import { causesOf } from './causes';
import { textOf } from '../check/definitions';
import type { Environment } from './environment';
import { ExpectationRunner } from './expectationRunner';
import type { CountArgument, TextPart } from '../payload/term';
import { ProblemList, TextError, type TextRange } from '../../base/problem';
import type { RunSocket } from './runSocket';
import type { AddressText, DurationArgument, Name } from '../syntax/nodes';
import type { Step } from '../syntax/stepTable';
import type { SocketRegistry } from './socketRegistry';
import { readDuration } from '../syntax/stepParts';
import { isTooLong, lengthOfValue } from '../payload/value';
import { withTimeLimit, type TimeLimit } from './timeLimit';

export interface StepOptions {
  readonly engine: Engine;
  readonly signal: AbortSignal;
  /** Milliseconds for steps without a time of their own. */
  readonly timeout: number;
  /** Of one search: see `RunOptions`. */
  readonly maxWork: number | undefined;
  readonly record: StartRecording | undefined;
  readonly permit: Permit | undefined;
  readonly onSocket: ((socket: LiveSocket) => void) | undefined;
}

/** What the steps of a run share: its sockets and values, and what its options allow. */
export class StepContext {
  readonly steps: readonly Step[];
  readonly registry: SocketRegistry;
  readonly environment: Environment;
  readonly encoding: EncodeContext;
  readonly options: StepOptions;
  readonly expectations: ExpectationRunner;
  /** The names of sockets on which single calls of `recv` are expected. */
  readonly #receiving: ReadonlySet<string>;

  constructor(
    steps: readonly Step[],
    registry: SocketRegistry,
    environment: Environment,
    context: EncodeContext,
    options: StepOptions,
  ) {
    this.steps = steps;
    this.#receiving = new Set(
      steps.flatMap((step) => (step.kind === 'expect' && step.expectation.kind === 'recv' ? [step.socket.text] : [])),
    );
    this.registry = registry;
    this.environment = environment;
    this.encoding = context;
    this.options = options;
    this.expectations = new ExpectationRunner(environment, context, options.maxWork, (name, target) =>
      causesOf(name, target, registry),
    );
  }

  /** What the engine is told with each socket that a step opens. */
  get opening(): Pick<DialOptions, 'record' | 'permit' | 'listed'> {
    const { onSocket: listed, record, permit } = this.options;
    return { ...(listed && { listed }), ...(record && { record }), ...(permit && { permit }) };
  }

  /** Whether nothing may be read ahead on the socket of this name, since single calls of `recv` are expected on it. */
  isStepwise(name: string, { scheme }: Pick<Endpoint, 'scheme'>): boolean {
    return SCHEMES[scheme].carries === 'stream' && scheme !== 'tls' && this.#receiving.has(name);
  }

  wait(limit: number): Promise<undefined> {
    const { signal } = this.options;
    return withTimeLimit<undefined>({ limit, signal }, () => undefined, () => undefined); // prettier-ignore
  }

  timeLimit(within: DurationArgument | undefined): TimeLimit {
    const { timeout, signal } = this.options;
    return { limit: within === undefined ? timeout : this.milliseconds(within), signal };
  }

  socket(name: Name): RunSocket {
    const socket = this.registry.get(name.text);
    if (socket !== undefined) return socket;
    // The checker has refused such sections.
    throw new SockscopeError('WIRE_UNKNOWN_NAME', 'There is no socket {0} in this section.', [name.text]);
  }

  text({ parts, start, end }: AddressText): string {
    return this.#resolve(parts, { start, end }).trim();
  }

  /** What is said of TLS, with the files that are named. */
  multicast(options: readonly WrittenOption[]): MulticastOptions {
    return writtenMulticast(
      options,
      (value) => this.count(value),
      (text) => this.text(text),
    );
  }

  /** What is said of the own end of what is dialled. */
  from(options: readonly WrittenOption[]): Pick<DialOptions, 'from'> {
    const from = writtenFrom(options, (text) => this.text(text));
    return from === undefined ? {} : { from };
  }

  tls(
    options: readonly WrittenOption[],
    operation: TlsOperation,
  ): Promise<(DialTlsOptions & ListenTlsOptions) | undefined> {
    const written = writtenTls(options, operation, (text) => this.text(text));
    return readTlsOptions(written, async (file) =>
      Buffer.from(await this.encoding.readFile(file, MAX_PEM_BYTES)).toString('latin1'),
    );
  }

  milliseconds(duration: DurationArgument): number {
    if (duration.kind === 'literal') return duration.value;
    return this.#read(duration, (word, problems) => readDuration(word, problems));
  }

  count(count: CountArgument): number {
    if (count.kind === 'literal') return count.value;
    return this.#read(count, (word, problems) => readCount(word, problems)?.value);
  }

  /** The number that a variable stands for. */
  #read(
    variable: TextPart & TextRange,
    read: (word: TextRange & { readonly text: string }, problems: ProblemList) => number | undefined,
  ): number {
    const { start, end } = variable;
    const problems = new ProblemList();
    const value = read({ text: this.#resolve([variable], { start, end }).trim(), start, end }, problems);
    const [problem] = problems.toSorted();
    if (problem !== undefined) throw new TextError(problem);
    return value ?? 0;
  }

  #resolve(parts: readonly TextPart[], { start, end }: TextRange): string {
    const text = textOf(parts, this.environment.values);
    if (text !== undefined) return text;
    const missing = parts.find((part) => part.kind === 'variable' && !this.environment.values.has(part.name));
    if (missing?.kind === 'variable') {
      const template = '{0} has no value here.';
      throw new TextError({ code: 'WIRE_UNKNOWN_NAME', template, args: [`{{${missing.name}}}`], start, end });
    }
    const length = parts.reduce((sum, part) => sum + this.#lengthOf(part), 0);
    if (isTooLong(length)) {
      const tooLong = 'What stands here has {0} bytes, which is too long for an address, a count or a time.';
      throw new TextError({ code: 'WIRE_TEXT_TOO_LONG', template: tooLong, args: [length], start, end });
    }
    const template = 'The bytes that stand here are no UTF-8 text.';
    throw new TextError({ code: 'PAYLOAD_NOT_TEXT', template, args: [], start, end });
  }

  #lengthOf(part: TextPart): number {
    return lengthOfValue(part.kind === 'bytes' ? part.bytes : (this.environment.values.get(part.name) ?? ''));
  }
}
