import { basename, dirname } from 'node:path';
import { Engine } from '../../engine/engine';
import { blockingProblems, type CheckedSection } from '../../wire/check/checker';
import { readConfinedFile } from '../../wire/run/confinedFile';
import { isParallel } from '../../wire/check/definitions';
import { DEFAULT_STEP_TIMEOUT } from '../../wire/syntax/duration';
import { runSection } from '../../wire/run/runner';
import { reportOf } from '../../wire/run/sectionReport';
import { durationOption, parseCommandLine, type CommandLine, type ParsedLine } from '../terminal/commandLine';
import { CAPTURE_FOLDER_OPTION, openCaptures } from './captureArgument';
import { EXPOSE_OPTION, permitExposed } from './exposure';
import { FileWatch } from './fileWatch';
import { telling } from './talk';
import { faint } from '../../bytes/styledText';
import { jsonReporter } from '../reporters/jsonReporter';
import { junitReporter } from '../reporters/junitReporter';
import { chosenSections, definedValues, loadFiles, type LoadedFile } from './loadFiles';
import { NO_RECORDING } from './noRecording';
import type { Reporter, SectionReport } from '../reporters/report';
import { tapReporter } from '../reporters/tapReporter';
import { UsageError, type Terminal } from '../terminal/terminal';
import { textReporter } from '../reporters/textReporter';

const REPORTERS: ReadonlyMap<string, (terminal: Terminal) => Reporter> = new Map([
  ['text', textReporter],
  ['tap', tapReporter],
  ['junit', junitReporter],
  ['json', jsonReporter],
]);

export const RUN: CommandLine = {
  usage:
    'sockscope run FILE… [--section TEXT|--line N] [--reporter text|tap|junit|json] [--timeout 5s] [--capture DIR] [--define NAME=VALUE] [--watch|--keep-open] [--expose]',
  options: {
    section: { value: 'TEXT', help: 'only sections whose title contains TEXT, in any case' },
    line: { value: 'N', help: 'only the section in which this line of the file is' },
    reporter: { value: 'NAME', help: `${[...REPORTERS.keys()].join(', ')} (text)` },
    timeout: { value: '5s', help: 'how long a step waits that says nothing else (5s)' },
    ...CAPTURE_FOLDER_OPTION,
    define: { value: 'NAME=VALUE', help: 'another value for @NAME; may stand several times', isList: true },
    watch: { help: 'run each file again when it has changed, until Ctrl+C' },
    'keep-open': { help: 'leave the sockets open after the last step, until Ctrl+C' },
    ...EXPOSE_OPTION,
  },
};

const reporterOf = (name: string, terminal: Terminal): Reporter | undefined => REPORTERS.get(name)?.(terminal);

/** Runs wire files. 0: all sections passed; 1: one did not. */
export async function run(args: readonly string[], terminal: Terminal, application: string): Promise<number> {
  const line = parseCommandLine(RUN, args);
  if (line.positionals.length === 0)
    throw new UsageError(`run takes wire files, or folders of them. Usage: ${RUN.usage}`);
  const reporterName = line.values.get('reporter') ?? 'text';
  const reporter = reporterOf(reporterName, terminal);
  if (reporter === undefined) {
    throw new UsageError(`There is no reporter “${reporterName}”; there are ${[...REPORTERS.keys()].join(', ')}.`);
  }
  const timeout = durationOption(line, 'timeout', DEFAULT_STEP_TIMEOUT);
  const values = definedValues(line.lists.get('define') ?? []);
  const chosen = chosenSections(line);
  const isWatching = line.flags.has('watch');
  if (isWatching) requireWatchable(reporterName, line);
  const load = (): Promise<LoadedFile[]> => loadFiles(line.positionals, chosen, values, terminal);
  // Begun before the files are read, so that no change falls in between.
  const watch = isWatching ? new FileWatch(line.positionals, terminal) : undefined;
  try {
    await watch?.begin();
    const files = await load();
    const captures = await openCaptures(line, 'folder', application, terminal);
    const engine = new Engine({
      record: captures?.record ?? (() => NO_RECORDING),
      permit: permitExposed(line),
    });
    const runner = new FileRunner(engine, terminal, timeout, line);
    const hasPassed = await runAll(files, runner, reporter);
    if (watch) await runAgain(watch, load, (changed) => runAll(changed, runner, reporterOf(reporterName, terminal)!), terminal); // prettier-ignore
    await runner.finish();
    await captures?.end();
    if (captures?.hasFailed === true) return 1;
    // Whoever watched has seen what passed.
    return hasPassed || isWatching ? 0 : 1;
  } finally {
    watch?.close();
  }
}

/** Runs them in their order. @returns Whether all sections passed, but for those that were skipped. */
async function runAll(files: readonly LoadedFile[], runner: FileRunner, reporter: Reporter): Promise<boolean> {
  const begun = performance.now();
  const sections: SectionReport[] = [];
  await reporter.begin?.(files.reduce((sum, file) => sum + file.sections.length, 0));
  for (const file of files) {
    for await (const section of runner.run(file)) {
      sections.push(section);
      await reporter.section(section, sections.length);
    }
  }
  const count = (outcome: string): number => sections.filter((section) => section.outcome === outcome).length;
  const totals = {
    passed: count('passed'),
    failed: count('failed'),
    cancelled: count('cancelled'),
    skipped: count('skipped'),
  };
  await reporter.end({ sections, ...totals, duration: performance.now() - begun });
  return totals.failed + totals.cancelled === 0;
}

/** Each file that has changed, until the interruption. What cannot be read is told, and may be mended. */
async function runAgain(
  watch: FileWatch,
  load: () => Promise<LoadedFile[]>,
  runChanged: (files: readonly LoadedFile[]) => Promise<unknown>,
  terminal: Terminal,
): Promise<void> {
  while (!terminal.isInterrupted) {
    await terminal.print([faint('waiting for a file to change; Ctrl+C ends')]);
    const names = await watch.changed();
    if (names === undefined) return;
    await terminal.print('');
    await telling(
      terminal,
      load().then(async (files) => {
        const changed = files.filter(({ name, sections }) => names.includes(name) && sections.length > 0);
        if (changed.length > 0) await runChanged(changed);
      }),
    );
  }
}

/** @throws UsageError */
function requireWatchable(reporter: string, { flags }: ParsedLine): void {
  if (reporter !== 'text') throw new UsageError(`--watch is for people: leave out --reporter ${reporter}.`);
  if (flags.has('keep-open')) {
    throw new UsageError('--watch runs again, and --keep-open waits at the end: leave out one of them.');
  }
}

class FileRunner {
  readonly #engine: Engine;
  readonly #terminal: Terminal;
  readonly #timeout: number;
  readonly #line: ParsedLine;
  readonly #open: (() => Promise<void>)[] = [];

  constructor(engine: Engine, terminal: Terminal, timeout: number, line: ParsedLine) {
    this.#engine = engine;
    this.#terminal = terminal;
    this.#timeout = timeout;
    this.#line = line;
  }

  /** The sections in their order; those of a file with `@parallel = true` run at the same time. */
  async *run(file: LoadedFile): AsyncGenerator<SectionReport> {
    if (isParallel(file.checked.script)) {
      const runs = file.sections.map((section) => this.#runSection(file, section));
      // One that rejects is waited for in its turn.
      for (const report of runs) report.catch(() => undefined);
      for (const report of runs) yield await report;
      return;
    }
    for (const section of file.sections) yield await this.#runSection(file, section);
  }

  /** With `--keep-open`, waits for the interruption and closes everything. */
  async finish(): Promise<void> {
    if (this.#open.length === 0) return;
    for (const { kind, state, local, id } of openSockets(this.#engine)) {
      if (kind === 'listener' || (kind === 'datagram' && state === 'open')) {
        await this.#terminal.complain(`${local === '' ? id : local} stays open; Ctrl+C ends`);
      }
    }
    await this.#terminal.interruption();
    await Promise.all(this.#open.map((close) => close()));
  }

  async #runSection(file: LoadedFile, checked: CheckedSection): Promise<SectionReport> {
    const { section } = checked;
    const { script } = file.checked;
    const facts = {
      file: file.name,
      title: section.title === '' ? basename(file.name) : section.title,
      line: section.line + 1,
      text: script.text,
    };
    const problems = blockingProblems(file.checked, checked);
    if (problems.length > 0) return { ...facts, outcome: 'failed', duration: 0, problems };
    const folder = dirname(file.path);
    const result = await runSection(script, section, {
      engine: this.#engine,
      readFile: (path, limit) => readConfinedFile({ root: folder, base: folder }, path, limit),
      signal: this.#terminal.interrupted,
      timeout: this.#timeout,
      keepOpen: this.#line.flags.has('keep-open'),
    });
    if (result.close !== undefined) this.#open.push(result.close);
    return { ...facts, ...reportOf(result) };
  }
}

function openSockets(engine: Engine): ReturnType<ReturnType<Engine['get']>['info']>[] {
  return Array.from(engine.sockets, (socket) => socket.info()).filter(
    ({ state }) => state === 'listening' || state === 'open',
  );
}
