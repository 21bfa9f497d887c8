import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { eventually } from '../support/eventually';
import { killTools, spawnTool } from '../support/process';
import { requireTool } from '../support/tools';
import type { TreeRow, TreeView } from '../support/tree-view';
import { useWorkbench } from '../support/workbench';
import { answerFileDialog } from './support/files';
import { InspectorView } from './support/inspectorView';
import { clearSockets, echoText } from './support/sockets';

const ENDED_MENU = [
  'Inspect Capture',
  'Copy Path',
  'Copy as Command',
  'Save Capture As…',
  'Rename Capture…',
  'Delete',
  'Export Conversation…',
  'Pin Capture',
];
const LIVE_MENU = [
  'Inspect Capture',
  'Copy Path',
  'Copy as Command',
  'Save Capture As…',
  'Export Conversation…',
  'Pin Capture',
];

/** One history of captures: each test goes on with those that the tests before it left. */
describe('the view Captures', () => {
  const workbench = useWorkbench();
  const captures = (): TreeView => workbench().tree('Captures');
  const inspector = (): InspectorView => new InspectorView(workbench().inspectorFrame());
  const exported = (name: string): string => join(workbench().workspace, name);
  /** The ports of the listeners, the first one first. */
  const ports: string[] = [];
  before(async () => {
    await workbench().page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await workbench().showSideBar();
  });
  afterEach(killTools);

  /** A listener that echoes a text for `ncat`, and stays open. */
  async function record(context: Mocha.Context, text: string): Promise<string> {
    const port = await echoText(workbench(), requireTool(context, 'ncat'), text);
    ports.push(port);
    return port;
  }

  function labelOf(port: string | undefined): RegExp {
    return new RegExp(`^tcp 127\\.0\\.0\\.1 ${port ?? ''}$`);
  }

  function waitForCaptures(expected: readonly RegExp[]): Promise<TreeRow[]> {
    return eventually(async () => {
      const rows = await captures().items();
      assert.equal(rows.length, expected.length, JSON.stringify(rows));
      for (const [index, { label, description }] of rows.entries()) {
        assert.match(`${label} — ${description}`, expected[index] ?? /^$/);
      }
      return rows;
    });
  }

  function row(port: string | undefined, description: string): RegExp {
    return new RegExp(`${labelOf(port).source.slice(0, -1)} — ${description}`);
  }

  /** Chooses from a row's context menu. */
  function choose(label: string | RegExp, title: string): Promise<void> {
    return captures().runFromMenu(label, title);
  }

  async function exportAs(label: string | RegExp, format: string, name: string): Promise<Buffer> {
    await choose(label, 'Export Conversation…');
    await workbench().pickItem(format);
    await answerFileDialog(workbench(), exported(name));
    await workbench()
      .statusBarItem(`Exported to ${exported(name)}`)
      .waitFor();
    return readFile(exported(name));
  }

  it('says while it is empty what will be in it', async () => {
    await captures().pane.getByText('Everything that your sockets send and receive is recorded here').waitFor();
    await captures().pane.getByRole('button', { name: 'Open Capture', exact: true }).first().waitFor();
  });

  it('lists what is being recorded, the newest first, and keeps up with its growth', async function () {
    const first = await record(this, 'hello');
    await waitForCaptures([row(first, 'recording · [\\d.]+ (B|KiB) · listener$')]);
    const second = await record(this, 'x'.repeat(100_000));
    // The older one grows; it stays where it is.
    const older = spawnTool(requireTool(this, 'ncat'), ['127.0.0.1', first]);
    await older.write('again');
    await older.stdout.waitForBytes(5);
    await waitForCaptures([
      row(second, 'recording · (19|20)\\d KiB · listener$'),
      row(first, 'recording · [\\d.]+ (B|KiB) · listener · 2 conversations$'),
    ]);
    assert.deepEqual(await captures().menuOf(labelOf(first)), LIVE_MENU);
  });

  it('keeps what was recorded when the sockets are closed', async () => {
    await clearSockets(workbench());
    await waitForCaptures([
      row(ports[1], '\\d\\d:\\d\\d:\\d\\d · (19|20)\\d KiB · listener$'),
      row(ports[0], '\\d\\d:\\d\\d:\\d\\d · [\\d.]+ KiB · listener · 2 conversations$'),
    ]);
    assert.deepEqual(await captures().menuOf(labelOf(ports[0])), ENDED_MENU);
  });

  it('tells what a capture holds to who points at it', async () => {
    const held = '1 conversation, 100,000 bytes received, 100,000 bytes sent';
    const hover = await captures().hoverOf(labelOf(ports[1]), held);
    assert.match(hover, /Size on disk: 20\d,\d{3} bytes\s+Changed: /);
    assert.match(hover, new RegExp(`Recorded from: listener tcp://127\\.0\\.0\\.1:${ports[1] ?? ''}\\s`));
  });

  it('opens a capture', async () => {
    await captures().row(labelOf(ports[0])).click();
    assert.equal(Buffer.from(await inspector().waitForBytes('received', 5)).toString(), 'again');
    await workbench().runCommand('View: Close All Editors');
  });

  it('renames a capture, and keeps it from then on', async () => {
    const { quickInput } = workbench();
    await choose(labelOf(ports[0]), 'Rename Capture…');
    await quickInput.type('a/b');
    await eventually(async () => {
      assert.match(await quickInput.message(), /"\/" cannot be part of a file name\./);
    });
    await workbench().answerInput('two greetings');
    const origin = new RegExp(`^two greetings — .* · listener 127\\.0\\.0\\.1:${ports[0] ?? ''} · 2 conversations$`);
    const [, renamed] = await waitForCaptures([row(ports[1], ''), origin]);
    assert.equal(renamed?.label, 'two greetings');
    await captures().hoverOf('two greetings', 'Pinned: it is not removed when there are many captures');
  });

  it('refuses a name that is taken', async () => {
    await choose(labelOf(ports[1]), 'Rename Capture…');
    await workbench().answerInput('two greetings');
    const toast = workbench().notification(
      'There is a capture named "two greetings.pcapng" already: choose another name.',
    );
    await toast.waitFor();
    await workbench().runCommand('Notifications: Clear All Notifications');
    await waitForCaptures([row(ports[1], ''), /^two greetings/]);
  });

  it('saves a copy of a capture, whose path can be copied', async () => {
    await choose('two greetings', 'Copy as Command');
    await eventually(async () => {
      assert.match(await workbench().clipboard(), /^sockscope show '.*\/captures\/two greetings\.pcapng'$/);
    });
    await choose('two greetings', 'Copy Path');
    await eventually(async () => {
      assert.match(await workbench().clipboard(), /[\\/]captures[\\/]two greetings\.pcapng$/);
    });
    await choose('two greetings', 'Save Capture As…');
    await answerFileDialog(workbench(), exported('saved.pcapng'));
    await eventually(async () => {
      assert.deepEqual(await readFile(exported('saved.pcapng')), await readFile(await workbench().clipboard()));
    });
  });

  it('exports one direction as bytes and as a hex dump', async () => {
    const label = labelOf(ports[1]);
    assert.equal((await exportAs(label, 'Received bytes', 'received.bin')).toString(), 'x'.repeat(100_000));
    assert.equal((await exportAs(label, 'Sent bytes', 'sent.bin')).toString(), 'x'.repeat(100_000));
    const dump = (await exportAs(label, 'Sent bytes as hex dump', 'sent.hex')).toString();
    assert.match(dump, /^0+:? +78 78 /);
    await exportAs(label, 'Received bytes as hex dump', 'received.hex');
  });

  it('exports one of several conversations, as JSON lines, packet dump and capture', async () => {
    const pickFirst = async (): Promise<void> => {
      await choose('two greetings', 'Export Conversation…');
      // The newest is on top.
      await workbench().quickInput.rows.nth(1).click();
    };
    await pickFirst();
    await workbench().pickItem('Conversation as JSON lines');
    await answerFileDialog(workbench(), exported('hello.jsonl'));
    const lines = await eventually(async () => {
      const text = await readFile(exported('hello.jsonl'), 'utf8');
      assert.equal(text.split('\n').length, 3);
      return text;
    });
    const [received, sent] = lines.split('\n').map((line) => (line === '' ? {} : (JSON.parse(line) as object)));
    const data = Buffer.from('hello').toString('base64');
    assert.ok(Object.values(received ?? {}).includes(data) && Object.values(received ?? {}).includes('received'));
    assert.ok(Object.values(sent ?? {}).includes(data) && Object.values(sent ?? {}).includes('sent'));

    await pickFirst();
    await workbench().pickItem('Conversation as packet dump');
    await answerFileDialog(workbench(), exported('hello.txt'));
    await eventually(async () => {
      assert.match(await readFile(exported('hello.txt'), 'utf8'), /^I [\dT:.-]+Z?\n0+: 68 65 6c 6c 6f/m);
    });

    await pickFirst();
    await workbench().pickItem('Conversation as capture');
    await answerFileDialog(workbench(), exported('hello.pcapng'));
    await workbench()
      .statusBarItem(`Exported to ${exported('hello.pcapng')}`)
      .waitFor();
    await workbench().openFile('hello.pcapng');
    assert.equal(Buffer.from(await inspector().waitForBytes('received', 5)).toString(), 'hello');
    assert.equal(Buffer.from(await inspector().waitForBytes('sent', 5)).toString(), 'hello');
    await workbench().runCommand('View: Close All Editors');
  });

  it('pins a capture, and unpins it', async () => {
    const label = labelOf(ports[1]);
    const pin = captures().row(label).locator('.codicon-pinned');
    await choose(label, 'Pin Capture');
    await pin.waitFor();
    await captures().hoverOf(label, 'Pinned: it is not removed when there are many captures');
    assert.ok((await captures().menuOf(label)).includes('Unpin Capture'));
    await choose(label, 'Unpin Capture');
    await pin.waitFor({ state: 'detached' });
    assert.ok((await captures().menuOf(label)).includes('Pin Capture'));
  });

  it('is filtered while one types, says so, and shows all again', async () => {
    const { pane } = captures();
    const all = [row(ports[1], ''), /^two greetings/];
    await pane.locator('.pane-header').hover();
    await pane.getByRole('button', { name: 'Filter Captures…' }).click();
    await workbench().quickInput.type(`listener ${ports[1] ?? ''}`);
    await waitForCaptures([row(ports[1], '')]);
    await pane.getByText(`Filter “listener ${ports[1] ?? ''}”: 1 of 2 captures`).waitFor();
    await workbench().screenshot('captures filtered');
    // Escape: as if nothing had been typed.
    await workbench().quickInput.cancel();
    await waitForCaptures(all);

    await workbench().runCommand('Sockscope: Filter Captures…', 'GREET');
    await waitForCaptures([/^two greetings/]);
    await workbench().runCommand('Sockscope: Filter Captures…', 'nowhere');
    await waitForCaptures([]);
    await pane.getByText('Filter “nowhere”: 0 of 2 captures').waitFor();
    assert.equal(await pane.getByText('Everything that your sockets send and receive').count(), 0);
    await pane.locator('.pane-header').hover();
    await pane.getByRole('button', { name: 'Clear Filter of Captures' }).click();
    await waitForCaptures(all);
    await pane.getByText('Filter “nowhere”').waitFor({ state: 'detached' });
  });

  it('asks before it deletes', async () => {
    const label = labelOf(ports[1]);
    await captures().runAction(label, 'Delete');
    const question = await workbench().answerDialog('Cancel');
    assert.match(question, /^Delete the capture "tcp 127\.0\.0\.1 \d+ · .*\.pcapng"\?/);
    assert.match(question, /The recorded bytes cannot be brought back\./);
    await waitForCaptures([row(ports[1], ''), /^two greetings/]);
    await captures().runAction(label, 'Delete');
    await workbench().answerDialog('Delete');
    await waitForCaptures([/^two greetings/]);
  });

  it('deletes several at once, by keyboard too, but for what is still being recorded', async function () {
    await clearSockets(workbench());
    for (const text of ['one', 'two', 'three', 'four']) await record(this, text);
    await clearSockets(workbench());
    const live = await record(this, 'still open');
    const [, , one, two, three, four] = ports;
    await waitForCaptures([row(live, ''), ...[four, three, two, one].map((port) => row(port, '')), /^two greetings/]);

    // A click alone would open it.
    await captures()
      .row(labelOf(four))
      .click({ modifiers: ['Control'] });
    await captures()
      .row(labelOf(two))
      .click({ modifiers: ['Control'] });
    assert.ok(!(await captures().menuOf(labelOf(two))).includes('Rename Capture…'));
    await captures().runFromMenu(labelOf(two), 'Delete');
    assert.match(await workbench().answerDialog('Delete'), /^Delete these 2 captures\?/);
    await waitForCaptures([row(live, ''), row(three, ''), row(one, ''), /^two greetings/]);

    await captures()
      .row('two greetings')
      .click({ modifiers: ['Control'] });
    await captures()
      .row(labelOf(live))
      .click({ modifiers: ['Shift'] });
    await workbench().page.keyboard.press('Delete');
    const question = await workbench().answerDialog('Cancel');
    assert.match(question, /^Delete these 3 captures\?/);
    assert.match(question, /Pinned among them: 1\.\s*Still being recorded, and not deleted: 1\./);
    await workbench().page.keyboard.press('Delete');
    await workbench().answerDialog('Delete');
    await waitForCaptures([row(live, '')]);
    // What is left may still be selected: a click would take that back.
    const left = captures().row(labelOf(live));
    if ((await left.getAttribute('aria-selected')) !== 'true') await left.click({ modifiers: ['Control'] });
    await workbench().page.keyboard.press('Delete');
    await workbench().notification('is still being recorded: close its socket first.').waitFor();
  });
});
