import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';

import { eventually } from '../../support/eventually';
import { cleanUp, run } from '../support/commands';
import { makeWireFolder, needSearch, type WireFolder } from '../support/wireFiles';

/** A server that tells everybody to go once so many are there, and writes down who said something. */
class MeetingPlace {
  /** The visitor's number for each thing that was said. */
  readonly said: number[] = [];
  visits = 0;
  readonly #wanted: number;
  readonly #waiting: Socket[] = [];
  readonly #server = createServer((visitor) => {
    const number = ++this.visits;
    visitor.on('error', () => undefined);
    visitor.on('data', (bytes) => {
      this.said.push(number);
      visitor.write(bytes);
    });
    this.#waiting.push(visitor);
    if (this.#waiting.length >= this.#wanted) for (const waiting of this.#waiting.splice(0)) waiting.write('go');
  });

  constructor(wanted: number) {
    this.#wanted = wanted;
  }

  async open(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.close();
  }
}

/** Sections that each visit a port, wait there to be told to go, and then say something several times. */
const visits = (port: number, titles: readonly string[]): string =>
  titles
    .map(
      (title) => `### ${title}\ncon = dial tcp://127.0.0.1:${port}\ncon < "go"\n${'con > "x"\ncon < "x"\n'.repeat(5)}`,
    )
    .join('\n');

describe('wire files as tests', () => {
  let folder: WireFolder;
  let place: MeetingPlace;
  beforeEach(async () => {
    folder = await makeWireFolder();
  });
  afterEach(async () => {
    place.close();
    await vscode.commands.executeCommand('testing.cancelRun');
    await cleanUp();
    await folder.remove();
  });

  /** The window learns of a file's tests a moment after it is opened. */
  async function runCurrentFile(): Promise<void> {
    await eventually(async () => {
      await vscode.commands.executeCommand('testing.runCurrentFile');
      assert.ok(place.visits > 0);
    });
  }

  it('run together when their file says so', async () => {
    place = new MeetingPlace(3);
    const port = await place.open();
    const document = await folder.open('p.wire', `@parallel = true\n${visits(port, ['One', 'Two', 'Three'])}`);
    await vscode.window.showTextDocument(document);
    // Each waits until all three are there.
    await runCurrentFile();
    assert.equal(place.visits, 3);
    assert.equal(place.said.length, 15);
  });

  it('run one after the other when it does not', async () => {
    place = new MeetingPlace(1);
    const port = await place.open();
    const document = await folder.open('s.wire', visits(port, ['One', 'Two', 'Three']));
    await vscode.window.showTextDocument(document);
    await runCurrentFile();
    assert.equal(place.visits, 3);
    assert.deepEqual(place.said, place.said.toSorted());
    assert.equal(place.said.length, 15);
  });

  it('are those of the section at the cursor, and of all files of the workspace', async function () {
    place = new MeetingPlace(1);
    const port = await place.open();
    await needSearch(this);
    const document = await folder.open('c.wire', visits(port, ['One', 'Two']));
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(1, 0, 1, 0);
    await eventually(async () => {
      await vscode.commands.executeCommand('testing.runAtCursor');
      assert.ok(place.visits > 0);
    });
    const before = place.visits;
    await mkdir(join(folder.path, 'deep', 'down'), { recursive: true });
    await writeFile(join(folder.path, 'deep', 'down', 'd.wire'), visits(port, ['Deep']));
    await eventually(async () => {
      await vscode.commands.executeCommand('testing.refreshTests');
      await vscode.commands.executeCommand('testing.runAll');
      assert.ok(place.visits - before >= 3, `${place.visits - before} visits`);
    });
  });

  it('are called off by cancelling the run, at any step', async () => {
    place = new MeetingPlace(2);
    const port = await place.open();
    const document = await folder.open('x.wire', visits(port, ['Waits']));
    await vscode.window.showTextDocument(document);
    let running: Thenable<unknown> | undefined;
    await eventually(async () => {
      running = vscode.commands.executeCommand('testing.runCurrentFile');
      await eventually(() => {
        assert.equal(place.visits, 1);
      }, 500);
    });
    await vscode.commands.executeCommand('testing.cancelRun');
    await running;
    assert.deepEqual(await run('listSockets'), []);
  });

  it('run again by themselves when their file is saved, while they run continuously', async () => {
    place = new MeetingPlace(1);
    const port = await place.open();
    const document = await folder.open('w.wire', visits(port, ['One']));
    const editor = await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('testing.refreshTests');
    await vscode.commands.executeCommand('testing.startContinuousRun');
    try {
      await eventually(async () => {
        await editor.edit((edit) => {
          edit.insert(new vscode.Position(0, 0), '# again\n');
        });
        await document.save();
        await eventually(() => {
          assert.ok(place.visits > 0);
        }, 1500);
      });
    } finally {
      await vscode.commands.executeCommand('testing.stopContinuousRun');
    }
  });
});
