import type { SockscopeError, Template } from '../../base/error';
import type { Endpoint } from '../../engine/address/endpoint';
import { SCHEMES } from '../../engine/address/schemes';
import { fromProblem } from '../../engine/dialOptions';
import { multicastProblems, type MulticastOptions } from '../../engine/multicastOptions';
import { tlsProblems } from '../../engine/tlsOptions';
import { writtenFrom, writtenMulticast, type WrittenOption } from '../syntax/optionWords';
import { textOf } from './definitions';
import { MAX_RECEIVE_NEXT } from '../../engine/limits';
import { isReceiveLength, unboundedReads } from '../../engine/receiveCall';
import { listenProblems, PayloadLength } from '../../engine/listenOptions';
import { checkEndpoint, checkPeer } from './addressChecker';
import { matchesNothing } from '../../bytes/regex/byteRegex';
import type { FileFacts } from './fileFacts';
import { listenOptionsOf, optionNameOf, rangeOfOption } from './listenStep';
import { ReferenceChecker, reportTooLarge } from './payloadChecker';
import { layOut } from '../payload/layout';
import type { Term } from '../payload/term';
import { referencesOf, splitReference, variablesOf } from './references';
import { MAX_PROGRAM } from '../../bytes/regex/compiler';
import type { AddressText, Expectation, Name } from '../syntax/nodes';
import type { Section } from '../syntax/script';
import type { Step } from '../syntax/stepTable';
import type { AcceptStep } from '../syntax/steps/accept';
import type { AcceptingStep } from '../syntax/steps/accepting';
import type { ActionStep } from '../syntax/steps/action';
import type { DialStep } from '../syntax/steps/dial';
import type { ExpectStep } from '../syntax/steps/expect';
import type { KernelStateStep } from '../syntax/steps/kernelState';
import type { ListenStep } from '../syntax/steps/listen';
import type { RuleStep } from '../syntax/steps/rule';
import type { SendStep } from '../syntax/steps/send';
import type { ScriptProblems } from '../syntax/scriptProblem';
import { knownTls, reportDuplicates } from './optionChecks';
import { RelayChecks } from './relayChecks';
import { SectionScope, socketSymbol, type SocketSymbol } from './sectionScope';
import { printExpectation } from '../syntax/partPrinter';
import { walkStep, type ForEachStep } from '../syntax/stepTable';
import type { StepVisitor } from '../syntax/stepSyntax';

/** Goes through the steps of one section in their order, and says what cannot work. */
export class SectionChecker {
  readonly #facts: FileFacts;
  readonly #problems: ScriptProblems;
  readonly #scope: SectionScope;
  readonly #references: ReferenceChecker;
  readonly #relays: RelayChecks;
  /** The line of each rule, by its listener and pattern. */
  readonly #rules = new Map<string, number>();

  constructor({ steps, mistaken, line }: Section, facts: FileFacts, problems: ScriptProblems) {
    this.#facts = facts;
    this.#problems = problems;
    this.#scope = new SectionScope(facts.lines, steps, problems);
    for (const name of mistaken) this.#scope.assume(name, socketSymbol('unknown', line, undefined, {}));
    this.#references = new ReferenceChecker(this.#scope, facts, problems);
    this.#relays = new RelayChecks(this.#scope, facts, problems, this.#references);
  }

  check(step: Step): void {
    walkStep(step, this.#visitor);
    // The row is that of the step's own kind.
    const check = this.#checks[step.kind] as ((step: Step) => void) | undefined;
    check?.(step);
  }

  /** What is the same wherever it stands. */
  readonly #visitor: StepVisitor = {
    address: (address, operation) => {
      this.#address(address, operation);
    },
    payload: (terms, pattern) => {
      this.#payload(terms, pattern);
    },
    expectation: (expectation) => {
      if (expectation.kind === 'regex') this.#references.regex(expectation.regex);
    },
    duration: (duration) => {
      this.#references.duration(duration);
    },
    count: (count) => {
      this.#references.count(count);
    },
    text: ({ parts }) => {
      this.#references.references(variablesOf(parts));
    },
  };

  /** What else is to be said of a step, once its parts have been looked at. */
  readonly #checks: Partial<ForEachStep<[], void>> = {
    listen: (step) => {
      this.#listen(step);
    },
    dial: (step) => {
      this.#dial(step);
    },
    accept: (step) => {
      this.#accept(step);
    },
    send: (step) => {
      this.#send(step);
    },
    expect: (step) => {
      this.#expect(step);
    },
    rule: (step) => {
      this.#rule(step);
    },
    action: (step) => {
      this.#action(step);
    },
    accepting: (step) => {
      this.#accepting(step);
    },
    kernelState: (step) => {
      this.#kernelState(step);
    },
    relay: (step) => {
      this.#relays.relay(step);
    },
    impair: (step) => {
      this.#relays.impair(step);
    },
    seed: (step) => {
      this.#relays.seed(step);
    },
    clear: ({ relay }) => {
      this.#relays.of(relay);
    },
  };

  #error(name: Name, code: string, template: Template, ...args: (string | number)[]): void {
    this.#problems.error(name, code, template, [name.text, ...args]);
  }

  #address({ parts }: AddressText, operation: 'listen' | 'dial' | 'to'): void {
    const named = variablesOf(parts);
    const dialled = operation === 'dial' ? named.map(({ name }) => this.#scope.get(splitReference(name).base)) : [];
    // Being dialled here is no reason to expect somebody else.
    const told = dialled.map((target) => target !== undefined && 'told' in target && target.told);
    this.#references.references(named);
    for (const [index, target] of dialled.entries()) {
      if (target === undefined || !('told' in target)) continue;
      target.told = told[index] === true;
      target.dials++;
    }
  }

  #payload(terms: readonly Term[], pattern: Expectation | undefined): void {
    if (pattern === undefined) {
      this.#references.payload(terms);
      return;
    }
    const isRegex = pattern.kind === 'regex';
    const bound = isRegex ? [...pattern.regex.names.keys()] : 'terms' in pattern ? bindingsOf(pattern.terms) : [];
    this.#references.payload(terms, new Set(bound), isRegex ? pattern.regex.groups : -1);
  }

  #listen(step: ListenStep): void {
    const { name, address, line } = step;
    const known = checkEndpoint(address, 'listen', this.#scope, this.#facts, this.#problems);
    this.#listenOptions(step, known?.endpoint);
    const transport = known?.transport;
    const kind = transport === undefined ? 'unknown' : transport === 'udp' ? 'datagram' : 'listener';
    this.#scope.defineSocket(name, socketSymbol(kind, line, transport, { onFreePort: known?.isFreePort === true }));
  }

  #listenOptions(step: ListenStep, endpoint: Endpoint | undefined): void {
    const { payload, options } = step;
    reportDuplicates(options, (option) => optionNameOf(step, option), this.#problems);
    const { values, eol } = this.#facts;
    const length = payload && (layOut(payload, { variables: values, eol, isPreview: true }).length ?? 0);
    const bytes = length === undefined ? undefined : new PayloadLength(length);
    const given = listenOptionsOf(
      step,
      bytes,
      (value) => this.#references.knownCount(value),
      ({ parts }) => textOf(parts, values),
      { tls: knownTls(options, 'listen', this.#facts), ...this.#multicast(options) },
    );
    for (const { option, error } of listenProblems(given, endpoint)) {
      this.#problems.error(rangeOfOption(step, option), 'WIRE_UNFIT_OPTION', error.template, error.args);
    }
  }

  /** @param names What each of them says something about. */
  #multicast(options: readonly WrittenOption[]): MulticastOptions {
    return writtenMulticast(
      options,
      (value) => this.#references.knownCount(value),
      ({ parts }) => textOf(parts, this.#facts.values),
    );
  }

  #fromProblems(
    options: readonly WrittenOption[],
    endpoint: Endpoint | undefined,
  ): readonly { readonly option: string; readonly error: SockscopeError }[] {
    const from = writtenFrom(options, ({ parts }) => textOf(parts, this.#facts.values));
    const error = from === undefined ? undefined : fromProblem(from, endpoint);
    return error ? [{ option: 'from', error }] : [];
  }

  #dial({ name, address, options, refused, line }: DialStep): void {
    const known = checkEndpoint(address, 'dial', this.#scope, this.#facts, this.#problems);
    const transport = known?.transport;
    reportDuplicates(options, ({ name: { text } }) => text, this.#problems);
    const unfit = [
      ...tlsProblems('dial', knownTls(options, 'dial', this.#facts), transport),
      ...multicastProblems(this.#multicast(options), known?.endpoint, 'dial'),
      ...this.#fromProblems(options, known?.endpoint),
    ];
    for (const { option, error } of unfit) {
      const range = options.find((each) => each.name.text === option)?.name ?? name;
      this.#problems.error(range, 'WIRE_UNFIT_OPTION', error.template, error.args);
    }
    const kind = transport === undefined ? 'unknown' : transport === 'udp' ? 'datagram' : 'connection';
    if (refused && transport === 'udp') {
      const template = 'UDP learns of it only once something was sent: write {0} > "x", and behind that {0} < refused.';
      this.#problems.error(refused, 'WIRE_NO_REFUSAL', template, [name.text]);
    }
    const dialled = socketSymbol(kind, line, transport, { dialled: true });
    if (refused) dialled.closedIn = line;
    this.#scope.defineSocket(name, dialled);
  }

  #accept({ name, listener, line }: AcceptStep): void {
    const source = this.#scope.socket(listener);
    const transport = source?.transport;
    this.#scope.defineSocket(name, socketSymbol('connection', line, transport, {}));
    if (source === undefined || source.kind === 'unknown') return;
    if (source.kind === 'datagram') {
      const template = '{0} is a UDP socket and has no connections to accept: it sends and receives datagrams itself.';
      this.#error(listener, 'WIRE_NO_CONNECTIONS', template);
    } else if (source.kind === 'relay') {
      const template = '{0} is a relay and hands on its connections by itself: accept from the listener that it dials.';
      this.#error(listener, 'WIRE_NO_CONNECTIONS', template);
    } else if (source.kind === 'connection') {
      this.#error(listener, 'WIRE_NO_CONNECTIONS', '{0} is a connection, not a listener: accept from what listens.');
    } else if (++source.accepts > source.dials && source.onFreePort && !source.told) {
      const template =
        'Nobody can connect to {0} here: its port is chosen by the system, and it is dialled {1, plural, one {# time} other {# times}} before this. Dial {2} first.';
      this.#problems.warn(listener, 'WIRE_UNREACHABLE', template, [
        listener.text,
        source.dials,
        `{{${listener.text}}}`,
      ]);
    }
  }

  #send({ socket: name, to }: SendStep): void {
    if (to !== undefined) checkPeer(to, this.#scope, this.#facts.values, this.#problems);
    const socket = this.#scope.socket(name);
    if (socket === undefined || socket.kind === 'unknown') return;
    if (socket.kind === 'listener') {
      const template =
        '{0} only listens: accept a connection (con = accept {0}) and send on that, or answer by a rule (on {0} …).';
      this.#error(name, 'WIRE_NOT_A_CONNECTION', template);
    } else if (socket.kind === 'relay') {
      this.#error(name, 'WIRE_NOT_A_CONNECTION', RELAY_TALKS_NOT);
    } else if (socket.shutIn !== undefined) {
      this.#error(name, 'WIRE_SHUT', 'Sending on {0} was shut down in line {1}.', socket.shutIn + 1);
    } else if (to !== undefined && socket.kind === 'connection') {
      const template = '{0} is a connection and always sends to its peer: leave out “to”.';
      this.#problems.error(to, 'WIRE_PEER_FIXED', template, [name.text]);
    } else if (to !== undefined && socket.dialled) {
      const template = '{0} was dialled and always sends to that peer: leave out “to”, or listen on UDP instead.';
      this.#problems.error(to, 'WIRE_PEER_FIXED', template, [name.text]);
    } else if (to === undefined && socket.kind === 'datagram' && !socket.dialled && !socket.received) {
      const template = 'Nothing was expected on {0} before, so nobody is there to answer: add to HOST:PORT.';
      this.#error(name, 'WIRE_PEER_NEEDED', template);
    }
  }

  #expect({ socket: name, expectation, line }: ExpectStep): void {
    const socket = this.#scope.socket(name);
    if (socket !== undefined) this.#expectOn(socket, name, expectation);
    switch (expectation.kind) {
      case 'payload':
        for (const { name: bound, start, end } of referencesOf(expectation.terms).bindings) {
          this.#scope.bind(bound, { start, end }, line);
        }
        return;
      case 'until':
        if (layOut(expectation.terms).length === 0) {
          this.#problems.error(expectation, 'WIRE_EMPTY_DELIMITER', 'until needs at least one byte to wait for.');
        }
        return;
      case 'regex':
        this.#references.groups = expectation.regex.groups;
        for (const group of expectation.regex.names.keys()) this.#scope.bind(group, expectation, line);
        return;
      case 'eof':
      case 'reset':
        if (socket !== undefined) socket.endedIn ??= line;
        return;
      case 'recv': {
        this.#references.groups = 0;
        const length = this.#references.knownCount(expectation.count);
        if (length !== undefined && !isReceiveLength(length)) {
          const template = 'recv takes 1 to {0} bytes, not {1}.';
          this.#problems.error(expectation.count, 'WIRE_BAD_RECV', template, [MAX_RECEIVE_NEXT, length]);
        }
        return;
      }
      case 'exactly':
      case 'silence':
      case 'any':
      case 'refused':
        return;
    }
  }

  #expectOn(socket: SocketSymbol, name: Name, expectation: ExpectStep['expectation']): void {
    socket.received = true;
    const { kind } = expectation;
    if (socket.kind === 'listener') {
      const template = '{0} only listens: accept a connection (con = accept {0}) and expect on that.';
      this.#error(name, 'WIRE_NOT_A_CONNECTION', template);
    } else if (socket.kind === 'relay') {
      this.#error(name, 'WIRE_NOT_A_CONNECTION', RELAY_TALKS_NOT);
    } else if (socket.kind === 'datagram' && (kind === 'eof' || kind === 'reset')) {
      const template = 'Datagrams have no end: {1} is for connections. To see that nothing comes, write silence 200ms.';
      this.#problems.error(expectation, 'WIRE_NO_END', template, [name.text, kind]);
    } else if (
      kind === 'refused' &&
      (socket.kind === 'connection' || (socket.kind === 'datagram' && !socket.dialled))
    ) {
      const template =
        'Only a UDP socket that was dialled learns that nobody listens there. Of a connection write {0} = dial ADDRESS refused.';
      this.#problems.error(expectation, 'WIRE_NO_REFUSAL', template, [name.text]);
    } else if (socket.endedIn !== undefined) {
      const template = 'The end of {0} was expected in line {1}: nothing comes after that.';
      this.#error(name, 'WIRE_ENDED', template, socket.endedIn + 1);
    } else if (kind === 'recv' && socket.transport === 'tls') {
      this.#problems.error(expectation, 'WIRE_RECV_TLS', unboundedReads('tls').template);
    } else if (socket.pausedIn !== undefined && kind !== 'silence' && kind !== 'recv') {
      const template = '{0} was paused in line {1} and receives nothing: put {0} resume before this.';
      this.#error(name, 'WIRE_PAUSED', template, socket.pausedIn + 1);
    }
  }

  #rule(step: RuleStep): void {
    const { listener: name, pattern, line } = step;
    const socket = this.#scope.socket(name);
    if (socket?.kind === 'relay') {
      this.#error(name, 'WIRE_NOT_A_LISTENER', '{0} is a relay, and answers nothing: rules are for listeners.');
    } else if (socket?.kind === 'connection' || (socket?.kind === 'datagram' && socket.dialled)) {
      const template = 'Rules are for listeners, and {0} was {1}: expect and send on it step by step.';
      this.#error(name, 'WIRE_NOT_A_LISTENER', template, socket.dialled ? 'dialled' : 'accepted');
    }
    if (socket !== undefined) socket.received = true;
    if (pattern.kind === 'payload') {
      const { length } = layOut(pattern.terms, { variables: this.#facts.values, eol: this.#facts.eol, holes: true });
      if (length === 0) this.#reportNothing(step);
      if (length !== undefined && length > MAX_PROGRAM / 2) reportTooLarge(pattern, this.#problems);
    } else if (matchesNothing(pattern.regex.node)) this.#reportNothing(step);
    const key = `${name.text} ${printExpectation(pattern)}`;
    const earlier = this.#rules.get(key);
    if (earlier === undefined) {
      this.#rules.set(key, line);
    } else {
      const template = 'The rule in line {0} has the same pattern and always answers first.';
      this.#problems.warn(pattern, 'WIRE_UNREACHABLE', template, [earlier + 1]);
    }
  }

  #reportNothing({ pattern }: RuleStep): void {
    const template =
      'This pattern also matches no bytes at all, and would answer without end: let it need at least one.';
    this.#problems.error(pattern, 'WIRE_RULE_MATCHES_NOTHING', template);
  }

  #accepting({ socket: name }: AcceptingStep): void {
    const socket = this.#scope.socket(name);
    if (socket?.kind === 'connection' || socket?.kind === 'datagram' || socket?.kind === 'relay') {
      this.#error(name, 'WIRE_NOT_A_LISTENER', '{0} is no listener: only those accept.');
    }
  }

  #kernelState({ socket: name, measure }: KernelStateStep): void {
    // How the kernel goes on with what was closed is worth a look.
    const known = this.#scope.get(name.text);
    const socket = measure === 'is' && known && 'closedIn' in known ? known : this.#scope.socket(name);
    if (socket === undefined || socket.kind === 'unknown') return;
    if (socket.transport !== undefined && !('ports' in SCHEMES[socket.transport])) {
      const template =
        'What the kernel has of {0} cannot be expected: only TCP and UDP sockets have states and queues.';
      this.#error(name, 'WIRE_NO_STATE', template);
    } else if ((measure === 'waiting') !== isListening(socket) && measure !== 'is') {
      const template =
        measure === 'waiting'
          ? '{0} is no listener: clients wait for those alone.'
          : '{0} only listens and has no bytes: its clients wait, as {0} waiting 3 says.';
      this.#error(name, 'WIRE_NO_STATE', template);
    }
  }

  #action({ socket: name, action, line }: ActionStep): void {
    const socket = this.#scope.socket(name);
    if (socket === undefined) return;
    if (action === 'close') {
      socket.closedIn = line;
    } else if (socket.kind === 'listener' || socket.kind === 'datagram' || socket.kind === 'relay') {
      const template = ONLY_CLOSED[socket.kind];
      this.#error(name, 'WIRE_NOT_A_CONNECTION', template, action);
    } else if (action === 'reset') {
      if (socket.transport !== undefined && !SCHEMES[socket.transport].hasReset) {
        this.#error(
          name,
          'WIRE_NO_RESET',
          'A Unix socket and a named pipe have no reset (RST is a part of TCP): close {0} instead.',
        );
      }
      socket.closedIn = line;
    } else if (action === 'shutdown') {
      if (socket.transport !== undefined && !SCHEMES[socket.transport].hasHalfClose) {
        const template =
          '{0} is a named pipe, which has no half-close: shutdown would end both ways, and no answer would come. Close it instead.';
        this.#error(name, 'WIRE_NO_HALF_CLOSE', template);
      }
      if (socket.shutIn !== undefined) {
        this.#error(name, 'WIRE_SHUT', 'Sending on {0} was shut down in line {1} already.', socket.shutIn + 1);
      }
      socket.shutIn ??= line;
    } else if (action === 'pause') {
      socket.pausedIn ??= line;
    } else {
      if (socket.pausedIn === undefined) {
        this.#problems.warn(name, 'WIRE_NOT_PAUSED', '{0} is not paused here: resume does nothing.', [name.text]);
      }
      delete socket.pausedIn;
    }
  }
}

/** Whether clients connect to it. */
const isListening = ({ kind, transport }: SocketSymbol): boolean =>
  kind === 'listener' || (kind === 'relay' && transport !== 'udp');

const RELAY_TALKS_NOT: Template =
  '{0} is a relay, and says nothing by itself: send and expect on what dials it, and on what it dials.';

const ONLY_CLOSED: Readonly<Record<'listener' | 'datagram' | 'relay', Template>> = {
  listener: '{0} is a listener and can only be closed: {1} is for connections.',
  datagram: '{0} is a UDP socket and can only be closed: {1} is for connections.',
  relay: '{0} is a relay, which can be closed or impaired: {1} is for connections.',
};

const bindingsOf = (terms: readonly Term[]): string[] => referencesOf(terms).bindings.map(({ name }) => name);
