import type { Scheme } from '../../engine/address/schemes';
import type { ScriptProblems } from '../syntax/scriptProblem';
import type { Name } from '../syntax/nodes';
import { walkStep, type Step } from '../syntax/stepTable';
import type { TextRange } from '../../base/problem';
import { nearestName } from '../../base/suggestion';

/** What a name of a section stands for, as far as is known at the step that is looked at. */
export interface SocketSymbol {
  /** `unknown`: its address is only known when it runs. */
  kind: 'listener' | 'connection' | 'datagram' | 'relay' | 'unknown';
  readonly line: number;
  readonly transport: Scheme | undefined;
  /** A datagram socket that is connected to one peer. */
  readonly dialled: boolean;
  /** The line in which it was closed or reset. */
  closedIn?: number;
  /** The line in which its sending was shut down. */
  shutIn?: number;
  /** The line in which its end was expected. */
  endedIn?: number;
  pausedIn?: number;
  /** Something was expected on it, so that it has a peer to answer. */
  received: boolean;
  /** For a listener on port 0: how many connections of this section it can still accept. */
  readonly onFreePort: boolean;
  dials: number;
  accepts: number;
  /** Its address was told to somebody, who may dial it. */
  told: boolean;
}

/** One of which nothing has happened yet. */
export function socketSymbol(
  kind: SocketSymbol['kind'],
  line: number,
  transport: SocketSymbol['transport'],
  facts: { readonly dialled?: boolean; readonly onFreePort?: boolean },
): SocketSymbol {
  const { dialled = false, onFreePort = false } = facts;
  return { kind, line, transport, dialled, onFreePort, received: false, dials: 0, accepts: 0, told: false };
}

export type NameSymbol =
  | { readonly kind: 'definition'; readonly line: number }
  | { readonly kind: 'binding'; readonly line: number }
  | SocketSymbol;

/** The names of a section, while its steps are gone through. */
export class SectionScope {
  readonly #symbols = new Map<string, NameSymbol>();
  /** Where each name that a step makes is made first. */
  readonly #later: ReadonlyMap<string, number>;
  readonly #problems: ScriptProblems;

  constructor(definitions: ReadonlyMap<string, number>, steps: readonly Step[], problems: ScriptProblems) {
    for (const [name, line] of definitions) this.#symbols.set(name, { kind: 'definition', line });
    const later = new Map<string, number>();
    for (const step of steps) {
      walkStep(step, {
        define: ({ text }) => {
          if (!later.has(text)) later.set(text, step.line);
        },
      });
    }
    this.#later = later;
    this.#problems = problems;
  }

  get(name: string): NameSymbol | undefined {
    return this.#symbols.get(name);
  }

  /** Makes a socket's name known; a name is given once in a section. */
  defineSocket(name: Name, symbol: SocketSymbol): void {
    const known = this.#symbols.get(name.text);
    if (known === undefined) {
      this.#symbols.set(name.text, symbol);
      return;
    }
    const template = '{0} is defined in line {1} already: choose another name.';
    this.#problems.error(name, 'WIRE_DUPLICATE_NAME', template, [name.text, known.line + 1]);
  }

  /** Makes a name known that a line with a mistake would have made. */
  assume(name: string, symbol: SocketSymbol): void {
    if (!this.#symbols.has(name)) this.#symbols.set(name, symbol);
  }

  /** Makes a received value's name known; it may be bound again. */
  bind(name: string, range: TextRange, line: number): void {
    const known = this.#symbols.get(name);
    if (known === undefined || known.kind === 'binding' || known.kind === 'unknown') {
      this.#symbols.set(name, { kind: 'binding', line });
      return;
    }
    const template = '{0} is defined in line {1} already and cannot be bound: choose another name.';
    this.#problems.error(range, 'WIRE_DUPLICATE_NAME', template, [name, known.line + 1]);
  }

  /** The socket of that name, or a problem and undefined. */
  socket(name: Name): SocketSymbol | undefined {
    const symbol = this.#symbols.get(name.text);
    if (symbol === undefined) {
      this.reportUnknown(name, name.text, 'socket');
      return undefined;
    }
    if (symbol.kind === 'definition' || symbol.kind === 'binding') {
      const template = '{0} is a value, not a socket: name one that was made by listen, dial, accept or relay.';
      this.#problems.error(name, 'WIRE_NOT_A_SOCKET', template, [name.text]);
      return undefined;
    }
    if (symbol.closedIn !== undefined) {
      const template = '{0} was closed in line {1} and cannot be used any more.';
      this.#problems.error(name, 'WIRE_CLOSED', template, [name.text, symbol.closedIn + 1]);
      return undefined;
    }
    return symbol;
  }

  reportUnknown(range: TextRange, name: string, wanted: 'socket' | 'name'): void {
    const later = this.#later.get(name);
    if (later !== undefined) {
      const template = '{0} is only made in line {1}: use it after that.';
      this.#problems.error(range, 'WIRE_UNKNOWN_NAME', template, [name, later + 1]);
      return;
    }
    const candidates = Array.from(this.#symbols).filter(
      ([, { kind }]) => wanted === 'name' || (kind !== 'definition' && kind !== 'binding'),
    );
    const near = nearestName(name, candidates.map(([candidate]) => candidate)); // prettier-ignore
    if (near !== undefined) {
      const template = 'There is no {0} here: did you mean {1}?';
      // A reference has braces around the name, and perhaps a property behind it.
      const start = wanted === 'name' ? range.start + 2 : range.start;
      const fix = { start, end: start + name.length, text: near };
      this.#problems.error(range, 'WIRE_UNKNOWN_NAME', template, [name, near], fix);
    } else if (wanted === 'socket') {
      const template =
        'There is no socket {0} in this section: make it first, such as {0} = dial tcp://127.0.0.1:9000.';
      this.#problems.error(range, 'WIRE_UNKNOWN_NAME', template, [name]);
    } else {
      const template = 'There is no value {0} here: define it by a line @{0} = …, or bind it by ?{0} before.';
      this.#problems.error(range, 'WIRE_UNKNOWN_NAME', template, [name]);
    }
  }
}
