/**
 * `npm run bench`: measures Sockscope and its peers side by side, and prints a table in Markdown. Every receiver runs in
 * a process of its own, against one common sender; the figures are medians. Only loopback is used.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exitOnSignals } from '../support/exit-on-signals';
import { makeTempFolder } from '../support/temp-folder';
import { explainMissingTool, findTool } from '../support/tools';
import { Bench, type Section } from './harness/bench';
import { bundleContenders, compilePeers } from './harness/build';
import { describeMachine, freeSpace } from './harness/machine';
import { parseOptions, type BenchOptions } from './harness/options';
import { formatTable, type Row } from './harness/row';
import { formatBytes, GIB } from './harness/units';
import { activation } from './sections/activation';
import { connections } from './sections/connections';
import { datagrams } from './sections/datagrams';
import { finding } from './sections/finding';
import { flood } from './sections/flood';
import { hostFlood } from './sections/hostFlood';
import { inspector } from './sections/inspector';
import { ladder } from './sections/ladder';
import { looking } from './sections/looking';
import { lookup } from './sections/lookup';
import { memory } from './sections/memory';
import { messages } from './sections/messages';
import { opening } from './sections/opening';
import { relay } from './sections/relay';
import { shortConnections } from './sections/shortConnections';
import { talk } from './sections/talk';
import { vsix } from './sections/vsix';
import { wire } from './sections/wire';

const SECTIONS: readonly Section[] = [
  flood,
  memory,
  messages,
  datagrams,
  connections,
  shortConnections,
  relay,
  talk,
  opening,
  lookup,
  looking,
  finding,
  inspector,
  ladder,
  wire,
  vsix,
  activation,
  hostFlood,
];

/** What stays free on the disk. */
const SPARE_BYTES = GIB;

function requireTools(sections: readonly Section[]): void {
  const tools = new Set(sections.flatMap((section) => section.tools));
  const missing = [...tools].filter((tool) => findTool(tool) === undefined);
  if (missing.length > 0) throw new Error(missing.map(explainMissingTool).join('\n'));
}

async function requireSpace(sections: readonly Section[], scale: number, folder: string): Promise<void> {
  const needed = Math.max(...sections.map((section) => section.diskBytes)) * scale + SPARE_BYTES;
  const free = await freeSpace(folder);
  if (free >= needed) return;
  throw new Error(
    `${folder} has ${formatBytes(free)} free, and ${formatBytes(needed)} are needed. Name another folder in TMPDIR, or pass a smaller --scale.`,
  );
}

async function measure(sections: readonly Section[], { scale, runs }: BenchOptions, folder: string): Promise<Row[]> {
  const programs = join(folder, 'programs');
  await mkdir(programs);
  await bundleContenders(programs);
  const gcc = findTool('gcc');
  if (gcc !== undefined) await compilePeers(programs, gcc);
  const bench = new Bench({ folder, programs, runs, scale });
  const rows: Row[] = [];
  for (const section of sections) {
    console.log(`\n${section.name}`);
    rows.push(...(await section.measure(bench)));
  }
  return rows;
}

async function main(): Promise<void> {
  const names = SECTIONS.map(({ name }) => name);
  const options = parseOptions(process.argv.slice(2), names);
  const { only, scale, runs } = options;
  const sections = SECTIONS.filter(({ name }) => only === undefined || only.includes(name));
  requireTools(sections);
  const folder = await makeTempFolder();
  try {
    await requireSpace(sections, scale, folder.path);
    const machine = await describeMachine(folder.path);
    console.log(machine);
    const rows = await measure(sections, options, folder.path);
    const sizes = scale === 1 ? '' : `, sizes × ${scale}: a trial`;
    console.log(`\n${machine}\nmedians of ${runs}${sizes}\n\n${formatTable(rows)}`);
  } finally {
    await folder.remove();
  }
}

exitOnSignals();
// A rejection is not caught here: Node prints it and exits with 1.
void main();
