/** For Node, so that it runs programs of the tests that are written in TypeScript; none where the tests are compiled. */
export const TS_OPTIONS: readonly string[] = import.meta.filename.endsWith('.ts') ? ['--import', 'tsx'] : [];

/** The file of a program of the tests, given by the path of its source. */
export function programFile(source: string): string {
  return TS_OPTIONS.length > 0 ? source : source.replace(/\.ts$/, '.js');
}
