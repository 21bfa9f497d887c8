const PATIENCE_MS = 10_000;
const PAUSE_MS = 50;

/**
 * Repeats `attempt` until it no longer throws, and resolves with its result; after ten seconds it rejects with the last
 * error. For what has no event to wait for, such as the state of a page.
 */
export async function eventually<Result>(
  attempt: () => Result | Promise<Result>,
  patience = PATIENCE_MS,
): Promise<Result> {
  const deadline = Date.now() + patience;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) {
        throw error;
      }
    }
    await new Promise((resolve) => {
      setTimeout(resolve, PAUSE_MS);
    });
  }
}
