/** What a run of a section is told, what it tells meanwhile, and what comes of it. */
import type { Engine } from '../../engine/engine';
import type { LiveSocket } from '../../engine/liveSocket';
import type { Permit } from '../../engine/permission';
import type { StartRecording } from '../../engine/recording';
import type { MessageArgument, Template } from '../../base/error';
import type { TextRange } from '../../base/problem';
import type { EncodeContext } from '../payload/encoder';
import type { VariableValue } from '../payload/value';
import type { ReceivedBytes, StepFailure } from './failure';
import type { Step } from '../syntax/stepTable';
import type { RuleStep } from '../syntax/steps/rule';

export interface RunOptions {
  readonly engine: Engine;
  /** For `file("…")`; decides which files may be read. */
  readonly readFile: EncodeContext['readFile'];
  /** Calls the run off, at any step. */
  readonly signal?: AbortSignal;
  /** Milliseconds for each step without a time of its own. */
  readonly timeout?: number;
  /** Most work of one search for a regular expression, in instructions: `MAX_WORK` unless given. */
  readonly maxWork?: number;
  /** Leave the sockets open at the end, and the rules answering, until `RunResult.close`. */
  readonly keepOpen?: boolean;
  readonly onEvent?: (event: RunEvent) => void;
  /** Begins the records of the section's sockets; the engine's own way unless given. */
  readonly record?: StartRecording;
  /** Asked for each of the section's sockets, before the engine's own. */
  readonly permit?: Permit;
  /** Gets each socket that a step opens, what failed included; not those that its listeners accept. */
  readonly onSocket?: (socket: LiveSocket) => void;
}

export type RunEvent =
  | { readonly kind: 'started'; readonly step: Step }
  /** `received`: what an expectation took. Times are in milliseconds. */
  | { readonly kind: 'done'; readonly step: Step; readonly duration: number; readonly received?: ReceivedBytes }
  | { readonly kind: 'failed'; readonly step: Step; readonly failure: StepFailure }
  /** A rule answered to what was received. */
  | { readonly kind: 'answered'; readonly step: RuleStep; readonly received: ReceivedBytes };

export interface RunResult {
  /** `failed` either at a step (`failure`) or before the first one (`error`); `skipped` at a step at which nobody listened, or which needs what the system does not tell. */
  readonly outcome: 'passed' | 'failed' | 'cancelled' | 'skipped';
  readonly failure?: StepFailure;
  /** What kept the run from beginning, such as a definition that reads a missing file; `range`: where in the file. */
  readonly error?: {
    readonly code: string;
    readonly template: Template;
    readonly args: readonly MessageArgument[];
    readonly range?: TextRange;
  };
  /** Milliseconds. */
  readonly duration: number;
  /** What chance was drawn from, by the names of the relays, where no step says it. */
  readonly seeds?: ReadonlyMap<string, number>;
  /** With `keepOpen`: closes what is still open. */
  readonly close?: () => Promise<void>;
  /** With `keepOpen`: the engine's ids of the sockets, by their names. */
  readonly sockets?: ReadonlyMap<string, string>;
  /** With `keepOpen`: what `{{name}}` stands for after the last step. */
  readonly variables?: ReadonlyMap<string, VariableValue>;
}
