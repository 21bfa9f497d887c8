import { setMaxListeners } from 'node:events';
import { SockscopeError } from '../../base/error';
import { DEFAULT_STEP_TIMEOUT } from '../syntax/duration';
import { eolOf, evaluateDefinitions, skipsRefused } from '../check/definitions';
import { Environment } from './environment';
import { receivedBytes, StepFailed, type StepFailure } from './failure';
import { encodePayload, type EncodeContext } from '../payload/encoder';
import { TextError } from '../../base/problem';
import type { RunOptions, RunResult } from './runOptions';
import type { Script, Section } from '../syntax/script';
import type { Step } from '../syntax/stepTable';
import type { RuleStep } from '../syntax/steps/rule';
import { SocketRegistry } from './socketRegistry';
import { StepContext } from './stepContext';
import { runStep } from './stepRunners';
import { abortReason } from './timeLimit';

/** One run of one section. */
export class SectionRun {
  readonly #script: Script;
  readonly #section: Section;
  readonly #options: RunOptions;
  /** Calls off the step under way: the user cancelled, or a rule failed. */
  readonly #abort = new AbortController();
  #ruleFailure: StepFailure | undefined;

  constructor(script: Script, section: Section, options: RunOptions) {
    this.#script = script;
    this.#section = section;
    this.#options = options;
  }

  async run(): Promise<RunResult> {
    const begun = performance.now();
    const { signal } = this.#options;
    const onCancel = (): void => {
      this.#abort.abort(signal === undefined ? undefined : abortReason(signal));
    };
    if (signal?.aborted === true) onCancel();
    // Any number of sections may be called off by one signal.
    if (signal !== undefined) setMaxListeners(0, signal);
    signal?.addEventListener('abort', onCancel, { once: true });
    try {
      return await this.#run(begun);
    } finally {
      signal?.removeEventListener('abort', onCancel);
    }
  }

  async #run(begun: number): Promise<RunResult> {
    const { readFile, engine } = this.#options;
    const took = (): number => performance.now() - begun;
    let environment: Environment;
    try {
      environment = new Environment(await evaluateDefinitions(this.#script, readFile));
    } catch (error) {
      if (!(error instanceof SockscopeError)) throw error;
      const { code, template, args } = error;
      const place = error instanceof TextError ? { range: error.range } : {};
      return { outcome: 'failed', error: { code, template, args, ...place }, duration: took() };
    }
    const encoding = (values: Environment): EncodeContext => ({
      readFile,
      variables: values.values,
      eol: eolOf(this.#script),
    });
    const registry = new SocketRegistry(engine, {
      environment,
      encode: (rule, values) => encodePayload(rule.answer, encoding(values)),
      answered: (step, socket, offset, length) => {
        this.#options.onEvent?.({ kind: 'answered', step, received: receivedBytes(socket, offset, length) });
      },
      maxWork: this.#options.maxWork,
      failed: (rule, error) => {
        this.#failRule(rule, error, begun);
      },
    });
    let failure: StepFailure | undefined;
    let keepsOpen = false;
    try {
      const context = new StepContext(this.#section.steps, registry, environment, encoding(environment), {
        signal: this.#abort.signal,
        timeout: this.#options.timeout ?? DEFAULT_STEP_TIMEOUT,
        maxWork: this.#options.maxWork,
        engine,
        record: this.#options.record,
        permit: this.#options.permit,
        onSocket: this.#options.onSocket,
      });
      failure = await this.#runSteps(context);
      keepsOpen = this.#options.keepOpen === true && !this.#isCancelled;
    } finally {
      registry.discard();
      if (!keepsOpen) await registry.closeAll();
    }
    failure ??= this.#ruleFailure;
    const seeds = registry.drawnSeeds();
    return {
      outcome: this.#outcomeOf(failure),
      ...(seeds.size === 0 ? {} : { seeds }),
      ...(failure === undefined ? {} : { failure }),
      duration: took(),
      ...(keepsOpen
        ? { close: () => registry.closeAll(), sockets: registry.ids(), variables: environment.values }
        : {}),
    };
  }

  #outcomeOf(failure: StepFailure | undefined): RunResult['outcome'] {
    if (failure !== undefined && NOT_HERE.has(failure.code)) return 'skipped';
    if (failure !== undefined) return skipsRefused(this.#script) && isRefusal(failure) ? 'skipped' : 'failed';
    return this.#isCancelled ? 'cancelled' : 'passed';
  }

  get #isCancelled(): boolean {
    return this.#options.signal?.aborted === true;
  }

  #isCalledOff(): boolean {
    return this.#abort.signal.aborted;
  }

  /** Undefined when all steps are done, or the run was called off. */
  async #runSteps(context: StepContext): Promise<StepFailure | undefined> {
    const { onEvent } = this.#options;
    for (const step of this.#section.steps) {
      if (this.#isCalledOff()) return undefined;
      const begun = performance.now();
      onEvent?.({ kind: 'started', step });
      try {
        const received = await runStep(step, context);
        const duration = performance.now() - begun;
        onEvent?.({ kind: 'done', step, duration, ...(received === undefined ? {} : { received }) });
      } catch (error) {
        // What was called off has not failed; the reason is known.
        if (this.#isCalledOff()) return undefined;
        const failure = failureOf(step, error, performance.now() - begun);
        onEvent?.({ kind: 'failed', step, failure });
        return failure;
      }
    }
    return undefined;
  }

  #failRule(rule: RuleStep, error: SockscopeError, begun: number): void {
    if (this.#ruleFailure !== undefined) return;
    const failure = failureOf(rule, error, performance.now() - begun);
    this.#ruleFailure = failure;
    this.#options.onEvent?.({ kind: 'failed', step: rule, failure });
    this.#abort.abort(error);
  }
}

/** What the system it runs on does not have. */
const NOT_HERE: ReadonlySet<string> = new Set(['KERNEL_UNKNOWN', 'ACCEPTING_UNSTOPPABLE']);

/** Nobody listens; of UDP the host says so when something was sent, of a path there is no such file. */
function isRefusal({ code, step }: StepFailure): boolean {
  return code === 'ECONNREFUSED' || (code === 'ENOENT' && step.kind === 'dial');
}

function failureOf(step: Step, error: unknown, waited: number): StepFailure {
  if (error instanceof StepFailed) return { ...error.details, step, waited };
  if (!(error instanceof SockscopeError)) throw error;
  const { code, template, args } = error;
  const { start, end } = error instanceof TextError ? error.range : step;
  return { code, template, args, start, end, step, waited };
}
