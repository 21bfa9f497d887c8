/**
 * What the runner of the host tests (run-host.ts) and the extension host (test/host/index.ts) tell each other.
 * The runner puts a HostRun into the environment; the extension host connects to its port and writes one JSON
 * message a line. A connection that closes before `end` means that the extension host died.
 */
export interface HostRun {
  /** The port on 127.0.0.1 that takes the messages. */
  readonly port: number;
  /** Bundled test files, absolute paths. */
  readonly testFiles: readonly string[];
  /** Only tests whose full title matches this regular expression; all where undefined. */
  readonly grep?: string;
  /** Milliseconds for one test. */
  readonly timeout: number;
  /** How often a test that failed is tried again. */
  readonly retries: number;
  readonly colours: boolean;
}

export const HOST_RUN_VARIABLE = 'SOCKSCOPE_HOST_RUN';

export interface HostTestResult {
  /** With those of the suites that it is in. */
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** Why it failed. */
  readonly error?: string;
}

export type HostMessage =
  | ({ readonly type: 'test' } & HostTestResult)
  | { readonly type: 'print'; readonly text: string }
  | { readonly type: 'end'; readonly passes: number; readonly failures: number; readonly pending: number };
