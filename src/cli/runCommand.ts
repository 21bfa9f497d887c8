import { basename, dirname, resolve } from 'node:path';
import { SockscopeError } from '../bytes/error';
import { CaptureStore } from '../capture/captureStore';
import { Engine } from '../engine/engine';
import { blockingProblems, type CheckedSection } from '../wire/checker';
import { readConfinedFile } from '../wire/confinedFile';
import { isParallel } from '../wire/constants';
import { DEFAULT_STEP_TIMEOUT } from '../wire/duration';
import { runSection, type RunResult } from '../wire/runner';
import { durationOption, parseCommandLine, type CommandLine, type ParsedLine } from './commandLine';
import { EXPOSE_OPTION, requireExposure } from './exposure';
import { jsonReporter } from './jsonReporter';
import { junitReporter } from './junitReporter';
import { interruption } from './listenCommand';
import { definedValues, loadFiles, type LoadedFile } from './loadFiles';
import { NO_RECORDING } from './noRecording';
import type { Reporter, SectionReport } from './report';
import { tapReporter } from './tapReporter';
import { UsageError, type Terminal } from './terminal';
import { textReporter } from './textReporter';

const REPORTERS: ReadonlyMap<string, (terminal: Terminal) => Reporter> = new Map([
  ['text', textReporter],
  ['tap', tapReporter],
  ['junit', junitReporter],
  ['json', jsonReporter],
]);

export const RUN: CommandLine = {
  usage:
    'sockscope run FILE… [--section TEXT] [--reporter text|tap|junit|json] [--timeout 5s] [--capture DIR] [--define NAME=VALUE] [--keep-open] [--expose]',
  options: {
    section: { value: 'TEXT', help: 'only sections whose title contains TEXT, in any case' },
    reporter: { value: 'NAME', help: `${[...REPORTERS.keys()].join(', ')} (text)` },
    timeout: { value: '5s', help: 'how long a step waits that says nothing else (5s)' },
    capture: { value: 'DIR', help: 'record all bytes into pcapng files in this folder' },
    define: { value: 'NAME=VALUE', help: 'another value for @NAME; may stand several times', isList: true },
    'keep-open': { help: 'leave the sockets open after the last step, until Ctrl+C' },
    ...EXPOSE_OPTION,
  },
};

/** Most of one capture: 4 GiB. */
const MAX_CAPTURE = 4 * 1024 ** 3;

/** Runs wire files. 0: all sections passed; 1: one did not. */
export async function run(args: readonly string[], terminal: Terminal, application: string): Promise<number> {
  const line = parseCommandLine(RUN, args);
  if (line.positionals.length === 0)
    throw new UsageError(`run takes wire files, or folders of them. Usage: ${RUN.usage}`);
  const reporterName = line.values.get('reporter') ?? 'text';
  const reporter = REPORTERS.get(reporterName)?.(terminal);
  if (reporter === undefined) {
    throw new UsageError(`There is no reporter “${reporterName}”; there are ${[...REPORTERS.keys()].join(', ')}.`);
  }
  const timeout = durationOption(line, 'timeout', DEFAULT_STEP_TIMEOUT);
  const values = definedValues(line.lists.get('define') ?? []);
  const files = await loadFiles(line.positionals, line.values.get('section'), values, terminal);
  const captureFolder = line.values.get('capture');
  const store =
    captureFolder === undefined ? undefined : openStore(resolve(terminal.folder, captureFolder), application);
  const recording = { hasFailed: false };
  store?.onDidFail(({ failure }) => {
    recording.hasFailed = true;
    terminal.complain(failure?.error.message ?? 'Recording failed.');
  });
  const engine = new Engine({ record: store?.startRecording ?? (() => NO_RECORDING) });
  const runner = new FileRunner(engine, terminal, timeout, line);
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
  const totals = { passed: count('passed'), failed: count('failed'), cancelled: count('cancelled') };
  await reporter.end({ sections, ...totals, duration: performance.now() - begun });
  await runner.finish();
  await store?.closeAll();
  return totals.passed === sections.length && !recording.hasFailed ? 0 : 1;
}

function openStore(folder: string, application: string): CaptureStore {
  return new CaptureStore({ folder, application, maxCaptureBytes: () => MAX_CAPTURE });
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
        this.#terminal.complain(`${local === '' ? id : local} stays open; Ctrl+C ends`);
      }
    }
    await interruption(this.#terminal.interrupted);
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
      allowListening: (endpoint) =>
        Promise.resolve().then(() => {
          requireExposure(endpoint, this.#line);
        }),
    });
    if (result.close !== undefined) this.#open.push(result.close);
    return { ...facts, ...reportOf(result) };
  }
}

function reportOf({
  outcome,
  duration,
  failure,
  error,
}: RunResult): Pick<SectionReport, 'outcome' | 'duration' | 'failure' | 'error'> {
  return {
    outcome,
    duration,
    ...(failure === undefined ? {} : { failure }),
    ...(error === undefined
      ? {}
      : { error: { code: error.code, message: new SockscopeError(error.code, error.template, error.args).message } }),
  };
}

function openSockets(engine: Engine): ReturnType<ReturnType<Engine['get']>['info']>[] {
  return Array.from(engine.sockets, (socket) => socket.info()).filter(
    ({ state }) => state === 'listening' || state === 'open',
  );
}
