import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import { join } from 'node:path';
import { COPY_FORMATS } from '../../src/bytes/copyFormats';
import type { TypeRow } from '../../src/bytes/inspect/typeRow';
import { TYPE_ROWS } from '../../src/bytes/inspect/typeRows';
import { spawnTool } from '../support/process';
import { makeTempFolder, type TempFolder } from '../support/temp-folder';
import { requireTool, skipAloud } from '../support/tools';

const SAMPLES: readonly Buffer[] = ['00112233445566778899', 'fedcba9876543210ff80', '3f8000003ff0000000ff'].map((hex) =>
  Buffer.from(hex, 'hex'),
);

/** Rows whose expressions are single numbers: how C prints them, and whether their decimals are the shortest. */
const PRINTED: Readonly<Record<string, { readonly format: string; readonly cast: string; readonly float?: true }>> = {
  ...Object.fromEntries(
    [8, 16, 24, 32, 48, 64].flatMap((bits) => [
      [`u${bits}`, { format: '%llu', cast: 'unsigned long long' }],
      [`i${bits}`, { format: '%lld', cast: 'long long' }],
    ]),
  ),
  f16: { format: '%.17g', cast: 'double', float: true },
  bf16: { format: '%.17g', cast: 'double', float: true },
  f32: { format: '%.17g', cast: 'double', float: true },
  f64: { format: '%.17g', cast: 'double', float: true },
};

const rowOf = (id: string) => TYPE_ROWS.find((row) => row.id === id)!;
const holderBits = ({ bytes }: TypeRow) => [1, 2, 4, 8].find((size) => size >= bytes)! * 8;
const cBytes = (bytes: Uint8Array) => `{ ${Array.from(bytes, String).join(', ')} }`;

/** A program that prints each row's expressions over a sample, a line each. */
function expressionProgram(sample: Buffer): string {
  const prints = Object.entries(PRINTED).flatMap(([id, { format, cast }]) => {
    const row = rowOf(id);
    return [row.c.be, row.c.le].map(
      (expression) =>
        `{ uint${holderBits(row)}_t x = 0; memcpy(&x, p, ${row.bytes}); printf("${format}\\n", (${cast})(${expression})); }`,
    );
  });
  return `#include <arpa/inet.h>
#include <endian.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
int main(void) { const unsigned char p[] = ${cBytes(sample)};\n${prints.join('\n')}\nreturn 0; }\n`;
}

const SOCKADDR_PROGRAM = `#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>
static void print(const void *address, size_t length) {
  for (size_t i = 0; i < length; i++) printf("%02x", ((const unsigned char *)address)[i]);
  printf("\\n");
}
int main(void) {
  struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(8080) };
  inet_pton(AF_INET, "192.0.2.7", &in.sin_addr);
  print(&in, sizeof in);
  struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons(443), .sin6_flowinfo = htonl(9), .sin6_scope_id = 3 };
  inet_pton(AF_INET6, "fe80::1:2", &in6.sin6_addr);
  print(&in6, sizeof in6);
  struct sockaddr_un un = { .sun_family = AF_UNIX };
  strcpy(un.sun_path, "/run/x.sock");
  print(&un, sizeof un);
  return 0;
}
`;

describe('data inspector and C', function () {
  let folder: TempFolder;
  before(async () => {
    folder = await makeTempFolder();
  });
  after(() => folder.remove());

  async function runTool(command: string, args: readonly string[]): Promise<string> {
    const tool = spawnTool(command, args);
    assert.equal((await tool.exited).code, 0, tool.stderr.text());
    return tool.stdout.text();
  }

  async function compileAndRun(gcc: string, name: string, source: string): Promise<string[]> {
    const file = join(folder.path, `${name}.c`);
    await writeFile(file, source);
    const program = join(folder.path, name);
    await runTool(gcc, ['-Wall', '-Werror', '-o', program, file]);
    return (await runTool(program, [])).trimEnd().split('\n');
  }

  it('shows what the expressions of its rows yield', async function () {
    const gcc = requireTool(this, 'gcc');
    for (const [i, sample] of SAMPLES.entries()) {
      const lines = await compileAndRun(gcc, `expressions${i}`, expressionProgram(sample));
      for (const [id, { float }] of Object.entries(PRINTED)) {
        for (const order of ['be', 'le'] as const) {
          const printed = lines.shift()!;
          const reading = rowOf(id).read({ bytes: sample, selected: 1, order });
          const shown = reading.kind === 'value' ? reading.value : reading.kind;
          if (float) assert.ok(isNear(Number(shown), printed, rowOf(id).bytes), `${id} ${order}: ${shown}, ${printed}`);
          else assert.equal(shown, printed, `${id} ${order}`);
        }
      }
    }
  });

  it('reads socket addresses that a C program printed, field by field', async function () {
    if (process.platform !== 'linux') skipAloud(this, 'the program prints the layouts of Linux.');
    const lines = await compileAndRun(requireTool(this, 'gcc'), 'sockaddr', SOCKADDR_PROGRAM);
    const order = endianness() === 'LE' ? 'le' : 'be';
    const [inet, inet6, unix] = ['sockaddr_in_linux', 'sockaddr_in6_linux', 'sockaddr_un_linux'].map((id, i) => {
      const reading = rowOf(id).read({ bytes: Buffer.from(lines[i]!, 'hex'), selected: 1, order });
      return reading.kind === 'value' ? reading.value : JSON.stringify(reading);
    });
    assert.equal(inet, 'sin_family = AF_INET (2)\nsin_port = 8080 (http-alt)\nsin_addr = 192.0.2.7\nsin_zero = 0');
    assert.equal(
      inet6,
      'sin6_family = AF_INET6 (10)\nsin6_port = 443 (https)\nsin6_flowinfo = 9\nsin6_addr = fe80::1:2\nsin6_scope_id = 3',
    );
    assert.equal(unix, 'sun_family = AF_UNIX (1)\nsun_path = /run/x.sock');
  });

  describe('copied bytes', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const hex = Buffer.from(bytes).toString('hex');
    const copied = (id: string) => COPY_FORMATS.find((format) => format.id === id)!.format(bytes);

    it('are the same in C', async function () {
      const source = `#include <stdio.h>\n${copied('c')}int main(void) { for (size_t i = 0; i < sizeof bytes; i++) printf("%02x", bytes[i]); return 0; }\n`;
      assert.deepEqual(await compileAndRun(requireTool(this, 'gcc'), 'copied', source), [hex]);
    });

    it('are the same in Python', async function () {
      assert.equal(
        await runTool(requireTool(this, 'python3'), ['-c', `print((${copied('python')}).hex(), end='')`]),
        hex,
      );
    });

    it('are the same in JavaScript', async () => {
      const script = `process.stdout.write(Buffer.from(${copied('javascript')}).toString('hex'))`;
      assert.equal(await runTool(process.execPath, ['-e', script]), hex);
    });
  });
});

/** Whether a shortest decimal is the number that C printed in full: to half of the type's last digit. */
function isNear(shown: number, printed: string, bytes: number): boolean {
  const number = Number(printed.replace('inf', 'Infinity').replace(/-?nan/, 'NaN'));
  if (!Number.isFinite(number)) return Object.is(shown, number);
  const precision = { 2: 2 ** -8, 4: 2 ** -24, 8: 0 }[bytes] ?? 0;
  // Half of what parts the smallest numbers of 16 and 32 bits.
  const step = { 2: 2 ** -25, 4: 2 ** -150 }[bytes] ?? 0;
  return Math.abs(shown - number) <= Math.max(step, precision * Math.abs(number));
}
