/** Runs the sections of wire files over the engine. */
import type { Engine } from '../engine/engine';
import type { Endpoint } from '../engine/endpoint';
import type { MessageArgument } from '../bytes/error';
import type { EncodeContext } from './payloadEncoder';
import type { VariableValue } from './payloadLayout';
import type { ReceivedBytes, StepFailure } from './failure';
import type { RuleStep, Script, Section, Step } from './script';
import { SectionRun } from './sectionRun';

export interface RunOptions {
  readonly engine: Engine;
  /** For `file("…")`; decides which files may be read. */
  readonly readFile: EncodeContext['readFile'];
  /** Calls the run off, at any step. */
  readonly signal?: AbortSignal;
  /** Milliseconds for each step without a time of its own. */
  readonly timeout?: number;
  /** Leave the sockets open at the end, and the rules answering, until `RunResult.close`. */
  readonly keepOpen?: boolean;
  /** Asked before anything is listened on; rejects to refuse. */
  readonly allowListening?: (endpoint: Endpoint) => Promise<void>;
  readonly onEvent?: (event: RunEvent) => void;
}

export type RunEvent =
  | { readonly kind: 'started'; readonly step: Step }
  /** `received`: what an expectation took. Times are in milliseconds. */
  | { readonly kind: 'done'; readonly step: Step; readonly duration: number; readonly received?: ReceivedBytes }
  | { readonly kind: 'failed'; readonly step: Step; readonly failure: StepFailure }
  /** A rule answered to what was received. */
  | { readonly kind: 'answered'; readonly step: RuleStep; readonly received: ReceivedBytes };

export interface RunResult {
  /** `failed` either at a step (`failure`) or before the first one (`error`). */
  readonly outcome: 'passed' | 'failed' | 'cancelled';
  readonly failure?: StepFailure;
  /** What kept the run from beginning, such as a definition that reads a missing file. */
  readonly error?: { readonly code: string; readonly template: string; readonly args: readonly MessageArgument[] };
  /** Milliseconds. */
  readonly duration: number;
  /** With `keepOpen`: closes what is still open. */
  readonly close?: () => Promise<void>;
  /** With `keepOpen`: the engine's ids of the sockets, by their names. */
  readonly sockets?: ReadonlyMap<string, string>;
  /** With `keepOpen`: what `{{name}}` stands for after the last step. */
  readonly variables?: ReadonlyMap<string, VariableValue>;
}

/**
 * Runs one section, which has no errors (see `blockingProblems`), step by step. Everything that it opened is closed when
 * this settles, unless `keepOpen` says otherwise. Rejects only for a mistake in this program.
 */
export function runSection(script: Script, section: Section, options: RunOptions): Promise<RunResult> {
  return new SectionRun(script, section, options).run();
}
