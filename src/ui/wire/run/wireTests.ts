import * as vscode from 'vscode';
import type { RunOutcome, RunRecording } from '../../../capture/testRun';
import type { Engine } from '../../../engine/engine';
import { isParallel } from '../../../wire/check/definitions';
import { describeProblem, showProblem } from '../../problems';
import { requireTrust } from '../../safety/trust';
import type { TellStep } from '../../start/firstSteps';
import { sectionKeys } from '../language/sectionKeys';
import { requireRunnable, type WireDocuments } from '../wireDocuments';
import type { WireSources } from '../wireSources';
import { failureMessages, failureSentence } from './failureMessage';
import type { SectionOutcome, SectionRunner, SectionRunOptions } from './sectionRunner';
import { TestItems } from './testItems';
import { ShownEvents } from '../language/shownEvents';
import { stepLine } from './stepLine';

interface Dependencies {
  readonly engine: Engine;
  /** Begins the record of a run; `label` says to people what is run. */
  readonly recordRun: (label: string) => RunRecording;
  readonly sources: WireSources;
  readonly documents: WireDocuments;
  readonly runner: SectionRunner;
  readonly tellStep: TellStep;
  readonly log: vscode.LogOutputChannel;
}

/** What a run handler needs besides the request. */
interface RunMode {
  readonly token: vscode.CancellationToken;
  readonly keepOpen: boolean;
}

/** Sections of wire files in the Test Explorer. Every run of a section passes here, so that its failure can be peeked. */
export class WireTests implements vscode.Disposable {
  readonly #controller: vscode.TestController;
  readonly #items: TestItems;
  readonly #sources: WireSources;
  readonly #runner: SectionRunner;
  readonly #engine: Engine;
  readonly #recordRun: Dependencies['recordRun'];
  readonly #tellStep: TellStep;
  readonly #log: vscode.LogOutputChannel;
  readonly #profile: vscode.TestRunProfile;
  readonly #keepOpenProfile: vscode.TestRunProfile;

  constructor({ engine, recordRun, sources, documents, runner, tellStep, log }: Dependencies) {
    const { t } = vscode.l10n;
    this.#engine = engine;
    this.#recordRun = recordRun;
    this.#tellStep = tellStep;
    this.#sources = sources;
    this.#runner = runner;
    this.#log = log;
    this.#controller = vscode.tests.createTestController('sockscope.wire', 'Sockscope');
    this.#items = new TestItems(this.#controller, sources, documents, log);
    this.#controller.resolveHandler = (item) => this.#items.resolve(item);
    this.#controller.refreshHandler = () => this.#items.refresh();
    const profile = (label: string, keepOpen: boolean): vscode.TestRunProfile =>
      this.#controller.createRunProfile(
        label,
        vscode.TestRunProfileKind.Run,
        (request, token) => this.#handle(request, { token, keepOpen }),
        !keepOpen,
        undefined,
        !keepOpen,
      );
    this.#profile = profile(t('Run'), false);
    this.#keepOpenProfile = profile(t('Run and Keep Open'), true);
  }

  dispose(): void {
    this.#items.dispose();
    this.#controller.dispose();
  }

  /** Runs one section as its test. Undefined when the file has no such section. */
  async runSection(uri: vscode.Uri, key: string, keepOpen: boolean): Promise<SectionOutcome | undefined> {
    requireTrust();
    requireRunnable(uri);
    const item = await this.#items.find(uri, key);
    if (item === undefined) return undefined;
    const cancellation = new vscode.CancellationTokenSource();
    const request = new vscode.TestRunRequest([item], undefined, keepOpen ? this.#keepOpenProfile : this.#profile);
    const outcomes = await this.#run(request, { token: cancellation.token, keepOpen });
    cancellation.dispose();
    return outcomes.get(item);
  }

  async #handle(request: vscode.TestRunRequest, mode: RunMode): Promise<void> {
    try {
      if (request.continuous === true) this.#watch(request, mode);
      else await this.#run(request, mode);
    } catch (error) {
      showProblem(error, this.#log);
    }
  }

  /** Runs what was saved, until the run is ended. */
  #watch(request: vscode.TestRunRequest, mode: RunMode): void {
    const { include, exclude, profile } = request;
    const listener = this.#items.onDidChangeFile((uri) => {
      const changed = this.#chosen(include).filter((item) => item.uri?.toString() === uri.toString());
      if (changed.length === 0) return;
      const again = new vscode.TestRunRequest(changed, exclude, profile, true);
      this.#run(again, mode).catch((error: unknown) => { showProblem(error, this.#log); }); // prettier-ignore
    });
    mode.token.onCancellationRequested(() => {
      listener.dispose();
    });
  }

  #chosen(include: readonly vscode.TestItem[] | undefined): readonly vscode.TestItem[] {
    return include ?? Array.from(this.#controller.items, ([, item]) => item);
  }

  async #run(request: vscode.TestRunRequest, mode: RunMode): Promise<Map<vscode.TestItem, SectionOutcome>> {
    if (request.include === undefined) await this.#items.resolve(undefined);
    const outcomes = new Map<vscode.TestItem, SectionOutcome>();
    const finished = new Set<string>();
    const recording = this.#recordRun(this.#labelOf(request.include));
    const options = { keepOpen: mode.keepOpen, record: recording.record, finished };
    // What ends by an exception has not passed.
    let result: RunOutcome = 'failed';
    const run = this.#controller.createTestRun(request);
    // What is cancelled by the run's own button, too.
    const abort = new AbortController();
    const stop = (): void => {
      abort.abort();
    };
    const listeners = [mode.token.onCancellationRequested(stop), run.token.onCancellationRequested(stop)];
    try {
      const files = await this.#sectionsByFile(request);
      const unread = this.#unread(request);
      for (const item of unread) run.errored(item, new vscode.TestMessage(item.error!));
      for (const [uri, items] of files) {
        if (items.length === 0) continue;
        for (const item of items) run.enqueued(item);
        const one = async (item: vscode.TestItem): Promise<void> => {
          const outcome = await this.#runOne(run, item, { ...options, signal: abort.signal });
          if (outcome !== undefined) outcomes.set(item, outcome);
        };
        const { script } = await this.#sources.read(uri);
        if (isParallel(script)) await Promise.all(items.map(one));
        else for (const item of items) await one(item);
      }
      const done = unread.length > 0 ? 'failed' : outcomeOf([...outcomes.values()]);
      result = abort.signal.aborted ? 'cancelled' : done;
    } finally {
      run.end();
      this.#engine.clearEnded(finished);
      vscode.Disposable.from(...listeners).dispose();
      await recording.end(result);
    }
    return outcomes;
  }

  /** Chosen files that could not be read. */
  #unread({ include, exclude }: vscode.TestRunRequest): readonly vscode.TestItem[] {
    const excluded = new Set(exclude);
    return this.#chosen(include).filter((item) => item.error !== undefined && !excluded.has(item));
  }

  async #sectionsByFile(request: vscode.TestRunRequest): Promise<Map<vscode.Uri, vscode.TestItem[]>> {
    const excluded = new Set(request.exclude);
    const files = new Map<string, { readonly uri: vscode.Uri; readonly items: Set<vscode.TestItem> }>();
    for (const item of this.#chosen(request.include)) {
      if (item.uri === undefined || excluded.has(item)) continue;
      const file = files.get(item.uri.toString()) ?? { uri: item.uri, items: new Set() };
      files.set(item.uri.toString(), file);
      for (const section of await this.#items.sectionItems(item)) if (!excluded.has(section)) file.items.add(section);
    }
    return new Map(Array.from(files.values(), ({ uri, items }) => [uri, [...items]]));
  }

  /** What a run is called: by what was chosen for it. */
  #labelOf(include: readonly vscode.TestItem[] | undefined): string {
    const { t } = vscode.l10n;
    const [first, ...others] = (include ?? []).map((item) => {
      const name = this.#items.nameOf(item);
      return item.parent === undefined ? name : t('{0} › {1}', this.#items.nameOf(item.parent), name);
    });
    if (first === undefined) return t('All Tests');
    return others.length === 0 ? first : t('{0} and {1} more', first, others.length);
  }

  async #runOne(
    run: vscode.TestRun,
    item: vscode.TestItem,
    options: SectionRunOptions,
  ): Promise<SectionOutcome | undefined> {
    const place = this.#items.sectionOf(item);
    if (place === undefined || options.signal.aborted) {
      run.skipped(item);
      return undefined;
    }
    const checked = await this.#sources.read(place.uri);
    const section = sectionKeys(checked.script).get(place.key);
    if (section === undefined) {
      run.skipped(item);
      return undefined;
    }
    run.started(item);
    const shown = new ShownEvents();
    const { t } = vscode.l10n;
    try {
      const outcome = await this.#runner.run(
        { ...place, checked, section },
        {
          ...options,
          onEvent: (event) => {
            const look = shown.look(event);
            if (look === 'hidden') return;
            const line =
              look === 'cut' ? t('Further answers of rules are not listed.') : stepLine(checked.script, event);
            if (line !== undefined) run.appendOutput(`${line}\r\n`, undefined, item);
          },
        },
      );
      for (const [name, seed] of outcome.seeds ?? []) {
        const told = t('The seed of {0} was drawn; {1} makes it do the same again.', name, `${name} seed ${seed}`);
        run.appendOutput(`${told}\r\n`, undefined, item);
      }
      report(run, item, place.uri, checked.script, outcome);
      // Passed, or failed at a step.
      if (outcome.outcome === 'passed' || outcome.failure !== undefined) this.#tellStep('ranSection');
      return outcome;
    } catch (error) {
      run.errored(item, new vscode.TestMessage(describeProblem(error)));
      throw error;
    } finally {
      shown.end();
    }
  }
}

/** A run has passed when all of its sections have. */
function outcomeOf(outcomes: readonly SectionOutcome[]): RunOutcome {
  const worst = (['failed', 'cancelled'] as const).find((one) => outcomes.some(({ outcome }) => outcome === one));
  return worst ?? 'passed';
}

function report(
  run: vscode.TestRun,
  item: vscode.TestItem,
  uri: vscode.Uri,
  script: Parameters<typeof failureMessages>[1],
  outcome: SectionOutcome,
): void {
  switch (outcome.outcome) {
    case 'passed':
      run.passed(item, outcome.duration);
      return;
    case 'cancelled':
      run.skipped(item);
      return;
    case 'skipped':
      run.appendOutput(`${vscode.l10n.t('Skipped: {0}', failureSentence(outcome) ?? '')}\r\n`, undefined, item);
      run.skipped(item);
      return;
    case 'failed': {
      const messages = failureMessages(uri, script, outcome);
      // What did not even begin is an error of the file, not of what it tests.
      if (outcome.failure === undefined) run.errored(item, messages, outcome.duration);
      else run.failed(item, messages, outcome.duration);
    }
  }
}
