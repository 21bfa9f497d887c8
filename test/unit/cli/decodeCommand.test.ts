import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempFolder } from '../../support/temp-folder';
import { FakeTerminal, sockscope } from './fakeTerminal';

describe('cli/decodeCommand', () => {
  it('shows the bytes, and their numbers in both byte orders', async () => {
    const { code, output } = await sockscope(['decode', 'u16be(0x0A0B) "hi"']);
    assert.equal(code, 0);
    assert.match(output, /^4 bytes\n00000000 {2}0a 0b 68 69 +\S\Shi\n/);
    assert.match(output, /Unsigned 16-bit +2571 +2826\n/);
  });
  it('takes plain text as it is, and no bytes', async () => {
    assert.match((await sockscope(['decode', 'hello'])).output, /^5 bytes\n00000000 {2}68 65 6c 6c 6f/);
    assert.equal((await sockscope(['decode', '""'])).output, '0 bytes\n');
    assert.match((await sockscope(['decode', '[07]'])).output, /^1 byte\n/);
  });
  it('reads files of the folder that it is called in, and no others', async () => {
    const folder = await makeTempFolder();
    await writeFile(join(folder.path, 'a.bin'), 'abc');
    assert.match((await sockscope(['decode', 'file("a.bin")'], new FakeTerminal(folder.path))).output, /^3 bytes\n/);
    const { code, complaints } = await sockscope(['decode', 'file("/etc/passwd")'], new FakeTerminal(folder.path));
    assert.equal(code, 1);
    assert.match(complaints, /leads out of/);
    await folder.remove();
  });
});
