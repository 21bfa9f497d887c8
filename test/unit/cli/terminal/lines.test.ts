import assert from 'node:assert/strict';
import fc from 'fast-check';
import { linesOf, MAX_LINE } from '../../../../src/cli/terminal/lines';

async function* pieces(...texts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(typeof text === 'string' ? Buffer.from(text) : text);
}

async function read(...texts: readonly (string | Uint8Array)[]): Promise<unknown[]> {
  const lines: unknown[] = [];
  for await (const line of linesOf(pieces(...texts))) {
    lines.push(line.kind === 'line' ? [line.text, line.isEnded] : line.error.code);
  }
  return lines;
}

async function second<Item>(items: AsyncIterable<Item>): Promise<Item | undefined> {
  let count = 0;
  for await (const item of items) if (++count === 2) return item;
  return undefined;
}

describe('cli/lines', () => {
  it('end with LF or CR LF, the last one perhaps with neither', async () => {
    assert.deepEqual(await read('a\nb\r', '\n', '\r\n\n', 'é', 'c\rd', '\r'), [
      ['a', true],
      ['b', true],
      ['', true],
      ['', true],
      ['éc\rd\r', false],
    ]);
    assert.deepEqual(await read('a\n'), [['a', true]]);
    assert.deepEqual(await read(), []);
  });

  it('are passed over when they are no UTF-8, or too long', async () => {
    const long = 'x'.repeat(MAX_LINE);
    assert.deepEqual(await read('a\n', Uint8Array.of(0xc3, 0x28, 0x0a), 'b\n'), [
      ['a', true],
      'LINE_NOT_UTF8',
      ['b', true],
    ]);
    assert.deepEqual(await read(long, '\n', long, 'x', 'y\nb\n'), [[long, true], 'LINE_TOO_LONG', ['b', true]]);
    const refused = await second(linesOf(pieces('\n', long, long, '\n')));
    assert.equal(
      refused?.kind === 'refused' && refused.error.message,
      'Line 2 has 2097152 bytes and was passed over; a line may have 1048576.',
    );
  });

  it('are the same, however the input is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('a', '\r', '\n', '\r\n', 'é', 'bc')), async (parts) => {
        assert.deepEqual(await read(...parts), await read(parts.join('')));
        const whole = Buffer.from(parts.join(''));
        const bytes = Array.from(whole, (byte) => Uint8Array.of(byte));
        assert.deepEqual(await read(...bytes), await read(whole));
      }),
    );
  });
});
