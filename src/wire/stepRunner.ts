import { SockscopeError } from '../bytes/error';
import { parseEndpoint, parsePeer, type Endpoint } from '../engine/endpoint';
import type { Engine } from '../engine/engine';
import { encodePayload, type EncodeContext } from './payloadEncoder';
import { encodePattern } from './payloadPattern';
import { readCount } from './payloadArguments';
import { textOf } from './constants';
import { formatDuration } from './duration';
import type { Environment } from './environment';
import { ExpectationRunner } from './expectationRunner';
import type { ReceivedBytes } from './failure';
import type { CountArgument, TextPart } from './payloadTerm';
import { ProblemList, TextError, type TextRange } from './problem';
import type { SearchPattern } from './regexCompiler';
import type { RunSocket, StreamSocket } from './runSocket';
import type {
  AcceptStep,
  ActionStep,
  AddressText,
  DialStep,
  DurationArgument,
  ExpectStep,
  ListenStep,
  Name,
  RuleStep,
  SendStep,
  Step,
} from './script';
import type { SocketRegistry } from './socketRegistry';
import { readDuration } from './stepWords';
import { patiently, waitFor, type Patience } from './waiting';

export interface StepOptions {
  readonly engine: Engine;
  readonly signal: AbortSignal;
  /** Milliseconds for steps without a time of their own. */
  readonly timeout: number;
  readonly allowListening: ((endpoint: Endpoint) => Promise<void>) | undefined;
}

/** Carries out single steps. */
export class StepRunner {
  readonly #steps: readonly Step[];
  readonly #registry: SocketRegistry;
  readonly #environment: Environment;
  readonly #context: EncodeContext;
  readonly #options: StepOptions;
  readonly #expectations: ExpectationRunner;

  constructor(
    steps: readonly Step[],
    registry: SocketRegistry,
    environment: Environment,
    context: EncodeContext,
    options: StepOptions,
  ) {
    this.#steps = steps;
    this.#registry = registry;
    this.#environment = environment;
    this.#context = context;
    this.#options = options;
    this.#expectations = new ExpectationRunner(environment, context);
  }

  /**
   * Settles when the step is done, with what it received.
   *
   * @throws StepFailed, SockscopeError, or the reason of the signal
   */
  async run(step: Step): Promise<ReceivedBytes | undefined> {
    switch (step.kind) {
      case 'listen':
        await this.#listen(step);
        return undefined;
      case 'dial':
        await this.#dial(step);
        return undefined;
      case 'accept':
        await this.#accept(step);
        return undefined;
      case 'send':
        await this.#send(step);
        return undefined;
      case 'expect':
        return this.#expect(step);
      case 'rule':
        await this.#rule(step);
        return undefined;
      case 'action':
        await this.#act(step);
        return undefined;
      case 'wait':
        await this.#wait(this.#milliseconds(step.duration));
        return undefined;
    }
  }

  async #listen({ name, address, service }: ListenStep): Promise<void> {
    const endpoint = parseEndpoint(this.#text(address));
    await this.#options.allowListening?.(endpoint);
    const socket = await this.#options.engine.listen(endpoint, service === undefined ? {} : { service: service.text });
    const accepts = this.#steps.filter((step) => step.kind === 'accept' && step.listener.text === name.text).length;
    this.#registry.add(name.text, socket, accepts);
    this.#environment.defineSocket(name.text, endpoint.transport, socket.local!);
    // Listening itself cannot be called off, but is over at once.
    this.#options.signal.throwIfAborted();
  }

  async #dial({ name, address, within }: DialStep): Promise<void> {
    const endpoint = parseEndpoint(this.#text(address));
    const { limit: timeout, signal } = this.#patience(within);
    const socket = await this.#options.engine.dial(endpoint, { timeout: Math.max(1, timeout), signal });
    this.#registry.add(name.text, socket, 0);
    this.#environment.defineSocket(name.text, endpoint.transport, socket.local!, socket.remote);
  }

  async #accept({ name, listener, within }: AcceptStep): Promise<void> {
    const source = this.#socket(listener);
    if (source.kind !== 'listener') throw notPossible(listener, 'accept');
    const patience = this.#patience(within);
    const template = 'Nobody connected to {0} within {1}.';
    const connection = await patiently<StreamSocket>(
      patience,
      (settle) => {
        const waiting = source.next(settle);
        if (waiting !== undefined) settle(waiting);
        return () => {
          source.stopWaiting();
        };
      },
      () => {
        throw new SockscopeError('NOT_ACCEPTED', template, [listener.text, formatDuration(patience.limit)]);
      },
    );
    this.#registry.nameConnection(name.text, connection);
    const { local, remote } = connection.socket;
    const transport = local?.family === 'unix' ? 'unix' : 'tcp';
    this.#environment.defineSocket(name.text, transport, local!, remote);
  }

  async #send({ socket: name, terms, to, within }: SendStep): Promise<void> {
    const bytes = await encodePayload(terms, this.#context);
    const target = this.#socket(name);
    const patience = this.#patience(within);
    const template = '{0} could not send all of the {1} bytes within {2}: its peer does not read them.';
    const timeOut = (): SockscopeError =>
      new SockscopeError('NOT_SENT', template, [name.text, bytes.length, formatDuration(patience.limit)]);
    if (target.kind === 'stream') {
      await waitFor(patience, target.socket.send(bytes), timeOut);
    } else if (target.kind === 'datagram') {
      const peer = to === undefined ? target.peer : parsePeer(this.#text(to));
      const sent = target.socket.remote === undefined ? target.socket.send(bytes, peer) : target.socket.send(bytes);
      await waitFor(patience, sent, timeOut);
    } else {
      throw notPossible(name, 'send');
    }
  }

  async #expect({ socket: name, expectation, within }: ExpectStep): Promise<ReceivedBytes> {
    const target = this.#socket(name);
    if (target.kind === 'listener') throw notPossible(name, 'expect');
    const patience =
      expectation.kind === 'silence'
        ? { limit: this.#milliseconds(expectation.duration), signal: this.#options.signal }
        : this.#patience(within);
    const count = expectation.kind === 'exactly' ? this.#count(expectation.count) : 0;
    return this.#expectations.run(name.text, target, expectation, count, patience);
  }

  async #rule(step: RuleStep): Promise<void> {
    const { listener: name, pattern } = step;
    const target = this.#socket(name);
    if (target.kind === 'stream') throw notPossible(name, 'on');
    const search: SearchPattern =
      pattern.kind === 'regex'
        ? { kind: 'regex', regex: pattern.regex }
        : { kind: 'bytes', pattern: await encodePattern(pattern.terms, this.#context) };
    this.#registry.addRule(target, { step, pattern: search });
  }

  async #act({ socket: name, action }: ActionStep): Promise<void> {
    const target = this.#socket(name);
    if (action === 'close') {
      await target.socket.close();
      return;
    }
    if (target.kind !== 'stream') throw notPossible(name, action);
    const { socket } = target;
    switch (action) {
      case 'shutdown': {
        const patience = this.#patience(undefined);
        const template = '{0} could not be shut down within {1}: its peer does not read what was sent before.';
        await waitFor(patience, socket.shutdownSending(), () => {
          return new SockscopeError('NOT_SHUT', template, [name.text, formatDuration(patience.limit)]);
        });
        return;
      }
      case 'reset':
        await socket.reset();
        return;
      case 'pause':
        socket.hold('user');
        return;
      case 'resume':
        socket.release('user');
        return;
    }
  }

  #wait(limit: number): Promise<void> {
    const { signal } = this.#options;
    return patiently<undefined>({ limit, signal }, () => undefined, () => undefined); // prettier-ignore
  }

  #patience(within: DurationArgument | undefined): Patience {
    const { timeout, signal } = this.#options;
    return { limit: within === undefined ? timeout : this.#milliseconds(within), signal };
  }

  #socket(name: Name): RunSocket {
    const socket = this.#registry.get(name.text);
    if (socket !== undefined) return socket;
    // The checker has refused such sections.
    throw new SockscopeError('WIRE_UNKNOWN_NAME', 'There is no socket {0} in this section.', [name.text]);
  }

  #text({ parts, start, end }: AddressText): string {
    return this.#resolve(parts, { start, end }).trim();
  }

  #milliseconds(duration: DurationArgument): number {
    if (duration.kind === 'literal') return duration.value;
    return this.#read(duration, (word, problems) => readDuration(word, problems));
  }

  #count(count: CountArgument): number {
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
    const text = textOf(parts, this.#environment.values);
    if (text !== undefined) return text;
    const missing = parts.find((part) => part.kind === 'variable' && !this.#environment.values.has(part.name));
    if (missing?.kind === 'variable') {
      const template = '{0} has no value here.';
      throw new TextError({ code: 'WIRE_UNKNOWN_NAME', template, args: [`{{${missing.name}}}`], start, end });
    }
    const template = 'The bytes that stand here are no UTF-8 text.';
    throw new TextError({ code: 'PAYLOAD_NOT_TEXT', template, args: [], start, end });
  }
}

/** Only sections whose addresses are known when they run get here: the checker refuses the others. */
function notPossible({ text, start, end }: Name, action: string): TextError {
  const template = '{0} turned out to be another kind of socket, on which “{1}” is not possible.';
  return new TextError({ code: 'WIRE_WRONG_SOCKET', template, args: [text, action], start, end });
}
