import assert from 'node:assert/strict';
import fc from 'fast-check';
import { COPY_FORMATS } from '../../../src/bytes/copyFormats';

const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, byte) => byte);

function write(id: string, bytes: Uint8Array): string {
  const format = COPY_FORMATS.find((candidate) => candidate.id === id);
  assert.ok(format, `no format ${id}`);
  return format.format(bytes);
}

/** The bytes of an array's text: all that is written as `0x` and two digits. */
const listed = (text: string) =>
  Array.from(text.matchAll(/\b0x([0-9a-f]{2})\b/g), ([, digits]) => parseInt(digits!, 16));

/** The bytes of a literal's text, by the escapes that Python and Rust share. */
function unescaped(text: string): number[] {
  const escapes: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13, '"': 0x22, '\\': 0x5c };
  const inside = /^b"(.*)"$/s.exec(text)?.[1] ?? '';
  return Array.from(inside.matchAll(/\\x([0-9a-f]{2})|\\(.)|(.)/gs), ([, hex, escape, plain]) =>
    hex !== undefined ? parseInt(hex, 16) : escape !== undefined ? escapes[escape]! : plain!.charCodeAt(0),
  );
}

/** How each format is read back. */
const READERS: Readonly<Record<string, (text: string) => readonly number[]>> = {
  hex: (text) => [...Buffer.from(text.replaceAll(' ', ''), 'hex')],
  hexDump: (text) =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .flatMap((line) => [...Buffer.from(line.slice(10, 58).replaceAll(' ', ''), 'hex')]),
  base64: (text) => [...Buffer.from(text, 'base64')],
  c: listed,
  go: listed,
  javascript: listed,
  python: unescaped,
  rust: unescaped,
};

describe('copyFormats', () => {
  for (const [id, readBack] of Object.entries(READERS)) {
    it(`write bytes as ${id} so that they read back the same`, () => {
      assert.deepEqual(readBack(write(id, EVERY_BYTE)), [...EVERY_BYTE]);
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
          assert.deepEqual(readBack(write(id, bytes)), [...bytes]);
        }),
      );
    });
  }

  it('write Base64 as Buffer does', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        assert.equal(write('base64', bytes), Buffer.from(bytes).toString('base64'));
      }),
    );
  });

  it('write text as it is, a byte order mark too, and what is no text as U+FFFD', () => {
    assert.equal(write('text', Buffer.from('\u{feff}hé\r\n')), '\u{feff}hé\r\n');
    assert.equal(write('text', Uint8Array.of(0x41, 0xff)), 'A\u{fffd}');
  });

  it('are all tested, and have each id once', () => {
    const ids = COPY_FORMATS.map(({ id }) => id);
    assert.deepEqual(ids.toSorted(), [...Object.keys(READERS), 'text'].toSorted());
    assert.equal(new Set(ids).size, ids.length);
  });
});
