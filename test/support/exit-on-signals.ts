/**
 * Makes the signals that would end this process at once end it by `process.exit`: what was started and made is cleaned
 * up at the `exit` event, also when a terminal closes or a time limit strikes. Call it once, from what is run.
 */
export function exitOnSignals(): void {
  for (const [signal, number] of [
    ['SIGHUP', 1],
    ['SIGINT', 2],
    ['SIGTERM', 15],
  ] as const) {
    process.once(signal, () => process.exit(128 + number));
  }
}
