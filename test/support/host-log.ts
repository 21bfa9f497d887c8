import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** How much of a log is worth reading after a failure. */
const LOG_LINES = 30;

/** An entry of a log: a line with a time and the indented or bare lines that follow. */
const ENTRY_START = /^(?=\d{4}-\d\d-\d\d )/m;

/** After a failure: the errors that the extension host logged, and the end of the extension's own log. */
export async function readHostLogs(dataDir: string): Promise<string> {
  const logs = join(dataDir, 'data', 'logs');
  const names = await readdir(logs, { recursive: true }).catch(() => []);
  const excerpts: string[] = [];
  for (const name of names) {
    if (name.endsWith('remoteexthost.log')) {
      const entries = (await readFile(join(logs, name), 'utf8')).split(ENTRY_START);
      // Without its install script VS Code has no watchdog, and says so; it does without.
      const errors = entries.filter((entry) => entry.includes('[error]') && !entry.includes('watchdog'));
      excerpts.push(`--- ${name}, errors ---`, ...errors.map((entry) => entry.trimEnd()));
    } else if (/sockscope[^/\\]*[/\\][^/\\]*\.log$/.test(name)) {
      const lines = (await readFile(join(logs, name), 'utf8')).trimEnd().split('\n');
      excerpts.push(`--- ${name}, last ${LOG_LINES} lines ---`, ...lines.slice(-LOG_LINES));
    }
  }
  return [...excerpts, '---'].join('\n');
}
