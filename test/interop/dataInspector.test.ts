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

/** A program that prints socket addresses: each `print` of their bytes a line of hex digits. */
const sockaddrProgram = (declarations: string, statements: string) => `#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>
${declarations}
static void print(const void *address, size_t length) {
  for (size_t i = 0; i < length; i++) printf("%02x", ((const unsigned char *)address)[i]);
  printf("\\n");
}
int main(void) {
  ${statements}
  return 0;
}
`;

const LINUX_PROGRAM = sockaddrProgram(
  '',
  `struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(8080) };
  inet_pton(AF_INET, "192.0.2.7", &in.sin_addr);
  print(&in, sizeof in);
  struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons(443), .sin6_flowinfo = htonl(9), .sin6_scope_id = 3 };
  inet_pton(AF_INET6, "fe80::1:2", &in6.sin6_addr);
  print(&in6, sizeof in6);
  struct sockaddr_un un = { .sun_family = AF_UNIX };
  strcpy(un.sun_path, "/run/x.sock");
  print(&un, sizeof un);`,
);

/** What the programs write into a path that they fill, and what they let stand in memory behind the address. */
const FILL = 'p';
const BEHIND = 'q';

const LINUX_PATHS_PROGRAM = sockaddrProgram(
  '',
  `struct sockaddr_un abstract = { .sun_family = AF_UNIX };
  memcpy(abstract.sun_path, "\\0wire", 5);
  print(&abstract, sizeof abstract);
  memset(abstract.sun_path + 5, '${BEHIND}', sizeof abstract.sun_path - 5);
  print(&abstract, offsetof(struct sockaddr_un, sun_path) + 5);
  print(&abstract, sizeof abstract);
  struct { struct sockaddr_un un; char behind[4]; } memory = { .un = { .sun_family = AF_UNIX } };
  memset(memory.un.sun_path, '${FILL}', sizeof memory.un.sun_path);
  memset(memory.behind, '${BEHIND}', sizeof memory.behind);
  print(&memory, sizeof memory);`,
);

/** The structs as the headers of the BSDs and macOS declare them, which no Linux has; sizes and places as documented there. */
const BSD_DECLARATIONS = `typedef uint8_t bsd_sa_family_t;
struct bsd_sockaddr_in {
  uint8_t sin_len;
  bsd_sa_family_t sin_family;
  in_port_t sin_port;
  struct in_addr sin_addr;
  char sin_zero[8];
};
struct bsd_sockaddr_in6 {
  uint8_t sin6_len;
  bsd_sa_family_t sin6_family;
  in_port_t sin6_port;
  uint32_t sin6_flowinfo;
  struct in6_addr sin6_addr;
  uint32_t sin6_scope_id;
};
struct bsd_sockaddr_un {
  uint8_t sun_len;
  bsd_sa_family_t sun_family;
  char sun_path[104];
};
enum { BSD_AF_UNIX = 1, BSD_AF_INET = 2, NETBSD_AF_INET6 = 24, FREEBSD_AF_INET6 = 28, MACOS_AF_INET6 = 30 };
#define AT(struct, member, offset) _Static_assert(offsetof(struct, member) == offset, #member)
#define TAKES(struct, bytes) _Static_assert(sizeof(struct) == bytes, #struct)
TAKES(struct bsd_sockaddr_in, 16);
AT(struct bsd_sockaddr_in, sin_family, 1);
AT(struct bsd_sockaddr_in, sin_port, 2);
AT(struct bsd_sockaddr_in, sin_addr, 4);
AT(struct bsd_sockaddr_in, sin_zero, 8);
TAKES(struct bsd_sockaddr_in6, 28);
AT(struct bsd_sockaddr_in6, sin6_family, 1);
AT(struct bsd_sockaddr_in6, sin6_port, 2);
AT(struct bsd_sockaddr_in6, sin6_flowinfo, 4);
AT(struct bsd_sockaddr_in6, sin6_addr, 8);
AT(struct bsd_sockaddr_in6, sin6_scope_id, 24);
TAKES(struct bsd_sockaddr_un, 106);
AT(struct bsd_sockaddr_un, sun_family, 1);
AT(struct bsd_sockaddr_un, sun_path, 2);`;

const BSD_PROGRAM = sockaddrProgram(
  BSD_DECLARATIONS,
  `struct bsd_sockaddr_in in = { .sin_len = sizeof in, .sin_family = BSD_AF_INET, .sin_port = htons(8080) };
  inet_pton(AF_INET, "192.0.2.7", &in.sin_addr);
  print(&in, sizeof in);
  const bsd_sa_family_t families[] = { MACOS_AF_INET6, FREEBSD_AF_INET6, NETBSD_AF_INET6 };
  for (size_t i = 0; i < sizeof families; i++) {
    struct bsd_sockaddr_in6 in6 = { .sin6_len = sizeof in6, .sin6_family = families[i], .sin6_port = htons(443) };
    in6.sin6_flowinfo = htonl(9);
    in6.sin6_scope_id = 3;
    inet_pton(AF_INET6, "fe80::1:2", &in6.sin6_addr);
    print(&in6, sizeof in6);
  }
  struct { struct bsd_sockaddr_un un; char behind[4]; } memory = { .un = { .sun_family = BSD_AF_UNIX } };
  strcpy(memory.un.sun_path, "/run/x.sock");
  memory.un.sun_len = offsetof(struct bsd_sockaddr_un, sun_path) + strlen(memory.un.sun_path);
  print(&memory.un, sizeof memory.un);
  memory.un.sun_len = sizeof memory.un;
  memset(memory.un.sun_path, '${FILL}', sizeof memory.un.sun_path);
  memset(memory.behind, '${BEHIND}', sizeof memory.behind);
  print(&memory, sizeof memory);`,
);

/** What the data inspector shows of bytes that were printed on this machine. */
function shownOf(id: string, line: string, selected = 1): string {
  const order = endianness() === 'LE' ? 'le' : 'be';
  const reading = rowOf(id).read({ bytes: Buffer.from(line, 'hex'), selected, order });
  return reading.kind === 'value' ? reading.value : JSON.stringify(reading);
}

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

  it('reads socket addresses of Linux that a C program printed, field by field', async function () {
    if (process.platform !== 'linux') skipAloud(this, 'the program prints the layouts of Linux.');
    const [inet, inet6, unix] = await compileAndRun(requireTool(this, 'gcc'), 'sockaddr', LINUX_PROGRAM);
    assert.equal(
      shownOf('sockaddr_in_linux', inet!),
      'sin_family = AF_INET (2)\nsin_port = 8080 (http-alt)\nsin_addr = 192.0.2.7\nsin_zero = 0',
    );
    assert.equal(
      shownOf('sockaddr_in6_linux', inet6!),
      'sin6_family = AF_INET6 (10)\nsin6_port = 443 (https)\nsin6_flowinfo = 9\nsin6_addr = fe80::1:2\nsin6_scope_id = 3',
    );
    assert.equal(shownOf('sockaddr_un_linux', unix!), 'sun_family = AF_UNIX (1)\nsun_path = /run/x.sock');
  });

  it('reads an abstract name, and a path that fills its struct, as a C program on Linux printed them', async function () {
    if (process.platform !== 'linux') skipAloud(this, 'the program prints the layouts of Linux.');
    const gcc = requireTool(this, 'gcc');
    const [whole, exact, followed, full] = await compileAndRun(gcc, 'paths', LINUX_PATHS_PROGRAM);
    const abstractName = 'sun_family = AF_UNIX (1)\nsun_path = @wire';
    assert.equal(shownOf('sockaddr_un_linux', whole!), abstractName);
    assert.equal(shownOf('sockaddr_un_linux', exact!), abstractName);
    // No zero ends an abstract name: nothing but the address's length tells it from what stands behind.
    assert.equal(shownOf('sockaddr_un_linux', followed!, exact!.length / 2), abstractName);
    assert.equal(shownOf('sockaddr_un_linux', followed!), abstractName + BEHIND.repeat(103));
    assert.equal(shownOf('sockaddr_un_linux', full!), `sun_family = AF_UNIX (1)\nsun_path = ${FILL.repeat(108)}`);
  });

  it('reads socket addresses of the BSDs and macOS that a C program printed, field by field', async function () {
    const [inet, macos, freebsd, netbsd, unix, full] = await compileAndRun(
      requireTool(this, 'gcc'),
      'bsd',
      BSD_PROGRAM,
    );
    assert.equal(
      shownOf('sockaddr_in_bsd', inet!),
      'sin_len = 16\nsin_family = AF_INET (2)\nsin_port = 8080 (http-alt)\nsin_addr = 192.0.2.7\nsin_zero = 0',
    );
    for (const [line, family] of [
      [macos, 30],
      [freebsd, 28],
      [netbsd, 24],
    ] as const) {
      assert.equal(
        shownOf('sockaddr_in6_bsd', line!),
        `sin6_len = 28\nsin6_family = AF_INET6 (${family})\nsin6_port = 443 (https)\nsin6_flowinfo = 9\n` +
          'sin6_addr = fe80::1:2\nsin6_scope_id = 3',
      );
    }
    assert.equal(shownOf('sockaddr_un_bsd', unix!), 'sun_len = 13\nsun_family = AF_UNIX (1)\nsun_path = /run/x.sock');
    assert.equal(
      shownOf('sockaddr_un_bsd', full!),
      `sun_len = 106\nsun_family = AF_UNIX (1)\nsun_path = ${FILL.repeat(104)}`,
    );
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
