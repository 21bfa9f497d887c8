import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readingText } from '../../../../src/bytes/inspect/readingText';
import { TYPE_ROWS } from '../../../../src/bytes/inspect/typeRows';
import { makeTempFolder } from '../../../support/temp-folder';
import { FakeTerminal, sockscope } from '../fakeTerminal';

describe('cli/decodeCommand', () => {
  it('shows the bytes, and what they mean in both byte orders', async () => {
    const { code, output } = await sockscope(['decode', 'u16be(0x0A0B) "hi"']);
    assert.equal(code, 0);
    assert.match(
      output,
      /^4 bytes\n00000000 {2}0a 0b 68 69 +\|␊␋hi\|\n\n +big-endian \(network order\) +little-endian\n/,
    );
    assert.match(output, /\nIntegers\n/);
    assert.match(output, /\n {2}Unsigned 16-bit +2571 +2826\n/);
    assert.match(output, /\n {2}Unsigned 64-bit +End of data +End of data\n/);
    assert.match(output, /\n {2}IPv4 address +10\.11\.104\.105 +105\.104\.11\.10\n/);
    assert.match(output, /\n {2}ASCII text +␊␋hi +␊␋hi\n/);
  });

  it('shows every row of the data inspector, with the same values', async () => {
    const bytes = Uint8Array.from({ length: 40 }, (_, at) => (at * 37 + 2) % 256);
    const hex = Buffer.from(bytes).toString('hex');
    const { output } = await sockscope(['decode', `[${hex}]`]);
    for (const { label, read } of TYPE_ROWS) {
      assert.ok(output.includes(`\n  ${label} `), label);
      for (const order of ['be', 'le'] as const) {
        const value = readingText(read({ bytes, selected: bytes.length, order }));
        assert.ok(output.includes(value.replaceAll('\n', ', ')), value);
      }
    }
    const [, be, le] = /\n {2}Selection as one unsigned integer +big-endian: (\d+)\n +little-endian: (\d+)\n/.exec(
      (await sockscope(['decode', '[00112233445566778899aabbccddeeff0011223344556677]'])).output,
    )!;
    assert.equal(BigInt(be!), 0x00112233445566778899aabbccddeeff0011223344556677n);
    assert.equal(BigInt(le!), 0x7766554433221100ffeeddccbbaa99887766554433221100n);
  });

  it('keeps the members of a struct in one line', async () => {
    const { output } = await sockscope(['decode', 'u16le(2) u16be(80) ipv4("127.0.0.1") zeros(8)']);
    assert.match(
      output,
      /sockaddr_in \(Linux\) +big-endian: Family 512|sockaddr_in \(Linux\) +Family 512 +sin_family = AF_INET \(2\), sin_port = 80 \(http\), sin_addr = 127\.0\.0\.1/,
    );
  });

  it('takes plain text as it is, and no bytes', async () => {
    assert.match((await sockscope(['decode', 'hello'])).output, /^5 bytes\n00000000 {2}68 65 6c 6c 6f/);
    assert.equal((await sockscope(['decode', '""'])).output, '0 bytes\n');
    assert.match((await sockscope(['decode', '[07]'])).output, /^1 byte\n/);
  });

  it('shows all bytes of a long payload, with their offsets', async () => {
    const { output } = await sockscope(['decode', 'zeros(200000)']);
    const offsets = output.match(/^[0-9a-f]{8}(?= )/gm)!.map((offset) => parseInt(offset, 16));
    assert.deepEqual(
      offsets,
      Array.from({ length: 12_500 }, (_, row) => row * 16),
    );
  });

  it('reads files of the folder that it is called in, and no others', async () => {
    const folder = await makeTempFolder();
    await writeFile(join(folder.path, 'a.bin'), 'abc');
    assert.match((await sockscope(['decode', 'file("a.bin")'], new FakeTerminal(folder.path))).output, /^3 bytes\n/);
    const { code, complaints } = await sockscope(
      ['decode', `file("${__filename.replaceAll('\\', '/')}")`],
      new FakeTerminal(folder.path),
    );
    assert.equal(code, 1);
    assert.match(complaints, /leads out of/);
    await folder.remove();
  });
});
