import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findAbstractNaming } from '../../src/engine/address/abstractName';
import { eventually } from '../support/eventually';
import { killTools, spawnTool } from '../support/process';
import { makeTempFolder, type TempFolder } from '../support/temp-folder';
import { requireTool } from '../support/tools';
import { BuiltProgram } from './cli/built';
import { failure, Harness } from '../unit/engine/harness';

/** What must hold depends on the Node that runs this; `nodes.test.ts` runs it on the others. */
describe('abstract names against socat', () => {
  const name = `sockscope-interop-${process.pid}`;
  let harness: Harness;
  let folder: TempFolder;
  let program: BuiltProgram;
  before(async function () {
    if (process.platform !== 'linux') this.skip();
    program = await BuiltProgram.build();
  });
  after(() => (process.platform === 'linux' ? program.remove() : undefined));
  beforeEach(async () => {
    harness = new Harness();
    folder = await makeTempFolder();
  });
  afterEach(async () => {
    await killTools();
    await harness.dispose();
    await folder.remove();
  });

  it('socat reaches our listener exactly where names are not refused', async function () {
    const socat = requireTool(this, 'socat');
    if ((await findAbstractNaming()) === 'padded') {
      assert.equal(Number(process.versions.node.split('.')[0]) < 24, true);
      assert.equal((await failure(harness.listen(`unix:@${name}`))).code, 'ABSTRACT_NAME_PADDED');
      // The refusal is right: who would listen all the same cannot be reached.
      await harness.serve({ path: `\0${name}` });
      const client = spawnTool(socat, ['-u', `ABSTRACT-CONNECT:${name}`, '-']);
      await client.exited;
      assert.match(client.stderr.text(), /Connection refused/);
      return;
    }
    await harness.listen(`unix:@${name}`, { service: 'echo' });
    const client = spawnTool(socat, ['-t', '5', '-', `ABSTRACT-CONNECT:${name}`]);
    client.endInput('hello');
    assert.equal((await client.exited).code, 0);
    assert.equal(client.stdout.text(), 'hello');
  });

  it('we reach socat, from a wire file too, or are refused', async function () {
    const socat = requireTool(this, 'socat');
    const server = spawnTool(socat, ['-d', '-d', `ABSTRACT-LISTEN:${name},fork`, 'EXEC:cat']);
    await server.stderr.waitForText(/listening on/);
    await writeFile(join(folder.path, 'a.wire'), `c = dial unix:@${name}\nc > "hello"\nc < "hello"\n`);
    const running = program.start(['run', 'a.wire'], { cwd: folder.path });
    const { code } = await running.exited;
    const printed = running.stdout.text() + running.stderr.text();
    if ((await findAbstractNaming()) === 'padded') {
      assert.equal(code, 1);
      assert.match(printed, /fills abstract names up with zeros, so that no other program would find/);
      return;
    }
    assert.equal(code, 0, printed);
    const connection = await harness.dial(`unix:@${name}`);
    await connection.send(Buffer.from('again'));
    await eventually(() => {
      assert.equal(connection.bytesReceived, 5);
    });
  });
});
