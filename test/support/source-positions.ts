import { findSourceMap } from 'node:module';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Puts the positions in the TypeScript sources in place of those in the bundles. Node would do so by itself, but VS
 * Code's extension host formats stack traces in its own way. Needs `process.setSourceMapsEnabled(true)` before the
 * bundles are loaded.
 */
export function mapStack(stack: string): string {
  return stack.replace(/([^\s():]+\.js):(\d+):(\d+)/g, (position, file: string, line: string, column: string) => {
    const entry = findSourceMap(resolve(file))?.findEntry(Number(line) - 1, Number(column) - 1);
    return entry !== undefined && 'originalSource' in entry
      ? `${sourcePath(entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
      : position;
  });
}

/** As mocha prints paths: relative to the working directory. */
function sourcePath(source: string): string {
  return relative(process.cwd(), source.startsWith('file:') ? fileURLToPath(source) : source);
}
