import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asOnePiece, openSource, SOURCE_OPTIONS, type ByteSource } from '../../../../src/cli/commands/byteSource';
import { parseCommandLine } from '../../../../src/cli/terminal/commandLine';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';
import { FakeTerminal } from '../fakeTerminal';

describe('cli/byteSource', () => {
  let folder: TempFolder;
  before(async () => {
    folder = await makeTempFolder();
    await writeFile(join(folder.path, 'some bytes'), Buffer.alloc(1_000_000, 7));
  });
  after(() => folder.remove());

  const open = (args: readonly string[], payload?: string, input = ''): Promise<ByteSource> =>
    openSource(
      parseCommandLine({ usage: 'x', options: SOURCE_OPTIONS }, args),
      payload,
      new FakeTerminal(folder.path, input),
    );

  async function bytesOf({ pieces }: ByteSource): Promise<Buffer> {
    const all: Uint8Array[] = [];
    for await (const piece of pieces) all.push(piece);
    return Buffer.concat(all);
  }

  it('takes a payload, text as it stands, hex, a file, and standard input', async () => {
    assert.equal((await bytesOf(await open([], '"a\\n"'))).toString(), 'a\n');
    assert.equal((await bytesOf(await open(['--text', '"a\\n" é']))).toString(), '"a\\n" é');
    assert.equal((await bytesOf(await open(['--hex', '0x0a, 0b']))).toString('hex'), '0a0b');
    assert.deepEqual(await bytesOf(await open(['--file', 'some bytes'])), Buffer.alloc(1_000_000, 7));
    assert.equal((await bytesOf(await open([], '-', '0a\r\n'))).toString(), '0a\r\n');
  });

  it('knows how many bytes there are, but of standard input', async () => {
    const lengths = [
      (await open([], '"abc"')).length,
      (await open(['--file', 'some bytes'])).length,
      (await open([], '-')).length,
    ];
    assert.deepEqual(lengths, [3, 1_000_000, undefined]);
  });

  it('takes exactly one of them', async () => {
    const message = /send takes an endpoint and a payload.*-, for standard input, or --text, --hex or --file/;
    await assert.rejects(open([]), message);
    await assert.rejects(open(['--text', 'a'], '"a"'), message);
    await assert.rejects(open(['--text', 'a', '--hex', '0a']), message);
  });

  it('says what is wrong with hex and with a file', async () => {
    await assert.rejects(open(['--hex', '0a0']), /^Error: In --hex: “0a0” has an odd number of hex digits/);
    await assert.rejects(open(['--file', 'none']), /none/);
    await assert.rejects(open(['--file', '.']), /folder/);
  });

  it('gathers a datagram, and refuses what is larger than any', async () => {
    const gathered = await asOnePiece(await open(['--file', 'some bytes']), 1_000_000);
    assert.equal((await bytesOf(gathered)).length, 1_000_000);
    assert.equal(gathered.length, 1_000_000);
    await assert.rejects(
      asOnePiece(await open(['--file', 'some bytes']), 999_999),
      /A datagram takes at most 999999 bytes/,
    );
    // The socket itself says exactly what is wrong with one that is there.
    const whole = await open([], 'zeros(100)');
    assert.equal(await asOnePiece(whole, 10), whole);
  });
});
