import assert from 'node:assert/strict';

import { eventually } from '../support/eventually';
import { killTools } from '../support/process';
import { requireTool } from '../support/tools';
import type { TreeView } from '../support/tree-view';
import { useWorkbench } from '../support/workbench';
import { clearSockets, echoText, socketRows } from './support/sockets';

/** All samples take a while, those that wait for a server which is not there most of all. */
const RUN_LIMIT_MS = 90_000;
/** How many test runs are kept unless the settings say otherwise. */
const RETAINED_RUNS = 5;

/** What somebody recorded by hand, and test runs beside it: each test goes on where the last ended. */
describe('captures of test runs', () => {
  const workbench = useWorkbench();
  const captures = (): TreeView => workbench().tree('Captures');
  const byPort = (port: string | undefined): RegExp => new RegExp(`^tcp 127\\.0\\.0\\.1 ${port ?? ''}$`);
  /** The ports of what was recorded by hand, and of what is still being recorded. */
  const recorded: string[] = [];
  let live = '';
  after(killTools);

  /** The labels of the view's roots. */
  const roots = async (): Promise<string[]> =>
    (await captures().items()).filter(({ level }) => level === 1).map(({ label }) => label);
  const countOf = async (label: string): Promise<number> => (await roots()).filter((root) => root === label).length;

  /** Runs a command that runs tests, until one more run of that name has ended. */
  async function runTests(command: string, label: string): Promise<void> {
    const icons = captures().row(label).locator('.codicon-pass, .codicon-error');
    const before = await icons.count();
    await workbench().runCommand(command);
    await eventually(async () => {
      // The view of the test results may have taken the place.
      await workbench().showSideBar();
      assert.ok((await icons.count()) > before, JSON.stringify(await captures().items()));
    }, RUN_LIMIT_MS);
  }

  async function assertAllThere(): Promise<void> {
    const shown = await roots();
    const [inTab, , pinned] = recorded;
    for (const label of [byPort(inTab), /^renamed$/, byPort(pinned), byPort(recorded[3]), byPort(live)]) {
      assert.ok(shown.some((root) => label.test(root)), `${String(label)} is not among ${JSON.stringify(shown)}`); // prettier-ignore
    }
  }

  before(async function () {
    const ncat = requireTool(this, 'ncat');
    await workbench().showSideBar();
    for (const text of ['in a tab', 'renamed', 'pinned', 'as it is']) {
      recorded.push(await echoText(workbench(), ncat, text));
    }
    await clearSockets(workbench());
    live = await echoText(workbench(), ncat, 'still open');
    await captures().runFromMenu(byPort(recorded[1]), 'Rename Capture…');
    await workbench().answerInput('renamed');
    await captures().row('renamed').waitFor();
    await captures().runFromMenu(byPort(recorded[2]), 'Pin Capture');
    await captures().row(byPort(recorded[0])).click();
    await workbench().page.locator('.tabs-container .tab.active').waitFor();
  });

  it('stand below the row of their run, and leave all others and the sockets alone', async function () {
    this.timeout(3 * RUN_LIMIT_MS);
    const before = await socketRows(workbench());
    assert.equal(before.length, 2);
    for (const count of [1, 2]) {
      await runTests('Test: Run All Tests', 'All Tests');
      assert.equal(await countOf('All Tests'), count);
      await assertAllThere();
      await eventually(async () => {
        assert.deepEqual(await socketRows(workbench()), before);
      });
    }
    const rows = await captures().items();
    // Samples that need a server are skipped.
    assert.equal(await captures().row('All Tests').locator('.codicon-pass').count(), 2);
    for (const { label, description } of rows) {
      if (label === 'All Tests') assert.match(description, /^\d\d:\d\d:\d\d · (1\d|[2-9]\d) captures · [\d.]+ KiB$/);
    }
    await captures().row('All Tests').first().click();
    await eventually(async () => {
      const below = (await captures().items()).filter(({ level }) => level === 2);
      assert.ok(below.length > 0);
      for (const { description } of below) assert.match(description, /· (listener|dialled|UDP)/);
    });
    await captures().row('All Tests').first().click();
  });

  it('are kept for the last runs alone, which is said once in the status bar', async function () {
    this.timeout(2 * RUN_LIMIT_MS);
    await workbench().openFile('echo.wire');
    for (let count = 1; count <= RETAINED_RUNS - 2; count++) {
      await runTests('Test: Run Tests in Current File', 'echo.wire');
      assert.equal(await countOf('echo.wire'), count);
    }
    const told = workbench().statusBarItem('1 old test run removed');
    assert.equal(await told.count(), 0);
    await workbench().runCommand('Test: Run Tests in Current File');
    await told.waitFor();
    await workbench().showSideBar();
    await eventually(async () => {
      assert.equal(await countOf('echo.wire'), RETAINED_RUNS - 2);
    });
    // Those that passed go first.
    assert.equal(await countOf('All Tests'), 2);
    await assertAllThere();
    // All that somebody may keep is found by one search in the settings.
    await told.click();
    await workbench().page.locator('.settings-editor').getByText('Retained Test Runs').first().waitFor();
    // Whatever the settings opened in: no command can be chosen above a modal editor.
    await workbench().page.keyboard.press('Escape');
  });

  it('are deleted together', async () => {
    await workbench().showSideBar();
    await captures().runFromMenu('All Tests', 'Delete');
    assert.match(await workbench().answerDialog('Delete'), /^Delete these \d+ captures\?/);
    await eventually(async () => {
      assert.equal(await countOf('All Tests'), 1);
    });
    await assertAllThere();
  });
});

describe('captures that make room', () => {
  const workbench = useWorkbench({ settings: { 'sockscope.capture.retainedCaptures': 1 } });
  afterEach(killTools);

  it('are told of once, with a way to keep more', async function () {
    const ncat = requireTool(this, 'ncat');
    const toast = workbench().notification('To make room, ');
    const fill = async (): Promise<void> => {
      for (const text of ['one', 'two']) await echoText(workbench(), ncat, text);
      await clearSockets(workbench());
    };
    await fill();
    await toast.getByRole('button', { name: 'Keep More…' }).click();
    await workbench().page.locator('.settings-editor').getByText('Retained Captures').first().waitFor();
    // Whatever the settings opened in, the next question goes above it.
    await workbench().page.keyboard.press('Escape');
    await fill();
    await eventually(async () => {
      assert.equal(await workbench().tree('Captures').rows.count(), 1);
    });
    assert.equal(await toast.count(), 0);
  });
});
