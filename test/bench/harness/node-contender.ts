import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { RUN_LIMIT } from './programs';

/** Milliseconds that a contender has to end by itself. */
const END_LIMIT = 60_000;

const running = new Set<ChildProcess>();

// The last resort when the run is cut off: nothing that it started outlives it.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A process that runs one of the bundles of test/bench/contenders. */
export class NodeContender {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #script: string;

  constructor(script: string, args: readonly string[]) {
    this.#script = script;
    this.#child = fork(script, args, { execArgv: [] });
    running.add(this.#child);
    this.#exited = once(this.#child, 'exit');
    this.#exited.then(
      () => running.delete(this.#child),
      () => running.delete(this.#child),
    );
  }

  /** Resolves with the next report, whose type the caller knows from the script; rejects when none comes. */
  async receive<Report>(): Promise<Report> {
    const limit = new AbortController();
    const timer = setTimeout(() => {
      limit.abort(new Error(`${this.#script} did not report in time.`));
    }, RUN_LIMIT);
    try {
      const ended = this.#exited.then(() => {
        throw new Error(`${this.#script} ended before it reported.`);
      });
      const message = once(this.#child, 'message', { signal: limit.signal });
      const [report] = (await Promise.race([message, ended])) as [Report];
      return report;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Asks for a report. */
  ask<Report>(): Promise<Report> {
    const report = this.receive<Report>();
    this.#child.send('report');
    return report;
  }

  /** Lets the process end, and waits until it has. */
  async end(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    const limit = setTimeout(() => this.#child.kill('SIGKILL'), END_LIMIT);
    await this.#exited;
    clearTimeout(limit);
  }
}
