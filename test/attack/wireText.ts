import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { allProblems, checkScript } from '../../src/wire/check/checker';
import { readConfinedFile } from '../../src/wire/run/confinedFile';
import { formatScript } from '../../src/wire/syntax/formatter';
import { codeOf, type Attack, type AttackGroup } from './attack';

/** How often a link takes the place of a folder while files of the folder are read. */
const SWAPS = 2000;
/** Bytes that are read of a file. */
const LIMIT = 1000;

/** A wire file is opened in the editor, and formatted: what is wrong in it, by code, each once. */
const opened =
  (text: () => string): Attack['attempt'] =>
  () => {
    const checked = checkScript(text());
    const problems = allProblems(checked).filter(({ severity }) => severity === 'error');
    formatScript(checked.script);
    return `${problems.length > 0 ? 'refused' : 'accepted'}; ${[...new Set(problems.map(({ code }) => code))].join(' ')}`;
  };

const doubling = (first: string): string =>
  [
    `@v0 = ${first}`,
    ...Array.from({ length: 40 }, (_, number) => `@v${number + 1} = {{v${number}}}{{v${number}}}`),
  ].join('\n') + '\n### one\ncon = dial 9\ncon > "{{v40}}"\n';

async function makeRace(folder: string): Promise<void> {
  const workspace = join(folder, 'workspace');
  const outside = join(folder, 'outside');
  await mkdir(join(workspace, 'data'), { recursive: true });
  await mkdir(outside);
  await writeFile(join(workspace, 'data', 'x'), 'inside');
  await writeFile(join(outside, 'x'), 'outside');
  await symlink(outside, join(workspace, 'link'));
}

/** A folder of the workspace becomes a link to the outside while it is read; says what was read. */
async function race(folder: string): Promise<string> {
  const root = join(folder, 'workspace');
  const [data, link, aside] = ['data', 'link', 'aside'].map((name) => join(root, name));
  let isOver = false;
  const swapping = (async () => {
    for (let swap = 0; swap < SWAPS; swap++) {
      await rename(data!, aside!);
      await rename(link!, data!);
      await rename(data!, link!);
      await rename(aside!, data!);
    }
    isOver = true;
  })();
  const contents = new Set<string>();
  const reading = async (): Promise<void> => {
    while (!isOver) {
      await readConfinedFile({ root, base: root }, 'data/x', LIMIT).then(
        (bytes) => contents.add(Buffer.from(bytes).toString()),
        () => undefined,
      );
    }
  };
  await Promise.all([swapping, reading(), reading(), reading()]);
  return [...contents].join(' ');
}

const OUTSIDE = ['../x', '/etc/passwd', 'inner/../../x'];

const ATTACKS: readonly Attack[] = [
  {
    name: 'definitions that double, forty times',
    memory: 80,
    stall: 200,
    outcome: /^refused/,
    attempt: opened(() => doubling('xxxxxxxxxxxxxxxx')),
  },
  {
    name: 'thirty definitions of 64 MiB each',
    memory: 80,
    stall: 200,
    outcome: /./,
    attempt: opened(
      () =>
        `${Array.from({ length: 30 }, (_, number) => `@v${number} = zeros(67108864)`).join('\n')}\n### one\nwait 1ms\n`,
    ),
  },
  {
    name: 'repeat within repeat, twenty deep',
    memory: 80,
    stall: 200,
    outcome: /^refused/,
    attempt: opened(() => `con = dial 9\ncon > ${'repeat(1000, '.repeat(20)}"x"${')'.repeat(20)}\n`),
  },
  {
    name: 'parentheses, 100,000 deep',
    memory: 200,
    stall: 1000,
    outcome: /^refused/,
    attempt: opened(() => `con = dial 9\ncon > ${'repeat(1, '.repeat(100_000)}\n`),
  },
  {
    name: 'regular expressions that make other engines try for ever',
    memory: 100,
    stall: 500,
    outcome: /^accepted/,
    attempt: opened(() => 'con = dial 9\ncon < /(a+)+$/\ncon < /(a|a)*b/\ncon < /a(.*b)?/\n'),
  },
  {
    name: 'a repetition within a repetition of a regular expression',
    memory: 100,
    stall: 500,
    outcome: /^refused/,
    attempt: opened(() => 'con = dial 9\ncon < /((a{1000}){1000}){1000}/\n'),
  },
  {
    name: 'a line of 10 MB',
    memory: 400,
    stall: 3000,
    outcome: /./,
    attempt: opened(() => `con = dial 9\ncon > "${'x'.repeat(10_000_000)}"\n`),
  },
  {
    name: 'a folder that is swapped for a link while file("…") reads from it',
    memory: 60,
    stall: 50,
    outcome: /^(inside)?$/,
    prepare: makeRace,
    attempt: race,
  },
  {
    name: 'file("…") with paths that lead outside of the workspace',
    memory: 60,
    stall: 50,
    outcome: /^(FILE_OUTSIDE_WORKSPACE ){3}$/,
    prepare: async (folder) => {
      await mkdir(join(folder, 'root', 'inner'), { recursive: true });
      await writeFile(join(folder, 'x'), 'outside');
    },
    attempt: async (folder) => {
      const root = join(folder, 'root');
      const codes = [];
      for (const path of OUTSIDE) codes.push(await codeOf(() => readConfinedFile({ root, base: root }, path, LIMIT)));
      return `${codes.join(' ')} `;
    },
  },
];

export const WIRE_TEXT: AttackGroup = { title: 'Wire files', attacks: ATTACKS };
