import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';
import { FakeTerminal, sockscope } from '../fakeTerminal';

const SECTION =
  'srv = listen udp://127.0.0.1:0\nr = relay udp://127.0.0.1:0 to {{srv}}\nr jitter 1ms\ncli = dial {{r}}\ncli > "a"\nsrv < "a"\n';

describe('cli: seeds in reports', () => {
  let folder: TempFolder;
  before(async () => {
    folder = await makeTempFolder();
    await writeFile(
      join(folder.path, 'drawn.wire'),
      `### Drawn\n${SECTION}### Fails\n${SECTION}cli < "b" within 50ms\n`,
    );
    await writeFile(join(folder.path, 'said.wire'), `### Said\n${SECTION.replace('r jitter', 'r seed 7\nr jitter')}`);
  });
  after(() => folder.remove());
  const run = async (file: string, reporter: string): Promise<string> =>
    (await sockscope(['run', file, '--reporter', reporter], new FakeTerminal(folder.path))).output;

  it('stand below what passed and what failed, as a line to write', async () => {
    const text = await run('drawn.wire', 'text');
    assert.equal(text.match(/^ {6}The seed of r was drawn; r seed \d+ makes it do the same again\.$/gm)?.length, 2);
    assert.match(await run('drawn.wire', 'tap'), /^ {2}seeds: \{"r":\d+\}$/m);
    const junit = await run('drawn.wire', 'junit');
    assert.equal(junit.match(/<system-out>The seed of r was drawn; r seed \d+ makes/g)?.length, 2);
    const { sections } = JSON.parse(await run('drawn.wire', 'json')) as { sections: { seeds: { r: number } }[] };
    for (const { seeds } of sections) assert.ok(Number.isInteger(seeds.r));
  });

  it('are not told where the file says them', async () => {
    for (const reporter of ['text', 'tap', 'junit', 'json']) {
      assert.doesNotMatch(await run('said.wire', reporter), /seeds|was drawn/, reporter);
    }
  });
});
