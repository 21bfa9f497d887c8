import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readlink, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as vscode from 'vscode';
import type { SocketInfo } from '../../src/ui/api';
import { eventually } from '../support/eventually';
import { makeTempFolder } from '../support/temp-folder';
import { cleanUp, portOf, run } from '../host/support/commands';
import { makeWireFolder } from '../host/support/wireFiles';
import { DIALLED_BYTES, type ControlMessage, type PeersReady, type Targets } from './control';
import { markedBytes, streamName } from './markedStream';
import { Meter, type Sample } from './meter';
import { SOAK_VARIABLE, type SoakSettings } from './settings';
import type { Verdict } from './verify';

const MIB = 2 ** 20;
const SECOND = 1000;

/** What each of these does again and again, in milliseconds. */
const ROTATE = 20 * SECOND;
const INSPECT = 3 * SECOND;
const CLOSE_TABS = 13 * SECOND;
const RUN_TESTS = 7 * SECOND;
const DIAL = 200;

/** Until here everything may still grow. */
const WARM_UP = 60 * SECOND;
/** What the least memory may differ by between the first half of the time behind the first minute and the second. */
const MAX_HEAP_GROWTH = 24 * MIB;
const MAX_RESIDENT_GROWTH = 64 * MIB;
/** Milliseconds of work of the extension host in 99 of 100 turns of its event loop. */
const MAX_STALL = 50;

const RULES = `### Rules
srv = listen tcp://127.0.0.1:0
on srv /PING\\n/ > "PONG\\n"

### Passing
srv = listen tcp://127.0.0.1:0 echo
cli = dial {{srv}}
cli > "hello"
cli < "hello"
`;

const settings = JSON.parse(process.env[SOAK_VARIABLE]!) as SoakSettings;

/** The programs beside this one, bundled as it is. */
const program = (name: string): string => join(__dirname, `${name}.js`);

class Peers {
  readonly #child;
  readonly #closed: Promise<unknown[]>;
  readonly ready: Promise<PeersReady>;

  constructor(log: string) {
    this.#child = spawn(process.execPath, [program('peers'), log], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#closed = once(this.#child, 'close');
    this.ready = once(createInterface({ input: this.#child.stdout }), 'line').then(
      ([line]) => JSON.parse(line as string) as PeersReady,
    );
  }

  get pid(): number {
    return this.#child.pid!;
  }

  tell(message: ControlMessage): void {
    this.#child.stdin.write(`${JSON.stringify(message)}\n`);
  }

  /** Fails when they end before they are told to; ends when `over` is aborted. */
  async stay(over: AbortSignal): Promise<void> {
    const aborted = new Promise((resolve) => {
      over.addEventListener('abort', resolve, { once: true });
    });
    await Promise.race([aborted, this.#closed]);
    assert.ok(over.aborted, 'the peers ended early: see above');
  }

  async finish(): Promise<void> {
    this.tell({ kind: 'finish' });
    const [code] = (await this.#closed) as [number | null];
    assert.equal(code, 0, 'the peers failed: see above');
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

async function verify(folder: string, log: string): Promise<Verdict> {
  const child = spawn(process.execPath, [program('verify'), folder, log, String(process.pid)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  const [code] = (await once(child, 'close')) as [number | null];
  assert.equal(code, 0, 'the captures could not be verified: see above');
  return JSON.parse(text) as Verdict;
}

/** Repeats `work` until the soak is over; a failure ends it. */
function every(pause: number, until: AbortSignal, work: () => Promise<unknown>): Promise<void> {
  return (async () => {
    while (!until.aborted) {
      await work();
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pause);
        until.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true }); // prettier-ignore
      });
    }
  })();
}

/** What a process may leak: open descriptors by what they lead to, and what its event loop waits for by kind. */
async function resources(): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  const count = (kind: string): void => {
    counts[kind] = (counts[kind] ?? 0) + 1;
  };
  for (const descriptor of await readdir('/proc/self/fd')) {
    // The descriptor of the listing itself is gone by now.
    const target = await readlink(join('/proc/self/fd', descriptor)).catch(() => undefined);
    if (target !== undefined) count(`descriptor of ${target.replace(/:\[\d+\]$/, '')}`);
  }
  // Requests come and go with whatever VS Code does just now.
  for (const kind of process.getActiveResourcesInfo()) if (/Wrap$|^Timeout$/.test(kind)) count(kind);
  return counts;
}

describe('soak', () => {
  let peers: Peers | undefined;
  afterEach(async () => {
    peers?.kill();
    await cleanUp();
  });

  it(`holds for ${settings.minutes} minutes`, async function () {
    this.timeout((settings.minutes + 5) * 60 * SECOND);
    const folder = await makeTempFolder();
    const log = join(folder.path, 'peers.json');
    const wire = await makeWireFolder();
    const { uri } = await wire.open('soak.wire', RULES);
    const section = (name: string): object => ({ file: uri.fsPath, section: name });

    // Everything once, so that what is loaded on demand is loaded.
    await run('startListener', { address: 'tcp://127.0.0.1:0', service: 'echo' });
    await vscode.commands.executeCommand('sockscope.runSection', section('Passing'));
    await cleanUp();
    const before = await resources();

    peers = new Peers(log);
    const { port } = await peers.ready;
    const over = new AbortController();
    let listeners: readonly SocketInfo[] = [];
    let captures = '';
    let dialled = 0;

    const rotate = async (): Promise<void> => {
      const old = listeners;
      const listen = (address: string, service: string): Promise<SocketInfo> =>
        run('startListener', { address, service });
      await vscode.commands.executeCommand('sockscope.runSectionAndKeepOpen', section('Rules'));
      const rules = (await run('listSockets')).filter(
        ({ kind, state }) => kind === 'listener' && state === 'listening',
      );
      listeners = [
        await listen('tcp://127.0.0.1:0', 'discard'),
        await listen('tcp://127.0.0.1:0', 'echo'),
        await listen('udp://127.0.0.1:0', 'echo'),
      ];
      const [discard, echo, udpEcho] = listeners.map(({ local }) => Number(portOf(local)));
      const known = new Set(old.map(({ id }) => id));
      const kept = rules.filter(({ id }) => !known.has(id)).at(-1);
      assert.ok(kept, 'the section with the rule has no listener');
      const targets: Targets = { discard: discard!, echo: echo!, udpEcho: udpEcho!, rules: Number(portOf(kept.local)) };
      peers!.tell({ kind: 'targets', targets });
      for (const { id } of old) await run('closeSocket', { socket: id });
    };

    const dial = async (): Promise<void> => {
      const socket = await run('dialEndpoint', { address: `tcp://127.0.0.1:${port}` });
      const bytes = markedBytes(streamName(process.pid, dialled++), DIALLED_BYTES);
      await run('sendPayload', { socket: socket.id, bytes });
      captures = dirname(fileURLToPath(socket.capture));
      await run('closeSocket', { socket: socket.id });
    };

    const inspect = async (): Promise<void> => {
      const open = (await run('listSockets')).filter(({ state, kind }) => state === 'open' && kind !== 'listener');
      const socket = open.at(-1);
      if (socket !== undefined) await run('inspectBytes', { socket: socket.id });
    };

    const meter = new Meter();
    const began = performance.now();
    const work = Promise.all([
      every(ROTATE, over.signal, rotate),
      every(DIAL, over.signal, dial),
      every(INSPECT, over.signal, inspect),
      every(CLOSE_TABS, over.signal, () =>
        Promise.resolve(vscode.commands.executeCommand('workbench.action.closeAllEditors')),
      ),
      every(RUN_TESTS, over.signal, () =>
        Promise.resolve(vscode.commands.executeCommand('sockscope.runSection', section('Passing'))),
      ),
    ]);
    const samples: Sample[] = [];
    const sampling = every(5 * SECOND, over.signal, async () => {
      const sample = await meter.sample(performance.now() - began);
      samples.push(sample);
      console.log(sample.toString());
      if (performance.now() - began >= settings.minutes * 60 * SECOND) over.abort();
    });
    try {
      await Promise.all([peers.stay(over.signal), work, sampling]);
    } finally {
      over.abort();
    }
    await peers.finish();
    // What the peers sent last is still being read.
    await eventually(async () => {
      const open = (await run('listSockets')).filter(({ kind, state }) => kind === 'connection' && state === 'open');
      assert.deepEqual(open, []);
    });
    await cleanUp();
    await wire.remove();
    const stalls = meter.end();
    console.log(
      `event loop: 99 % of the turns within ${stalls.p99.toFixed(1)} ms of work, the longest ${stalls.longest.toFixed(0)} ms (${stalls.lateness.toFixed(0)} ms with what other programs took)`,
    );

    const verdict = await verify(captures, log);
    const { faults, ...counts } = verdict;
    console.log(JSON.stringify(counts));
    assert.deepEqual(faults, []);
    assert.ok(counts.streams > 100 && counts.datagrams > 100, 'too little was left to be compared');

    await eventually(async () => {
      const after = await resources();
      for (const [kind, count] of Object.entries(after)) {
        assert.ok(count <= (before[kind] ?? 0), `${kind}: ${before[kind] ?? 0} before, ${count} after`);
      }
    }, 60 * SECOND);

    const settled = samples.filter(({ time }) => time >= Math.min(WARM_UP, (settings.minutes * 60 * SECOND) / 2));
    // What is on its way comes and goes; what is kept is there in the calmest moment too.
    const middle = Math.floor(settled.length / 2);
    const least = (list: readonly Sample[], of: (sample: Sample) => number): number => Math.min(...list.map(of));
    const growth = (of: (sample: Sample) => number): number =>
      least(settled.slice(middle), of) - least(settled.slice(0, middle), of);
    const heap = growth(({ live }) => live);
    const resident = growth(({ resident }) => resident);
    console.log(
      `after the first minute: live memory +${(heap / MIB).toFixed(1)} MiB, resident +${(resident / MIB).toFixed(1)} MiB`,
    );
    assert.ok(heap <= MAX_HEAP_GROWTH, `live memory grew by ${(heap / MIB).toFixed(1)} MiB`);
    assert.ok(resident <= MAX_RESIDENT_GROWTH, `resident memory grew by ${(resident / MIB).toFixed(1)} MiB`);
    assert.ok(
      stalls.p99 <= MAX_STALL,
      `1 of 100 turns of the event loop took ${stalls.p99.toFixed(1)} ms of work or more`,
    );
    await folder.remove();
    await rm(captures, { recursive: true, force: true });
  });
});
