import * as vscode from 'vscode';
import { isParallel } from '../../../wire/constants';
import { describeProblem, showProblem } from '../../problems';
import { requireTrust } from '../../safety/trust';
import { sectionKeys } from '../language/sectionKeys';
import type { WireDocuments } from '../wireDocuments';
import type { WireSources } from '../wireSources';
import { failureMessages } from './failureMessage';
import type { SectionOutcome, SectionRunner } from './sectionRunner';
import { TestItems } from './testItems';
import { stepLine } from './stepLine';

interface Dependencies {
  readonly sources: WireSources;
  readonly documents: WireDocuments;
  readonly runner: SectionRunner;
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
  readonly #log: vscode.LogOutputChannel;
  readonly #profile: vscode.TestRunProfile;
  readonly #keepOpenProfile: vscode.TestRunProfile;

  constructor({ sources, documents, runner, log }: Dependencies) {
    const { t } = vscode.l10n;
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
      await showProblem(error, this.#log);
    }
  }

  /** Runs what was saved, until the run is ended. */
  #watch(request: vscode.TestRunRequest, mode: RunMode): void {
    const { include, exclude, profile } = request;
    const listener = this.#items.onDidChangeFile((uri) => {
      const changed = this.#chosen(include).filter((item) => item.uri?.toString() === uri.toString());
      if (changed.length === 0) return;
      const again = new vscode.TestRunRequest(changed, exclude, profile, true);
      this.#run(again, mode).catch((error: unknown) => showProblem(error, this.#log));
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
    const run = this.#controller.createTestRun(request);
    // What is cancelled by the run's own button, too.
    const abort = new AbortController();
    const stop = (): void => {
      abort.abort();
    };
    const listeners = [mode.token.onCancellationRequested(stop), run.token.onCancellationRequested(stop)];
    try {
      for (const [uri, items] of await this.#sectionsByFile(request)) {
        for (const item of items) run.enqueued(item);
        const one = async (item: vscode.TestItem): Promise<void> => {
          const outcome = await this.#runOne(run, item, abort.signal, mode.keepOpen);
          if (outcome !== undefined) outcomes.set(item, outcome);
        };
        const { script } = await this.#sources.read(uri);
        if (isParallel(script)) await Promise.all(items.map(one));
        else for (const item of items) await one(item);
      }
    } finally {
      run.end();
      vscode.Disposable.from(...listeners).dispose();
    }
    return outcomes;
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

  async #runOne(
    run: vscode.TestRun,
    item: vscode.TestItem,
    signal: AbortSignal,
    keepOpen: boolean,
  ): Promise<SectionOutcome | undefined> {
    const place = this.#items.sectionOf(item);
    if (place === undefined || signal.aborted) {
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
    try {
      const outcome = await this.#runner.run(
        { ...place, checked, section },
        {
          keepOpen,
          signal,
          onEvent: (event) => {
            const line = stepLine(checked.script, event);
            if (line !== undefined) run.appendOutput(`${line}\r\n`, undefined, item);
          },
        },
      );
      report(run, item, place.uri, checked.script, outcome);
      return outcome;
    } catch (error) {
      run.errored(item, new vscode.TestMessage(describeProblem(error)));
      throw error;
    }
  }
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
    case 'failed': {
      const messages = failureMessages(uri, script, outcome);
      // What did not even begin is an error of the file, not of what it tests.
      if (outcome.failure === undefined) run.errored(item, messages, outcome.duration);
      else run.failed(item, messages, outcome.duration);
    }
  }
}
