import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readHostLogs } from '../../support/host-log';
import { makeTempFolder, type TempFolder } from '../../support/temp-folder';

describe('readHostLogs', () => {
  let folder: TempFolder;
  beforeEach(async () => {
    folder = await makeTempFolder();
  });
  afterEach(() => folder.remove());

  it("gives the extension host's errors with their stacks, and the extension's own log", async () => {
    const logs = join(folder.path, 'data', 'logs', '20261121T210000', 'exthost1');
    await mkdir(join(logs, 'sockscope.sockscope'), { recursive: true });
    await writeFile(
      join(logs, 'remoteexthost.log'),
      '2026-11-21 21:00:00.000 [info] quiet\n2026-11-21 21:00:01.000 [error] broken\n    at somewhere\n' +
        "2026-11-21 21:00:02.000 [error] Error: Cannot find module './build/Release/watchdog'\n    at elsewhere\n",
    );
    await writeFile(join(logs, 'sockscope.sockscope', 'Sockscope.log'), '2026-11-21 21:00:03.000 [info] active\n');
    const text = await readHostLogs(folder.path);
    assert.match(text, /\[error\] broken\n {4}at somewhere/);
    assert.match(text, /\[info\] active/);
    assert.doesNotMatch(text, /quiet|watchdog|elsewhere/);
  });

  it('says little where there is no log', async () => {
    assert.equal(await readHostLogs(folder.path), '---');
  });
});
