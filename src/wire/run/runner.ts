/** Runs the sections of wire files over the engine. */
import type { RunOptions, RunResult } from './runOptions';
import type { Script, Section } from '../syntax/script';
import { SectionRun } from './sectionRun';

/**
 * Runs one section, which has no errors (see `blockingProblems`), step by step. Everything that it opened is closed when
 * this settles, unless `keepOpen` says otherwise. Rejects only for a mistake in this program.
 */
export function runSection(script: Script, section: Section, options: RunOptions): Promise<RunResult> {
  return new SectionRun(script, section, options).run();
}
