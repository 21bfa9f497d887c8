import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allProblems, checkScript } from '../../../src/wire/check/checker';
import { formatScript } from '../../../src/wire/syntax/formatter';
import { killTools } from '../../support/process';
import { makeTempFolder } from '../../support/temp-folder';
import { PROJECT_ROOT } from '../../support/vscode-install';
import { BuiltProgram } from './built';
import { startDns, startRedis } from './servers';

const SAMPLES = join(PROJECT_ROOT, 'samples');
const NAMES = readdirSync(SAMPLES).filter((name) => name.endsWith('.wire'));
const NEEDS_SERVER: Readonly<Record<string, (context: Mocha.Context) => Promise<readonly string[]>>> = {
  'redis.wire': async (context) => ['--define', `redis=${await startRedis(context)}`],
  'dns.wire': async (context) => ['--define', `dns=${await startDns(context)}`],
};

describe('the samples', () => {
  let program: BuiltProgram;
  before(async () => {
    program = await BuiltProgram.build();
  });
  after(() => program.remove());
  afterEach(killTools);

  for (const name of NAMES) {
    it(`${name} has no mistakes, is formatted, and passes`, async function () {
      const text = readFileSync(join(SAMPLES, name), 'utf8');
      const checked = checkScript(text);
      assert.deepEqual(allProblems(checked), []);
      assert.equal(formatScript(checked.script), text);
      const folder = await makeTempFolder();
      const own: Record<string, readonly string[]> = {
        // What other runs on this machine may use at the same time.
        'echo.wire': ['--define', `path=unix:${join(folder.path, 'echo.sock')}`],
        'knock-knock.wire': ['--define', 'door=tcp://127.0.0.1:0'],
      };
      const options = own[name] ?? (await NEEDS_SERVER[name]?.(this)) ?? [];
      const { code, output, complaints } = await program.run(['run', join(SAMPLES, name), ...options]);
      await folder.remove();
      assert.equal(code, 0, output + complaints);
      assert.match(output, new RegExp(`\\n${checked.sections.length} passed in `));
    });
  }

  it('are all named in the readme beside them', () => {
    const readme = readFileSync(join(SAMPLES, 'README.md'), 'utf8');
    for (const name of NAMES) assert.ok(readme.includes(`\`${name}\``), name);
  });
});
