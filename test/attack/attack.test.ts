import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { promisify } from 'node:util';
import { makeTempFolder } from '../support/temp-folder';
import { PROJECT_ROOT } from '../support/vscode-install';
import type { Attack, AttackReport } from './attack';
import { ATTACK_GROUPS } from './attacks';

const MIB = 2 ** 20;
/** Milliseconds after which an attack has succeeded. */
const TIMEOUT = 120_000;
/** `npm run attack` holds how long the event loop stands still, too. */
const HOLDS_STALLS = env['SOCKSCOPE_ATTACK_STALLS'] === '1';

async function attempt({ name }: Attack): Promise<AttackReport> {
  const folder = await makeTempFolder();
  try {
    const script = join(PROJECT_ROOT, 'test', 'attack', 'one.ts');
    const run = (phase: string): Promise<{ stdout: string }> =>
      promisify(execFile)(execPath, ['--import', 'tsx', script, phase, folder.path, name], {
        cwd: PROJECT_ROOT,
        timeout: TIMEOUT,
        killSignal: 'SIGKILL',
      });
    await run('prepare');
    return JSON.parse((await run('attempt')).stdout) as AttackReport;
  } finally {
    await folder.remove();
  }
}

/** A row of the table in docs/architecture.md. */
const rowOf = ({ name, memory, stall }: Attack): string[] => [name, `${memory} MiB`, `${stall} ms`];

describe('attack', function () {
  this.timeout(2 * TIMEOUT);

  for (const { title, attacks } of ATTACK_GROUPS) {
    describe(title, () => {
      for (const attack of attacks) {
        it(attack.name, async () => {
          const { outcome, memory, stall, lateness, duration } = await attempt(attack);
          const figures = `${(memory / MIB).toFixed(0)} of ${attack.memory} MiB, ${stall.toFixed(0)} of ${attack.stall} ms (${lateness.toFixed(0)} ms by the clock), ${(duration / 1000).toFixed(1)} s`;
          console.log(`        ${figures}: ${outcome}`);
          assert.match(outcome, attack.outcome);
          assert.ok(memory <= attack.memory * MIB, figures);
          if (HOLDS_STALLS) assert.ok(stall <= attack.stall, figures);
        });
      }
    });
  }

  it('is listed in the architecture page, with what each may cost', async () => {
    const page = await readFile(join(PROJECT_ROOT, 'docs', 'architecture.md'), 'utf8');
    const rows = page
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim())); // prettier-ignore
    const listed = rows.filter((cells) => cells.length === 3 && cells[1]!.endsWith(' MiB'));
    assert.deepEqual(
      listed,
      ATTACK_GROUPS.flatMap(({ attacks }) => attacks.map(rowOf)),
    );
  });
});
