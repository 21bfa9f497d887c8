import { readdir, readFile, rename, stat } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Frame } from 'playwright-core';
import { Workbench } from '../../support/workbench';
import { PROJECT_ROOT } from '../../support/vscode-install';
import { portOf, startListener, waitForRow } from '../../ui/support/sockets';
import type { Bench, Section } from '../harness/bench';
import { runToEnd } from '../harness/programs';
import { median } from '../harness/rounds';
import type { Row } from '../harness/row';
import { receive } from '../harness/stream-receivers';
import { formatBytes, formatMilliseconds, GIB, KIB, MIB } from '../harness/units';

const LARGE_BYTES = GIB;
const SMALL_BYTES = MIB;
const WRITE_BYTES = 64 * KIB;
const WHEEL_TIME = 5000;
const KEY_PRESSES = 40;
const JUMPS = 24;
const MAX_SCRIPT_BYTES = 220_000;
const LIMITS = { opening: 400, jump: 100, frame: 33, key: 100 };
/** How much more or less memory than at the small capture is still the same: the workbench around the page is never still. */
const SAME_MEMORY = 0.05;

/** The inspector in the real workbench, in headless Chromium that draws in software. */
export const inspector: Section = {
  name: 'inspector',
  tools: ['gcc', 'chromium'],
  diskBytes: 2.5 * LARGE_BYTES,
  async measure(bench: Bench): Promise<Row[]> {
    const large = bench.scaled(LARGE_BYTES, WRITE_BYTES);
    // As it is shipped.
    await runToEnd(process.execPath, [join(PROJECT_ROOT, 'esbuild.mjs'), '--production']);
    return bench.inFolder(async (folder) => {
      const workbench = await Workbench.open(bench.tool('chromium'));
      try {
        await record(bench, SMALL_BYTES, folder, join(workbench.workspace, 'small.pcapng'));
        await record(bench, large, folder, join(workbench.workspace, 'large.pcapng'));
        return [
          await scriptSize(),
          ...(await captures(workbench, large, bench.runs)),
          ...(await duringFlood(workbench, large)),
        ];
      } finally {
        await workbench.close();
      }
    });
  },
};

async function record(bench: Bench, bytes: number, folder: string, target: string): Promise<void> {
  await receive(
    bench,
    'Sockscope',
    { writes: bytes / WRITE_BYTES, bytesPerWrite: WRITE_BYTES, noDelay: false },
    folder,
  );
  const name = (await readdir(folder)).find((entry) => entry.endsWith('.pcapng'));
  if (name === undefined) throw new Error('No capture was recorded.');
  await rename(join(folder, name), target);
}

async function scriptSize(): Promise<Row> {
  // What the page loads at first.
  const folder = join(PROJECT_ROOT, 'dist', 'webview');
  const imported = (await readFile(join(folder, 'inspector.js'), 'utf8')).matchAll(/from\s*"\.\/([^"]+)"/g);
  const names = ['inspector.js', ...Array.from(imported, ([, name]) => name!)];
  const size = (await Promise.all(names.map((name) => stat(join(folder, name))))).reduce(
    (sum, each) => sum + each.size,
    0,
  );
  return row(
    'the inspector’s script, minified',
    formatBytes(size),
    `below ${formatBytes(MAX_SCRIPT_BYTES)}`,
    size < MAX_SCRIPT_BYTES,
  );
}

async function captures(workbench: Workbench, large: number, runs: number): Promise<Row[]> {
  // The first opening loads the extension and the webview's service worker, which no later one has to.
  await open(workbench, 'small.pcapng');
  const openings: number[] = [];
  for (let run = 0; run < runs; run++) {
    await workbench.runCommand('View: Close All Editors');
    openings.push(await open(workbench, 'large.pcapng'));
  }
  const frame = await pageOf(workbench);
  await waitForWhole(frame, large);
  const jumps: number[][] = [];
  for (let run = 0; run < runs; run++) jumps.push(await jumpAcross(frame));
  const slowest = jumps.map((times) => Math.max(...times));
  const frames = await wheel(workbench, frame);
  await frame.evaluate(`document.querySelector('.scroller').scrollTop = 0`);
  await settled(frame);
  const big = await footprint(workbench);
  // After the same doings in the same workbench, whose own memory grows as it is used.
  await workbench.runCommand('View: Close All Editors');
  await open(workbench, 'small.pcapng');
  const small = await footprint(workbench);
  const name = formatBytes(large);
  return [
    limited(`inspector opened on ${name}: first rows`, median(openings), LIMITS.opening),
    row(
      // Once in two or three runs a jump meets a collection of all that page and workbench, which share a process in a
      // browser, have left behind since they were opened.
      `jump within ${name}: rows drawn, slowest of ${JUMPS}; slowest of all ${jumps.flat().length}; median`,
      [median(slowest), Math.max(...slowest), median(jumps.flat())].map(formatMilliseconds).join('; '),
      `at most ${formatMilliseconds(LIMITS.jump)}`,
      median(slowest) <= LIMITS.jump,
    ),
    limited(`scrolling ${name} by wheel: frame, 95th percentile`, percentile(frames, 0.95), LIMITS.frame),
    row(
      `elements of the page at ${formatBytes(SMALL_BYTES)} and at ${name}`,
      `${small.nodes} and ${big.nodes}`,
      'equal',
      small.nodes === big.nodes,
    ),
    row(
      `script memory of page and workbench at ${formatBytes(SMALL_BYTES)} and at ${name}`,
      `${formatBytes(small.heap)} and ${formatBytes(big.heap)}`,
      `equal, within ${SAME_MEMORY * 100} %`,
      Math.abs(big.heap / small.heap - 1) <= SAME_MEMORY,
    ),
  ];
}

/** Milliseconds from the choice of a capture to its first rows. */
export async function open(workbench: Workbench, name: string): Promise<number> {
  await workbench.page.keyboard.press('Control+P');
  await workbench.quickInput.type(join(workbench.workspace, name));
  await workbench.page.locator('.quick-input-widget .monaco-list-row', { hasText: name }).first().waitFor();
  const start = performance.now();
  await workbench.page.keyboard.press('Enter');
  await workbench.inspectorFrame().locator('.row.bytes').first().waitFor();
  const took = performance.now() - start;
  console.log(`  opened ${name}: ${formatMilliseconds(took)}`);
  return took;
}

export async function pageOf(workbench: Workbench): Promise<Frame> {
  const grid = await workbench.inspectorFrame().locator('[role=grid]').first().elementHandle();
  const frame = await grid.ownerFrame();
  if (!frame) throw new Error('The inspector is gone.');
  return frame;
}

/** Elements of the page, and bytes that scripts hold, in the page and in the workbench around it. */
async function footprint(workbench: Workbench): Promise<{ nodes: number; heap: number }> {
  const frame = await pageOf(workbench);
  await settled(frame);
  const nodes = await frame.evaluate<number>(`document.querySelectorAll('sockscope-hex-view *').length`);
  const session = await workbench.page.context().newCDPSession(workbench.page);
  try {
    // Twice: what finalizers let go of is collected by the second one.
    await session.send('HeapProfiler.collectGarbage');
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    return { nodes, heap: usedSize };
  } finally {
    await session.detach();
  }
}

/** Waits until the whole capture is indexed. */
async function waitForWhole(frame: Frame, bytes: number): Promise<void> {
  const total = `${bytes.toLocaleString('en-US')} bytes`;
  await until(frame, `document.querySelector('.toolbar').textContent.includes('${total}')`);
}

async function settled(frame: Frame): Promise<void> {
  await until(frame, `document.querySelector('.row.bytes') && !document.querySelector('.scroller .pending')`);
}

/** Waits in the page itself, whose policy lets nobody evaluate what comes as text later. */
export async function until(page: Pick<Frame, 'evaluate'>, condition: string): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    const look = () => ((${condition}) ? resolve() : requestAnimationFrame(look));
    look();
  })`);
}

/** In the page: goes to each place and waits until its rows are drawn; each row's offset must follow from the one above. */
const JUMP = `async (positions) => {
  const scroller = document.querySelector('.scroller');
  const range = scroller.scrollHeight - scroller.clientHeight;
  const painted = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const times = [];
  for (const position of positions) {
    const before = document.querySelector('.slot').dataset.row;
    const start = performance.now();
    scroller.scrollTop = position * range;
    do await painted(); while (document.querySelector('.slot').dataset.row === before || scroller.querySelector('.pending'));
    times.push(performance.now() - start);
    const rows = [...scroller.querySelectorAll('.row.bytes')].map((row) => [...row.querySelectorAll('.byte')].map((byte) => Number(byte.dataset.offset)));
    if (rows.some((row, i) => i > 0 && row[0] !== rows[i - 1].at(-1) + 1)) throw new Error('offsets: ' + rows.join('; '));
  }
  return times;
}`;

async function jumpAcross(frame: Frame): Promise<number[]> {
  const positions = Array.from({ length: JUMPS }, (_, i) => (i % 3 === 0 ? 1 - i / JUMPS / 2 : (i * 0.37) % 1));
  const times = await frame.evaluate<number[]>(`(${JUMP})(${JSON.stringify([1, 0.5, ...positions])})`);
  console.log(`  jumps: ${times.map((time) => time.toFixed(0)).join(' ')} ms`);
  return times;
}

/** Milliseconds of each frame while the wheel turns upwards. */
export async function wheel(workbench: Workbench, frame: Frame, rows = '.row.bytes'): Promise<number[]> {
  await workbench.inspectorFrame().locator(rows).nth(2).hover();
  const frames = frame.evaluate<number[]>(`new Promise((resolve) => {
    const frames = [];
    let last = performance.now();
    const end = last + ${WHEEL_TIME};
    const next = (now) => {
      frames.push(now - last);
      last = now;
      if (now < end) requestAnimationFrame(next);
      else resolve(frames.slice(1));
    };
    requestAnimationFrame(next);
  })`);
  const end = performance.now() + WHEEL_TIME;
  while (performance.now() < end) await workbench.page.mouse.wheel(0, -120);
  return frames;
}

/** A listener receives while keys are pressed in its inspector and in an editor. */
async function duringFlood(workbench: Workbench, bytes: number): Promise<Row[]> {
  await workbench.runCommand('View: Close All Editors');
  const address = await startListener(workbench, '127.0.0.1:0', 'discard');
  const flood = new Flood(Number(portOf(address)), bytes);
  try {
    const { label } = await waitForRow(workbench, { level: 2 });
    await workbench.tree('Sockets').runAction(label, 'Inspect Bytes');
    await workbench.inspectorFrame().locator('.row.bytes').first().waitFor();
    flood.start();
    const frame = await pageOf(workbench);
    await workbench.inspectorFrame().locator('.byte').first().click();
    const inInspector = await keysInInspector(workbench, frame);
    const inComposer = await keysInComposer(workbench, frame);
    await workbench.runCommand('File: New Untitled Text File');
    const inEditor = await keysInEditor(workbench);
    const isFlooding = flood.isFlooding ? '' : ' (the flood had ended before)';
    return [
      limited(
        `key in the inspector, its composer open, during a flood${isFlooding}: effect, 95th percentile`,
        percentile(inInspector, 0.95),
        LIMITS.key,
      ),
      limited(
        `key in the composer during a flood${isFlooding}: effect, 95th percentile`,
        percentile(inComposer, 0.95),
        LIMITS.key,
      ),
      limited(
        `key in a text editor during a flood${isFlooding}: effect, 95th percentile`,
        percentile(inEditor, 0.95),
        LIMITS.key,
      ),
    ];
  } finally {
    flood.stop();
  }
}

/** Sends as fast as the listener takes it. */
class Flood {
  readonly #socket: net.Socket;
  readonly #piece = Buffer.alloc(WRITE_BYTES, 'flood');
  #left: number;

  constructor(port: number, bytes: number) {
    this.#left = bytes;
    this.#socket = net.connect(port, '127.0.0.1');
    this.#socket.write('first');
    this.#socket.on('drain', () => {
      this.start();
    });
  }

  get isFlooding(): boolean {
    return this.#left > 0;
  }

  start(): void {
    while (this.#left > 0 && this.#socket.write(this.#piece)) this.#left -= WRITE_BYTES;
  }

  stop(): void {
    this.#socket.destroy();
  }
}

async function keysInInspector(workbench: Workbench, frame: Frame): Promise<number[]> {
  await frame.evaluate(`window.keyTimes = []; document.addEventListener('keydown', () => {
    const before = document.querySelector('.byte.caret')?.dataset.offset;
    const start = performance.now();
    const look = () => {
      if (document.querySelector('.byte.caret')?.dataset.offset !== before) window.keyTimes.push(performance.now() - start);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, true)`);
  for (let press = 1; press <= KEY_PRESSES; press++) {
    await workbench.page.keyboard.press(press % 2 === 1 ? 'ArrowRight' : 'ArrowLeft');
    await until(frame, `window.keyTimes.length === ${press}`);
  }
  return frame.evaluate<number[]>('window.keyTimes');
}

/** Until what would be sent is shown. */
async function keysInComposer(workbench: Workbench, frame: Frame): Promise<number[]> {
  await workbench.inspectorFrame().getByRole('textbox', { name: 'Payload to send' }).click();
  await frame.evaluate(`window.composerTimes = []; document.addEventListener('keydown', () => {
    const sentence = () => document.querySelector('sockscope-composer')?.textContent;
    const before = sentence();
    const start = performance.now();
    const look = () => (sentence() !== before ? window.composerTimes.push(performance.now() - start) : requestAnimationFrame(look));
    requestAnimationFrame(look);
  }, true)`);
  for (let press = 1; press <= KEY_PRESSES; press++) {
    await workbench.page.keyboard.press('x');
    await until(frame, `window.composerTimes.length === ${press}`);
  }
  return frame.evaluate<number[]>('window.composerTimes');
}

async function keysInEditor(workbench: Workbench): Promise<number[]> {
  const { page } = workbench;
  await page.locator('.monaco-editor .view-lines').first().waitFor();
  await page.evaluate(`window.keyTimes = []; document.addEventListener('keydown', () => {
    const text = () => document.querySelector('.monaco-editor .view-lines')?.textContent.length;
    const before = text();
    const start = performance.now();
    const look = () => (text() !== before ? window.keyTimes.push(performance.now() - start) : requestAnimationFrame(look));
    requestAnimationFrame(look);
  }, true)`);
  for (let press = 1; press <= KEY_PRESSES; press++) {
    await page.keyboard.press('x');
    await until(page, `window.keyTimes.length >= ${press}`);
  }
  return page.evaluate<number[]>('window.keyTimes');
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

function limited(work: string, milliseconds: number, limit: number): Row {
  const target = `at most ${formatMilliseconds(limit)}`;
  return row(work, formatMilliseconds(milliseconds), target, milliseconds <= limit);
}

export function row(work: string, sockscope: string, target: string, isReached: boolean): Row {
  console.log(`  ${work}: ${sockscope}`);
  return { work, against: '', ratio: '', sockscope, other: '', target, isReached };
}
