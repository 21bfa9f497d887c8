import * as vscode from 'vscode';
import type { Engine } from '../../../engine/engine';
import type { StartRecording } from '../../../engine/recording';
import { blockingProblems, type CheckedScript } from '../../../wire/check/checker';
import { runSection } from '../../../wire/run/runner';
import type { RunEvent, RunResult } from '../../../wire/run/runOptions';
import type { Section } from '../../../wire/syntax/script';
import type { ScriptProblem } from '../../../wire/syntax/scriptProblem';
import { sentenceOf } from '../../problems';
import { requireTrust } from '../../safety/trust';
import { requireRunnable } from '../wireDocuments';
import { fileReader } from '../wireFolder';
import type { KeptSections } from './keptSections';
import type { MarkStore } from './markStore';

/** `problems`: what is wrong in the text, so that nothing ran. */
export type SectionOutcome = RunResult & { readonly problems?: readonly ScriptProblem[] };

export interface SectionRunOptions {
  readonly keepOpen: boolean;
  readonly signal: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
  /** Begins the records of the section's sockets. */
  readonly record: StartRecording;
  /** Gets the engine's ids of the sockets that the section opened and closed again. */
  readonly finished: Set<string>;
}

/** A section of a file as it was when it was read. */
export interface SectionPlace {
  readonly uri: vscode.Uri;
  readonly checked: CheckedScript;
  /** See `sectionKeys`. */
  readonly key: string;
  readonly section: Section;
}

interface ActiveRun {
  readonly abort: AbortController;
  readonly settled: Promise<unknown>;
}

const idOf = ({ uri, key }: Pick<SectionPlace, 'uri' | 'key'>): string => `${uri.toString()}\n${key}`;

/**
 * Runs sections over the extension's engine, so that their sockets show in the tree and in captures, and trust and consent
 * are asked for as for commands. A section runs once at a time: a new run ends the one before, and what that left open.
 */
export class SectionRunner implements vscode.Disposable {
  readonly #engine: Engine;
  readonly #marks: MarkStore;
  readonly #kept: KeptSections;
  readonly #active = new Map<string, ActiveRun & Pick<SectionPlace, 'uri' | 'key'>>();
  readonly #emitter = new vscode.EventEmitter<void>();
  /** A section began or ended to run. */
  readonly onDidChange = this.#emitter.event;

  constructor(engine: Engine, marks: MarkStore, kept: KeptSections) {
    this.#engine = engine;
    this.#marks = marks;
    this.#kept = kept;
  }

  dispose(): void {
    for (const { abort } of this.#active.values()) abort.abort();
    this.#emitter.dispose();
  }

  get isIdle(): boolean {
    return this.#active.size === 0;
  }

  /** Those that run now. */
  get running(): readonly Pick<SectionPlace, 'uri' | 'key'>[] {
    return [...this.#active.values()];
  }

  isRunning(uri: vscode.Uri, key: string): boolean {
    return this.#active.has(idOf({ uri, key }));
  }

  cancel(uri: vscode.Uri, key: string): void {
    this.#active.get(idOf({ uri, key }))?.abort.abort();
  }

  /** @throws SockscopeError `UNTRUSTED_WORKSPACE`, `NOT_RUNNABLE` */
  async run(place: SectionPlace, options: SectionRunOptions): Promise<SectionOutcome> {
    requireTrust();
    requireRunnable(place.uri);
    const problems = blockingProblems(place.checked, {
      section: place.section,
      problems: place.checked.sections.find(({ section }) => section === place.section)?.problems ?? [],
    });
    if (problems.length > 0) return { outcome: 'failed', duration: 0, problems };
    const id = idOf(place);
    const abort = new AbortController();
    const earlier = this.#active.get(id);
    earlier?.abort.abort();
    const run = (async () => {
      await earlier?.settled;
      await this.#kept.close(place.uri, place.key);
      return this.#run(place, { ...options, signal: AbortSignal.any([options.signal, abort.signal]) });
    })();
    // Whoever waits for it to end does not mind how.
    const active = { uri: place.uri, key: place.key, abort, settled: run.catch(() => undefined) };
    this.#active.set(id, active);
    this.#emitter.fire();
    try {
      return await run;
    } finally {
      if (this.#active.get(id) === active) this.#active.delete(id);
      this.#emitter.fire();
    }
  }

  async #run(
    { uri, checked: { script }, key, section }: SectionPlace,
    { keepOpen, signal, onEvent, record, finished }: SectionRunOptions,
  ): Promise<RunResult> {
    const opened = new Set<string>();
    this.#marks.begin(uri, key, section.steps.map(({ line }) => line)); // prettier-ignore
    const result = await runSection(script, section, {
      engine: this.#engine,
      readFile: fileReader(uri),
      signal,
      keepOpen,
      record,
      onEvent: (event) => {
        this.#mark(uri, key, section, event);
        onEvent?.(event);
      },
      onSocket: ({ id }) => {
        opened.add(id);
      },
    });
    this.#marks.end(uri, key);
    const { close, sockets, variables } = result;
    if (close !== undefined && sockets !== undefined && variables !== undefined) {
      this.#kept.keep(uri, key, { close, sockets, variables, opened });
    } else {
      for (const id of opened) finished.add(id);
    }
    return result;
  }

  #mark(uri: vscode.Uri, key: string, { steps }: Section, event: RunEvent): void {
    const step = steps.indexOf(event.step);
    switch (event.kind) {
      case 'started':
        this.#marks.update(uri, key, step, { state: 'running' });
        return;
      case 'done': {
        const { duration, received } = event;
        const mark = { state: 'done', duration, ...(received === undefined ? {} : { received }) } as const;
        this.#marks.update(uri, key, step, mark);
        return;
      }
      case 'failed': {
        const { location } = event.failure;
        const reason = sentenceOf(event.failure);
        const mark = { state: 'failed', reason, ...(location === undefined ? {} : { received: location }) } as const;
        this.#marks.update(uri, key, step, mark);
        return;
      }
      case 'answered':
        return;
    }
  }
}
