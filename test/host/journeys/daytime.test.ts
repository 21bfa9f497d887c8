import assert from 'node:assert/strict';
import { join } from 'node:path';

import { spawnTool } from '../../support/process';
import { makeTempFolder, type TempFolder } from '../../support/temp-folder';
import { requireTool } from '../../support/tools';
import { cleanUp, portOf, run, waitForConnection, waitForSocket } from '../support/commands';
import { peerProgram } from '../support/peers';

const MINUTE = 60_000;

describe('daytime', () => {
  let folder: TempFolder;
  before(async () => {
    folder = await makeTempFolder();
  });
  after(() => folder.remove());
  afterEach(cleanUp);

  it('is read by a C program: one line with the time, then the end', async function () {
    const gcc = requireTool(this, 'gcc');
    const program = join(folder.path, 'daytime');
    const compiler = spawnTool(gcc, ['-Wall', '-Wextra', '-Werror', '-o', program, peerProgram('daytime.c')]);
    assert.equal((await compiler.exited).code, 0, compiler.stderr.text());
    const listener = await run('startListener', { address: '127.0.0.1:0', service: 'daytime' });

    const client = spawnTool(program, [portOf(listener.local)]);
    assert.equal((await client.exited).code, 0, client.stderr.text());

    const line = client.stdout.text();
    const time = /^[A-Z][a-z]+, ([A-Z][a-z]+ \d+, \d{4} \d\d:\d\d:\d\d)-UTC\r\n$/.exec(line)?.[1];
    assert.ok(time !== undefined, line);
    const age = Date.now() - Date.parse(`${time} UTC`);
    assert.ok(age > -MINUTE && age < MINUTE, `${line} is not the time of day`);
    const { id } = await waitForConnection(listener.id);
    const end = await waitForSocket(id, 'its end', ({ state }) => state === 'closed');
    assert.equal(end.bytesSent, line.length);
    assert.equal(end.bytesReceived, 0);
  });
});
