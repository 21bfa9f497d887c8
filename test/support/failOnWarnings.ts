/**
 * Mocha's root hooks: a warning of Node's fails the test that it came in. Those about Node's own future are no fault of the
 * code that ran, and a new Node brings others.
 */

const OF_NODE_ITSELF: ReadonlySet<string> = new Set(['DeprecationWarning', 'ExperimentalWarning']);

let warnings: Error[] = [];

process.on('warning', (warning) => {
  if (!OF_NODE_ITSELF.has(warning.name)) warnings.push(warning);
});

export const mochaHooks = {
  async afterEach(): Promise<void> {
    // Node tells of a warning in the next turn.
    await new Promise((resolve) => setImmediate(resolve));
    const [first] = warnings;
    warnings = [];
    if (first !== undefined) throw first;
  },
};
