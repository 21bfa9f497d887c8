import type { Ready } from './reports';

/** Sends a report to the benchmark. */
export function tell(report: object): void {
  process.send?.(report);
}

/**
 * Says at which port this contender can be reached, reports whenever the benchmark asks, and ends when the benchmark
 * does not need it any more, after `end`.
 */
export function serve(port: number, report: () => Promise<object>, end: () => Promise<void>): void {
  process.on('message', () => {
    void report().then(tell);
  });
  process.once('disconnect', () => {
    void end().then(() => process.exit());
  });
  tell({ port } satisfies Ready);
}
