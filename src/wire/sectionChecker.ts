import { SERVICES, findService } from '../engine/services';
import { checkEndpoint, checkPeer } from './addressChecker';
import { matchesNothing } from './byteRegex';
import type { Variables } from './constants';
import { ReferenceChecker, reportTooLarge } from './payloadChecker';
import { layOut } from './payloadLayout';
import { quoteForMessage } from './problem';
import { referencesOf, splitReference, variablesOf } from './references';
import { MAX_PROGRAM } from './regexCompiler';
import type {
  AcceptStep,
  ActionStep,
  AddressText,
  DialStep,
  ExpectStep,
  ListenStep,
  Name,
  RuleStep,
  Section,
  SendStep,
  Step,
} from './script';
import type { ScriptProblems } from './scriptProblem';
import { SectionScope, type SocketSymbol } from './sectionScope';
import { printExpectation } from './stepPrinter';
import { nearestName } from './suggestion';

export interface FileFacts {
  /** Each constant's line. */
  readonly lines: ReadonlyMap<string, number>;
  /** The values of those that are known. */
  readonly values: Variables;
  readonly eol: 'lf' | 'crlf';
  /** Constants that are referred to; the checker adds to it. */
  readonly used: Set<string>;
}

/** Goes through the steps of one section in their order, and says what cannot work. */
export class SectionChecker {
  readonly #facts: FileFacts;
  readonly #problems: ScriptProblems;
  readonly #scope: SectionScope;
  readonly #references: ReferenceChecker;
  /** The line of each rule, by its listener and pattern. */
  readonly #rules = new Map<string, number>();

  constructor({ steps, mistaken, line }: Section, facts: FileFacts, problems: ScriptProblems) {
    this.#facts = facts;
    this.#problems = problems;
    this.#scope = new SectionScope(facts.lines, steps, problems);
    for (const name of mistaken) this.#scope.assume(name, symbol('unknown', line, undefined, {}));
    this.#references = new ReferenceChecker(this.#scope, facts.values, facts.eol, facts.used, problems);
  }

  check(step: Step): void {
    switch (step.kind) {
      case 'listen':
        this.#listen(step);
        return;
      case 'dial':
        this.#dial(step);
        return;
      case 'accept':
        this.#accept(step);
        return;
      case 'send':
        this.#send(step);
        return;
      case 'expect':
        this.#expect(step);
        return;
      case 'rule':
        this.#rule(step);
        return;
      case 'action':
        this.#action(step);
        return;
      case 'wait':
        this.#references.duration(step.duration);
        return;
    }
  }

  #error(name: Name, code: string, template: string, ...args: (string | number)[]): void {
    this.#problems.error(name, code, template, [name.text, ...args]);
  }

  #address(address: AddressText): void {
    this.#references.references(variablesOf(address.parts));
  }

  #listen({ name, address, service, line }: ListenStep): void {
    this.#address(address);
    const known = checkEndpoint(address, 'listen', this.#scope, this.#facts.values, this.#problems);
    if (service !== undefined && findService(service.text) === undefined) {
      const ids = SERVICES.map(({ id }) => id);
      const near = nearestName(service.text, ids);
      const fix = near === undefined ? undefined : { start: service.start, end: service.end, text: near };
      const template = 'There is no service “{0}”; there are {1}.';
      this.#problems.error(
        service,
        'WIRE_UNKNOWN_SERVICE',
        template,
        [quoteForMessage(service.text), ids.join(', ')],
        fix,
      );
    }
    const transport = known?.transport;
    const kind = transport === undefined ? 'unknown' : transport === 'udp' ? 'datagram' : 'listener';
    this.#scope.defineSocket(name, symbol(kind, line, transport, { onFreePort: known?.isFreePort === true }));
  }

  #dial({ name, address, within, line }: DialStep): void {
    this.#references.duration(within);
    const dialled = variablesOf(address.parts).map(({ name: text }) => this.#scope.get(splitReference(text).base));
    // Being dialled here is no reason to expect somebody else.
    const told = dialled.map((target) => target !== undefined && 'told' in target && target.told);
    this.#address(address);
    for (const [index, target] of dialled.entries()) {
      if (target === undefined || !('told' in target)) continue;
      target.told = told[index] === true;
      target.dials++;
    }
    const known = checkEndpoint(address, 'dial', this.#scope, this.#facts.values, this.#problems);
    const transport = known?.transport;
    const kind = transport === undefined ? 'unknown' : transport === 'udp' ? 'datagram' : 'connection';
    this.#scope.defineSocket(name, symbol(kind, line, transport, { dialled: true }));
  }

  #accept({ name, listener, within, line }: AcceptStep): void {
    this.#references.duration(within);
    const source = this.#scope.socket(listener);
    const transport = source?.transport;
    this.#scope.defineSocket(name, symbol('connection', line, transport, {}));
    if (source === undefined || source.kind === 'unknown') return;
    if (source.kind === 'datagram') {
      const template = '{0} is a UDP socket and has no connections to accept: it sends and receives datagrams itself.';
      this.#error(listener, 'WIRE_NO_CONNECTIONS', template);
    } else if (source.kind === 'connection') {
      this.#error(listener, 'WIRE_NO_CONNECTIONS', '{0} is a connection, not a listener: accept from what listens.');
    } else if (++source.accepts > source.dials && source.onFreePort && !source.told) {
      const template =
        'Nobody can connect to {0} here: its port is chosen by the system, and it is dialled {1} times before this. Dial {2} first.';
      this.#problems.warn(listener, 'WIRE_UNREACHABLE', template, [
        listener.text,
        source.dials,
        `{{${listener.text}}}`,
      ]);
    }
  }

  #send({ socket: name, terms, to, within }: SendStep): void {
    this.#references.duration(within);
    this.#references.payload(terms);
    if (to !== undefined) {
      this.#address(to);
      checkPeer(to, this.#scope, this.#facts.values, this.#problems);
    }
    const socket = this.#scope.socket(name);
    if (socket === undefined || socket.kind === 'unknown') return;
    if (socket.kind === 'listener') {
      const template =
        '{0} only listens: accept a connection (con = accept {0}) and send on that, or answer by a rule (on {0} …).';
      this.#error(name, 'WIRE_NOT_A_CONNECTION', template);
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

  #expect({ socket: name, expectation, within, line }: ExpectStep): void {
    this.#references.duration(within);
    const socket = this.#scope.socket(name);
    if (socket !== undefined) this.#expectOn(socket, name, expectation);
    switch (expectation.kind) {
      case 'payload':
        this.#references.payload(expectation.terms);
        for (const { name: bound, start, end } of referencesOf(expectation.terms).bindings) {
          this.#scope.bind(bound, { start, end }, line);
        }
        return;
      case 'until':
        this.#references.payload(expectation.terms);
        if (layOut(expectation.terms).length === 0) {
          this.#problems.error(expectation, 'WIRE_EMPTY_DELIMITER', 'until needs at least one byte to wait for.');
        }
        return;
      case 'regex':
        this.#references.regex(expectation.regex);
        this.#references.groups = expectation.regex.groups;
        for (const group of expectation.regex.names.keys()) this.#scope.bind(group, expectation, line);
        return;
      case 'exactly':
        this.#references.count(expectation.count);
        return;
      case 'silence':
        this.#references.duration(expectation.duration);
        return;
      case 'eof':
      case 'reset':
        if (socket !== undefined) socket.endedIn ??= line;
        return;
      case 'any':
        return;
    }
  }

  #expectOn(socket: SocketSymbol, name: Name, expectation: ExpectStep['expectation']): void {
    socket.received = true;
    const { kind } = expectation;
    if (socket.kind === 'listener') {
      const template = '{0} only listens: accept a connection (con = accept {0}) and expect on that.';
      this.#error(name, 'WIRE_NOT_A_CONNECTION', template);
    } else if (socket.kind === 'datagram' && (kind === 'eof' || kind === 'reset')) {
      const template = 'Datagrams have no end: {1} is for connections. To see that nothing comes, write silence 200ms.';
      this.#problems.error(expectation, 'WIRE_NO_END', template, [name.text, kind]);
    } else if (socket.endedIn !== undefined) {
      const template = 'The end of {0} was expected in line {1}: nothing comes after that.';
      this.#error(name, 'WIRE_ENDED', template, socket.endedIn + 1);
    } else if (socket.pausedIn !== undefined && kind !== 'silence') {
      const template = '{0} was paused in line {1} and receives nothing: put {0} resume before this.';
      this.#error(name, 'WIRE_PAUSED', template, socket.pausedIn + 1);
    }
  }

  #rule(step: RuleStep): void {
    const { listener: name, pattern, answer, line } = step;
    const socket = this.#scope.socket(name);
    if (socket?.kind === 'connection' || (socket?.kind === 'datagram' && socket.dialled)) {
      const template = 'Rules are for listeners, and {0} was {1}: expect and send on it step by step.';
      this.#error(name, 'WIRE_NOT_A_LISTENER', template, socket.dialled ? 'dialled' : 'accepted');
    }
    if (socket !== undefined) socket.received = true;
    const local = new Set<string>();
    if (pattern.kind === 'payload') {
      this.#references.payload(pattern.terms);
      for (const binding of referencesOf(pattern.terms).bindings) local.add(binding.name);
      const { length } = layOut(pattern.terms, { variables: this.#facts.values, eol: this.#facts.eol, holes: true });
      if (length === 0) this.#reportNothing(step);
      if (length !== undefined && length > MAX_PROGRAM / 2) reportTooLarge(pattern, this.#problems);
    } else {
      this.#references.regex(pattern.regex);
      for (const group of pattern.regex.names.keys()) local.add(group);
      if (matchesNothing(pattern.regex.node)) this.#reportNothing(step);
    }
    this.#references.payload(answer, local, pattern.kind === 'regex' ? pattern.regex.groups : -1);
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

  #action({ socket: name, action, line }: ActionStep): void {
    const socket = this.#scope.socket(name);
    if (socket === undefined) return;
    const noun = socket.kind === 'listener' ? 'a listener' : 'a UDP socket';
    if (action === 'close') {
      socket.closedIn = line;
    } else if (socket.kind === 'listener' || socket.kind === 'datagram') {
      const template = '{0} is {1} and can only be closed: {2} is for connections.';
      this.#error(name, 'WIRE_NOT_A_CONNECTION', template, noun, action);
    } else if (action === 'reset') {
      if (socket.transport === 'unix') {
        this.#error(name, 'WIRE_NO_RESET', 'A Unix socket has no reset (RST is a part of TCP): close {0} instead.');
      }
      socket.closedIn = line;
    } else if (action === 'shutdown') {
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

function symbol(
  kind: SocketSymbol['kind'],
  line: number,
  transport: SocketSymbol['transport'],
  facts: { readonly dialled?: boolean; readonly onFreePort?: boolean },
): SocketSymbol {
  const { dialled = false, onFreePort = false } = facts;
  return { kind, line, transport, dialled, onFreePort, received: false, dials: 0, accepts: 0, told: false };
}
