import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { COPY_FORMATS } from '../../src/bytes/copyFormats';
import { toHex } from '../../src/bytes/hex';
import { readWritten } from '../../src/bytes/written/readWritten';
import { makeTempFolder, type TempFolder } from '../support/temp-folder';
import { requireTool } from '../support/tools';
import { output } from './tshark';

/** Repeated lines, bytes that do not print, text that looks like hex, and an end within a line. */
const SAMPLES: readonly Buffer[] = [
  Buffer.from('Hello, world\n'),
  Buffer.concat([Buffer.from('de ad be ef  ab cd | > 00 11'), Buffer.alloc(200), Buffer.from('tail')]),
  Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
  Buffer.alloc(64, 'ab'),
];

const DUMPS: readonly (readonly [program: string, ...args: string[]])[] = [
  ['xxd'],
  ['xxd', '-a'],
  ['xxd', '-g', '1', '-u'],
  ['xxd', '-c', '7', '-d'],
  ['xxd', '-p'],
  ['xxd', '-i'],
  ['hexdump', '-C'],
  ['hexdump', '-C', '-v'],
  ['od', '-A', 'x', '-t', 'x1z'],
  ['od', '-A', 'd', '-t', 'x1z', '-v'],
  ['od', '-t', 'x1'],
];

const readingsOf = (text: string): string[] => readWritten(text).readings.map(({ bytes }) => toHex(bytes));

describe('what other programs write down', () => {
  let folder: TempFolder;
  let path: string;
  before(async () => {
    folder = await makeTempFolder();
    path = join(folder.path, 'sample.bin');
  });
  after(() => folder.remove());

  for (const [program, ...args] of DUMPS) {
    it(`${program} ${args.join(' ')}`, async function () {
      const tool = requireTool(this, program);
      for (const sample of SAMPLES) {
        await writeFile(path, sample);
        // Octal and decimal offsets behind a `*` can be hex ones, too: the likeliest comes first, and all are told.
        assert.equal(readingsOf(await output(tool, ...args, path))[0], sample.toString('hex'));
      }
    });
  }

  it('is refused where the order of the bytes is not said: hexdump, od -x, xxd -e', async function () {
    await writeFile(path, SAMPLES[2]!);
    for (const [program, ...args] of [['hexdump'], ['od', '-x'], ['xxd', '-e']] as const) {
      const text = await output(requireTool(this, program), ...args, path);
      const { readings, problem } = readWritten(text);
      assert.deepEqual([readings, problem?.code.startsWith('DUMP_')], [[], true], program);
    }
  });

  it('is refused where the digits are no hex: od -t u1, od -t d1, od -b, od -c, od -a, xxd -b', async function () {
    for (const sample of [...SAMPLES, Buffer.from('33'), Buffer.from('A'), Buffer.alloc(6)]) {
      await writeFile(path, sample);
      for (const [program, ...args] of [
        ['od', '-t', 'u1'],
        ['od', '-A', 'x', '-t', 'u1'],
        ['od', '-t', 'd1'],
        ['od', '-b'],
        ['od', '-c'],
        ['od', '-a'],
        ['xxd', '-b'],
        ['xxd', '-b', '-c', '1'],
      ] as const) {
        const text = await output(requireTool(this, program), ...args, path);
        assert.deepEqual(readingsOf(text), [], `${program} ${args.join(' ')}: ${text}`);
      }
    }
  });

  it('is read whole without its text, also where digits are the text of those in front: hexdump -C', async function () {
    const tool = requireTool(this, 'hexdump');
    for (const sample of [...SAMPLES, Buffer.from('300'), Buffer.from('33300000'), Buffer.from('a1b2c3d4')]) {
      await writeFile(path, sample);
      const text = (await output(tool, '-C', '-v', path)).replaceAll(/ *\|.*\|$/gm, '');
      assert.equal(readingsOf(text)[0], sample.toString('hex'), text);
    }
  });

  it('tshark -x', async function () {
    const text2pcap = requireTool(this, 'text2pcap');
    const tshark = requireTool(this, 'tshark');
    for (const sample of SAMPLES) {
      await writeFile(path, sample);
      await writeFile(join(folder.path, 'dump.txt'), await output('xxd', '-g', '1', path));
      const capture = join(folder.path, 'dump.pcap');
      await output(text2pcap, '-q', '-l', '147', join(folder.path, 'dump.txt'), capture);
      assert.deepEqual(readingsOf(await output(tshark, '-r', capture, '-x')), [sample.toString('hex')]);
    }
  });
});

/** Literals as their languages' own programs print what they mean. */
describe('literals, as their languages read them', () => {
  let folder: TempFolder;
  before(async () => {
    folder = await makeTempFolder();
  });
  after(() => folder.remove());

  function readIn(language: string, text: string): string {
    const reading = readWritten(text).readings.find(({ languages }) => languages.includes(language));
    return reading ? toHex(reading.bytes) : 'nothing';
  }

  const C = [
    '"GET\\r\\n\\x00\\101\\0"',
    '"\\1234\\77\\7x"',
    '"a" "b\\x41" "42"',
    '"\\u00e9\\U0001f600é"',
    '"\\a\\b\\v\\f\\\\\\?\\\'\\""',
    'u8"é"',
    '"a\\\nb"',
  ];
  const C_LISTS = ["{0x01, 2, '\\n', 010, 0b11}", "{'\\x7f', 'a', 0xffU, 1UL, -1}", '{1, /* two */ 2, // three\n 3}'];
  const C_ARRAYS = [
    'unsigned char a0[4]={1};',
    'char a1[]="abc";',
    'char a2[3] = "abc";',
    'char a3[0x6] = {"a" "bc"};',
    'unsigned char a4[2][3] = {{1}, {2, 3}};',
    'unsigned char a5[][2] = {1, 2, 3};',
    'char a6[2][3] = {"a", {\'b\'}};',
    'char a7[012] = """a""b""";',
  ];
  it('C', async function () {
    const gcc = requireTool(this, 'gcc');
    const arrays = [
      ...C_ARRAYS,
      ...C.map((text, index) => `static const char s${index}[] = ${text};`),
      ...C_LISTS.map((text, index) => `static const char l${index}[] = ${text};`),
    ];
    const prints = [
      ...C_ARRAYS.map((_, index) => `print(a${index}, sizeof a${index});`),
      ...C.map((_, index) => `print(s${index}, sizeof s${index} - 1);`),
      ...C_LISTS.map((_, index) => `print(l${index}, sizeof l${index});`),
    ];
    const source = join(folder.path, 'literals.c');
    await writeFile(
      source,
      `#include <stdio.h>\nstatic void print(const void *q, unsigned long n) { const char *p = q; for (unsigned long i = 0; i < n; i++) printf("%02x", (unsigned char)p[i]); puts(""); }\n${arrays.join('\n')}\nint main(void) { ${prints.join(' ')} return 0; }\n`,
    );
    await output(gcc, '-std=gnu2x', '-w', '-o', join(folder.path, 'literals'), source);
    const printed = (await output(join(folder.path, 'literals'))).trim().split('\n');
    assert.deepEqual(
      [...C_ARRAYS, ...C, ...C_LISTS].map((text) => readIn('C', text)),
      printed,
    );
  });

  const PYTHON = [
    'b"\\x00\\xff\\101\\7\\r\\n"',
    "b'a' b'b' # comment",
    '"\\xe9\\u20ac\\U0001f600\\351"',
    "r'\\n'",
    'rb"\\x00"',
    "'''a\n\"b'''",
    'bytes([1, 2, 0x10, 0b11, 0o17, 1_0])',
    'bytearray((1, 2))',
    'bytes.fromhex("de ad")',
    'b"ab" * 3 + b"c"',
    '[0] * 4 + [255]',
    '("a" "b")',
    '"a\\\nb"',
    "'''a\r\nb\rc'''",
    "rb'''a\\\r\nb'''",
    '"""a""b"""',
  ];
  const NO_PYTHON = ["b'1'''", "'a' b'b'", "b'a' + 'b'", '"a\rb"'];
  it('Python', function () {
    const python = requireTool(this, 'python3');
    const program =
      'import json,sys\nfor t in json.loads(sys.argv[1]):\n v=eval(t)\n print((v.encode() if isinstance(v,str) else bytes(v)).hex())';
    const printed = execFileSync(python, ['-c', program, JSON.stringify(PYTHON)], { encoding: 'utf8' });
    assert.deepEqual(
      PYTHON.map((text) => readIn('Python', text)),
      printed.trim().split('\n'),
    );
    for (const text of NO_PYTHON) {
      assert.throws(
        () => execFileSync(python, ['-c', 'import sys\neval(sys.argv[1])', text], { stdio: 'ignore' }),
        text,
      );
      assert.equal(readIn('Python', text), 'nothing', text);
    }
  });

  const JAVASCRIPT = [
    '"\\ud83d\\ude00\\u{1f600}\\xe9\\0"',
    "'\\b\\v\\f\\'\\\\'",
    '`a\nb\\`\\$`',
    '`a\r\nb\rc\\\r\nd`',
    'new Uint8Array([1, 0x2, 0b11, 0o17, 1_0])',
    'Uint8Array.of(1, 255)',
    "Buffer.from('dead', 'hex')",
    'Buffer.from("é")',
    '[[1, 2], [3]]',
    '"a" + "b"',
    '"a\\\nb"',
  ];
  it('JavaScript', () => {
    const printed = JAVASCRIPT.map((text) => {
      const program = `"use strict"; const v = ${text}; const flat = Array.isArray(v) ? v.flat() : v; process.stdout.write(Buffer.from(flat).toString("hex"))`;
      return execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' });
    });
    assert.deepEqual(
      JAVASCRIPT.map((text) => readIn('JavaScript', text)),
      printed,
    );
  });

  it('and what was copied, however long', () => {
    for (const { id, format } of COPY_FORMATS.filter((each) => !['text', 'base64'].includes(each.id))) {
      for (const sample of SAMPLES) assert.equal(readingsOf(format(sample))[0], sample.toString('hex'), id);
    }
  });
});
