import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lineEnd, withLineEnds } from '../../../../src/cli/terminal/lineEnds';
import { UsageError } from '../../../../src/cli/terminal/terminal';

// eslint-disable-next-line @typescript-eslint/require-await -- as standard input is read
async function* piecesOf(pieces: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece, 'latin1');
}

async function changed(pieces: readonly string[], end: string): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of withLineEnds(piecesOf(pieces), end)) parts.push(part);
  assert.ok(
    parts.every((part) => part.length > 0),
    'an empty piece would be an empty datagram',
  );
  return Buffer.concat(parts).toString('latin1');
}

describe('cli/lineEnds', () => {
  it('knows the ends, and says which there are', () => {
    assert.deepEqual(['lf', 'crlf', 'none'].map(lineEnd), ['\n', '\r\n', '']);
    assert.throws(() => lineEnd('cr'), new UsageError('--eol takes lf, crlf, none, not “cr”.'));
  });

  it('ends each line as it is told, and leaves a lone CR and a last line without an end', async () => {
    assert.equal(await changed(['a\nb\r\nc\rd\r'], '\r\n'), 'a\r\nb\r\nc\rd\r');
    assert.equal(await changed(['a\nb\r\n\n'], '\n'), 'a\nb\n\n');
    assert.equal(await changed(['a\r\nb\n'], ''), 'ab');
  });

  it('does the same however the bytes are cut', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: fc.constantFrom('\r', '\n', 'a'), minLength: 1 })),
        fc.constantFrom('\n', '\r\n', ''),
        async (pieces, end) => {
          assert.equal(await changed(pieces, end), pieces.join('').replaceAll(/\r?\n/g, end));
        },
      ),
    ));
});
