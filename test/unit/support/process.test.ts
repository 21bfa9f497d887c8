import assert from 'node:assert/strict';

import { killTools, spawnTool } from '../../support/process';

describe('spawnTool', () => {
  afterEach(killTools);

  const node = (script: string) => spawnTool(process.execPath, ['-e', script]);

  it('keeps both outputs apart, byte for byte', async () => {
    const tool = node('process.stdout.write(Buffer.from([0, 255, 10])); process.stderr.write("note")');
    assert.deepEqual(await tool.exited, { code: 0, signal: null });
    assert.deepEqual(tool.stdout.bytes(), Uint8Array.of(0, 255, 10));
    assert.equal(tool.stderr.text(), 'note');
  });

  it('waits for a line and for a number of bytes', async () => {
    const tool = node('console.error("Listening on 127.0.0.1:4711"); process.stdin.pipe(process.stdout)');
    const [, port] = await tool.stderr.waitForText(/Listening on .*:(\d+)/);
    assert.equal(port, '4711');
    await tool.write('abc');
    assert.deepEqual(await tool.stdout.waitForBytes(3), Uint8Array.of(0x61, 0x62, 0x63));
    tool.endInput('d');
    assert.equal((await tool.exited).code, 0);
    assert.equal(tool.stdout.text(), 'abcd');
  });

  it('stops waiting when the program ends, and shows what it printed', async () => {
    const tool = node('console.log("something else"); process.exitCode = 3');
    await assert.rejects(tool.stdout.waitForText(/never/), /exit code 3.*\n.*something else/);
  });

  it('tells when a program cannot be started', async () => {
    const tool = spawnTool('/no/such/program', []);
    await assert.rejects(tool.stdout.waitForBytes(1), /did not start .*ENOENT/);
    await assert.rejects(tool.exited, { code: 'ENOENT' });
  });

  it('kills what is still running', async () => {
    const tool = node('setInterval(() => {}, 1000)');
    await killTools();
    assert.deepEqual(await tool.exited, { code: null, signal: 'SIGKILL' });
  });
});
