/** What is checked of relays and of what they do to what passes. */
import { quoteForMessage } from '../../base/problem';
import { SCHEMES } from '../../engine/address/schemes';
import { listenProblems, type ListenOptions } from '../../engine/listenOptions';
import { impairmentProblems } from '../../engine/relay/impairment/impairments';
import { readImpairment, valueNeeded } from '../../engine/relay/impairment/impairmentWords';
import { readSeed, seedProblem } from '../../engine/relay/seed';
import { tlsProblems } from '../../engine/tlsOptions';
import type { Name } from '../syntax/nodes';
import type { WrittenOption } from '../syntax/optionWords';
import type { ScriptProblems } from '../syntax/scriptProblem';
import type { ImpairStep } from '../syntax/steps/impair';
import type { RelayStep } from '../syntax/steps/relay';
import type { SeedStep } from '../syntax/steps/seed';
import { checkEndpoint } from './addressChecker';
import { textOf } from './definitions';
import type { FileFacts } from './fileFacts';
import { knownTls, reportDuplicates } from './optionChecks';
import type { ReferenceChecker } from './payloadChecker';
import { splitReference, variablesOf } from './references';
import { socketSymbol, type SectionScope, type SocketSymbol } from './sectionScope';

/** What a value may lack, the likeliest first. */
const UNITS = ['ms', '%', '/s'];

const wordOf = ({ name }: WrittenOption): string => name.text;

export class RelayChecks {
  readonly #scope: SectionScope;
  readonly #facts: FileFacts;
  readonly #problems: ScriptProblems;
  readonly #references: ReferenceChecker;

  constructor(scope: SectionScope, facts: FileFacts, problems: ScriptProblems, references: ReferenceChecker) {
    this.#scope = scope;
    this.#facts = facts;
    this.#problems = problems;
    this.#references = references;
  }

  relay({ name, address, options, target, targetOptions, line }: RelayStep): void {
    const own = checkEndpoint(address, 'listen', this.#scope, this.#facts, this.#problems);
    const dialled = checkEndpoint(target, 'dial', this.#scope, this.#facts, this.#problems);
    reportDuplicates(options, wordOf, this.#problems);
    reportDuplicates(targetOptions, wordOf, this.#problems);
    const unfit = [
      [options, listenProblems(this.#listenOptions(options), own?.endpoint)],
      [targetOptions, tlsProblems('dial', knownTls(targetOptions, 'dial', this.#facts), dialled?.transport)],
    ] as const;
    for (const [written, problems] of unfit) {
      for (const { option, error } of problems) {
        const range = written.find((each) => each.name.text === option)?.name ?? name;
        this.#problems.error(range, 'WIRE_UNFIT_OPTION', error.template, error.args);
      }
    }
    const [from, to] = [own?.transport, dialled?.transport];
    if (from !== undefined && to !== undefined && SCHEMES[from].carries !== SCHEMES[to].carries) {
      const template =
        'What comes as datagrams cannot go on as a stream, nor the other way round: {0} and its target are of two kinds.';
      this.#problems.error(target, 'WIRE_MIXED_RELAY', template, [name.text]);
    }
    // How many clients it dials for is not known.
    for (const { name: reference } of variablesOf(target.parts)) {
      const symbol = this.#scope.get(splitReference(reference).base);
      if (symbol !== undefined && 'told' in symbol) symbol.told = true;
    }
    this.#scope.defineSocket(name, socketSymbol('relay', line, from, { onFreePort: own?.isFreePort === true }));
  }

  #listenOptions(options: readonly WrittenOption[]): ListenOptions {
    const backlog = options.find(({ name }) => name.text === 'backlog')?.value;
    const count = backlog && this.#references.knownCount(backlog);
    return {
      ...(count === undefined ? {} : { backlog: count }),
      ...(options.some(({ name }) => name.text === 'v6only') ? { v6only: true } : {}),
      tls: knownTls(options, 'listen', this.#facts),
    };
  }

  /** Undefined after a problem, and where it is not known what it is. */
  of(name: Name): SocketSymbol | undefined {
    const socket = this.#scope.socket(name);
    if (socket === undefined || socket.kind === 'relay') return socket;
    if (socket.kind !== 'unknown') {
      const template =
        '{0} is no relay: only what passes one can be impaired. Write for example r = relay tcp://127.0.0.1:0 to {{srv}}, and let clients dial {{r}}.';
      this.#problems.error(name, 'WIRE_NOT_A_RELAY', template, [name.text]);
    }
    return undefined;
  }

  impair({ relay, impairments }: ImpairStep): void {
    const socket = this.of(relay);
    const carries = socket?.transport === undefined ? undefined : SCHEMES[socket.transport].carries;
    const kind = carries === undefined ? undefined : carries === 'stream' ? 'stream' : 'datagrams';
    for (const [index, { name, impairment, value }] of impairments.entries()) {
      if (impairments.findIndex((each) => each.impairment === impairment) < index) {
        const template = '{0} stands here twice: leave out one of them.';
        this.#problems.error(name, 'WIRE_DUPLICATE_OPTION', template, [name.text]);
      }
      const text = value && textOf(value.parts, this.#facts.values);
      const isKnown = value === undefined || text !== undefined;
      const said = isKnown ? readImpairment(impairment, text?.trim() ?? '') : { [impairment.name]: undefined };
      if (said === undefined) {
        const { template, args } = valueNeeded(impairment, quoteForMessage(text ?? ''));
        const range = value ?? name;
        const unit = UNITS.find((each) => readImpairment(impairment, `${text ?? ''}${each}`) !== undefined);
        const fix = unit === undefined ? undefined : { start: range.end, end: range.end, text: unit };
        this.#problems.error(range, 'WIRE_BAD_IMPAIRMENT', template, args, fix);
        continue;
      }
      for (const { error } of impairmentProblems({ ...said }, kind)) {
        const range = error.code === 'BAD_IMPAIRMENT' ? (value ?? name) : name;
        this.#problems.error(range, 'WIRE_BAD_IMPAIRMENT', error.template, error.args);
      }
    }
  }

  seed({ relay, seed }: SeedStep): void {
    this.of(relay);
    const text = textOf(seed.parts, this.#facts.values);
    const error = text === undefined ? undefined : seedProblem(readSeed(text.trim()) ?? text);
    if (error) this.#problems.error(seed, 'WIRE_BAD_SEED', error.template, error.args);
  }
}
