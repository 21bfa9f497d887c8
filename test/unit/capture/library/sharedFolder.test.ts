import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openCapture } from '../../../../src/capture/openCapture';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';
import { programFile, TS_OPTIONS } from '../../../support/tsProgram';
import { readAll } from '../recording';
import type { Order } from './sharingProcess';

const TEXT = 'goes on;';
const PROGRAM = programFile(join(__dirname, 'sharingProcess.ts'));

/** Another process that has a folder of captures open. */
class Process {
  readonly #child: ChildProcess;

  constructor(folder: string) {
    this.#child = fork(PROGRAM, [folder], { execArgv: [...TS_OPTIONS] });
  }

  /** Settles when it is done; rejects when the process ends before. */
  async order(order: Order): Promise<void> {
    const over = new AbortController();
    const { signal } = over;
    const done = once(this.#child, 'message', { signal });
    const ended = once(this.#child, 'exit', { signal }).then(() => {
      throw new Error('The process ended.');
    });
    this.#child.send(order);
    try {
      await Promise.race([done, ended]);
    } finally {
      over.abort();
      await Promise.allSettled([done, ended]);
    }
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }
}

describe('a folder of captures that processes share', function () {
  this.timeout(120_000);
  let folder: TempFolder;
  let processes: Process[];
  beforeEach(async () => {
    folder = await makeTempFolder();
    processes = [];
  });
  afterEach(async () => {
    await Promise.all(processes.map((each) => each.kill()));
    await folder.remove();
  });

  const start = (): Process => {
    const started = new Process(folder.path);
    processes.push(started);
    return started;
  };
  /** Captures that hold something: who is killed before the first bytes are written leaves an empty file, which says nobody's name. */
  const files = async (): Promise<string[]> => {
    const names = (await readdir(folder.path, { recursive: true })).filter(
      (name) => name.endsWith('.pcapng') && !name.includes('.pinned'),
    );
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder.path, name))).size));
    return names.filter((_name, index) => sizes[index]! > 0);
  };
  const titles = async (): Promise<string[]> =>
    (await files()).map((name) => name.split(/[\\/]/).at(-1)!.split(' ')[0]!).sort();

  it('loses nothing that one has in use while another makes room, and nothing of one that was killed stays in use', async () => {
    const user = start();
    const pruner = start();
    await user.order({ kind: 'use' });
    await Promise.all([
      user.order({ kind: 'write', times: 20, text: TEXT }),
      pruner.order({ kind: 'prune', times: 20 }),
    ]);
    // What ended behind the last look is still there.
    await pruner.order({ kind: 'prune', times: 1 });
    const inUse = ['live', 'of-run', 'open', 'pinned'];
    assert.deepEqual(await titles(), inUse);

    // One that is killed in the midst of making room leaves everything as it should be.
    const killed = start();
    await killed.order({ kind: 'prune', times: 1 });
    const endless = killed.order({ kind: 'prune', times: 1e9 });
    await Promise.all([
      user.order({ kind: 'write', times: 20, text: TEXT }).then(() => killed.kill()),
      assert.rejects(endless),
    ]);
    await pruner.order({ kind: 'prune', times: 1 });
    assert.deepEqual(await titles(), inUse);
    const live = (await files()).find((name) => name.startsWith('live'))!;
    const capture = await openCapture(join(folder.path, live));
    await capture.flush();
    assert.equal(String(await readAll(capture, capture.conversations.at(0)!, 'sent')), `live${TEXT.repeat(40)}`);
    await capture.close();

    await user.kill();
    await pruner.order({ kind: 'prune', times: 1 });
    assert.deepEqual(await titles(), ['pinned']);
    assert.deepEqual(await readdir(join(folder.path, '.processes')), []);
    assert.deepEqual(await readdir(join(folder.path, 'runs')), []);
  });
});
