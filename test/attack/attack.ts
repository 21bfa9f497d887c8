/** What somebody could do to a user of Sockscope, and what it may cost at most. */
export interface Attack {
  /** As docs/architecture.md lists it. */
  readonly name: string;
  /** MiB by which the process may grow. */
  readonly memory: number;
  /** Milliseconds that the event loop may stand still for the attack's work. Held by `npm run attack` alone: tests assert no timing. */
  readonly stall: number;
  /** What becomes of it. */
  readonly outcome: RegExp;
  /** Makes what it needs in a folder; what that costs is not counted. */
  prepare?(folder: string): void | Promise<void>;
  /** Does it, in a process of its own, and returns what came of it. */
  attempt(folder: string): string | Promise<string>;
}

export interface AttackGroup {
  readonly title: string;
  readonly attacks: readonly Attack[];
}

/** What one attack did, in a process of its own. */
export interface AttackReport {
  readonly outcome: string;
  /** Bytes. */
  readonly memory: number;
  /** Milliseconds of work of its own. */
  readonly stall: number;
  /** Milliseconds that passed meanwhile. */
  readonly lateness: number;
  /** Milliseconds. */
  readonly duration: number;
}

/** Runs what is to be refused: the error's code, or that nothing was thrown. */
export async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return 'not refused';
}
