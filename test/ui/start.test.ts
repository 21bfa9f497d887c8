import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';

import { eventually } from '../support/eventually';
import { makeTempFolder, type TempFolder } from '../support/temp-folder';
import { PROJECT_ROOT } from '../support/vscode-install';
import { useWorkbench } from '../support/workbench';
import { answerFileDialog } from './support/files';
import { InspectorView } from './support/inspectorView';
import { waitForRow } from './support/sockets';
import { WireEditor } from './support/wireEditor';

/** The port that the first button names. */
const PORT = 9000;

const TITLE = 'Get Started with Sockscope';

/** For the page: whether the walkthrough shows a picture that was found. */
const HAS_PICTURE = `[...document.querySelectorAll('.gettingStartedContainer img')]
  .some((image) => image.alt.startsWith('The view Sockets') && image.naturalWidth > 0)`;

/** Where the palette's box asks for bytes. */
const PAYLOAD_BOX = 'Plain text, or payload syntax';

/** One walk from the first step to the last: each test goes on where the last ended. */
describe('the walkthrough', () => {
  const workbench = useWorkbench();
  let blocker: Server | undefined;
  after(async () => {
    blocker?.close();
    if (blocker?.listening === true) await once(blocker, 'close');
  });

  const step = (id: string): Locator =>
    workbench().page.locator(`.getting-started-step[data-step-id="sockscope.sockscope#start#${id}"]`);

  /** Opens it, or puts it in front. */
  async function openWalkthrough(): Promise<void> {
    if (await step('listen').isVisible()) return;
    await workbench().runCommand('Sockscope: Open Walkthrough');
    // It takes the focus a moment after it is there, which closes whatever asks for something meanwhile.
    await workbench().page.locator('.getting-started-step.expanded:focus').waitFor();
  }

  /** Opens the step, and clicks a button or link of its text. */
  async function follow(id: string, label: string): Promise<void> {
    await openWalkthrough();
    const link = step(id).locator('a').filter({ hasText: label });
    await eventually(async () => {
      if (!(await link.isVisible())) await step(id).locator('.step-title').click();
      await link.click({ timeout: 2000 });
    });
  }

  /**
   * Follows a button that may ask which socket is meant, and takes the first one, until it is there. The walkthrough takes the
   * focus back a moment after a step was opened, which closes a box that is faster than any user: then once more.
   */
  async function askUntil(id: string, label: string, isThere: () => Promise<void>): Promise<void> {
    const { quickInput, page } = workbench();
    await eventually(async () => {
      if (await quickInput.input.isVisible()) await page.keyboard.press('Enter');
      else if (await step(id).isVisible()) await follow(id, label);
      await eventually(isThere, 3000);
    }, 30_000);
  }

  async function waitUntilDone(id: string): Promise<void> {
    await openWalkthrough();
    await eventually(async () => {
      assert.equal(await step(id).getAttribute('aria-checked'), 'true');
    });
  }

  async function doneSteps(): Promise<string[]> {
    const all = await workbench().page.locator('.getting-started-step[data-step-id][aria-checked=true]').all();
    return Promise.all(all.map(async (each) => (await each.getAttribute('data-step-id'))!.replace(/.*#/, '')));
  }

  it('opens at its first step, with a picture', async () => {
    // Beside the side bar there is no room for the picture.
    await workbench().runCommand('View: Toggle Primary Side Bar Visibility');
    await openWalkthrough();
    await workbench().page.getByText(TITLE).first().waitFor();
    assert.deepEqual(await doneSteps(), []);
    await eventually(async () => {
      assert.ok(await workbench().page.evaluate(HAS_PICTURE));
    });
  });

  it('says what goes wrong behind a button, is no further then, and offers what helps', async () => {
    blocker = createServer();
    // Whoever has the port: the button cannot.
    const taken = Promise.race([once(blocker, 'listening'), once(blocker, 'error')]);
    blocker.listen(PORT, '127.0.0.1');
    await taken;
    await follow('listen', 'Start an Echo Server');
    await workbench()
      .notification(/ listens on tcp:\/\/127\.0\.0\.1:9000\./)
      .waitFor();
    assert.deepEqual(await doneSteps(), []);
    await workbench().page.getByRole('button', { name: 'Use a Free Port' }).click();
    await waitForRow(workbench(), { label: /^:\d+$/, description: /^echo · / });
    assert.equal(await workbench().tree('Sockets').row(':9000').count(), 0);
    await waitUntilDone('listen');
  });

  it('ticks off dialling once the button has dialled, and opens the inspector beside', async () => {
    const isCapture = (name: string): boolean => name.startsWith('tcp 127.0.0.1 9000');
    assert.ok(!(await workbench().tabNames()).some(isCapture));
    await follow('dial', `Dial 127.0.0.1:${PORT}`);
    await waitUntilDone('dial');
    await eventually(async () => {
      assert.ok((await workbench().tabNames()).some(isCapture));
    });
    // Beside: the walkthrough is still there, and goes on.
    assert.ok(await step('dial').isVisible());
    assert.deepEqual(await doneSteps(), ['listen', 'dial']);
  });

  it('ticks off sending once it has happened', async () => {
    const { quickInput } = workbench();
    await quickInput.pickFrom(() => follow('listen', 'Choose address and service'), 'tcp://127.0.0.1:0');
    await workbench().pickItem('discard');
    await waitForRow(workbench(), { description: /^discard · / });
    await quickInput.pickFrom(() => follow('dial', 'Dial another address'), /^\s*tcp:\/\/127\.0\.0\.1:[1-9]/);
    await waitForRow(workbench(), { level: 2 });

    await askUntil('send', 'Send Payload', async () => {
      const placeholder = await quickInput.input.getAttribute('placeholder', { timeout: 500 });
      assert.ok(placeholder?.startsWith(PAYLOAD_BOX));
    });
    await workbench().answerInput('u16be(0x0A0B) "hi\\r\\n"');
    await waitUntilDone('send');
    assert.deepEqual(await doneSteps(), ['listen', 'dial', 'send']);
  });

  it('ticks off both byte orders once two bytes are selected', async () => {
    const inspector = new InspectorView(workbench().inspectorFrame());
    await askUntil('inspect', 'Inspect Bytes', () => inspector.byte('sent', 0).click({ timeout: 500 }));
    assert.ok(!(await doneSteps()).includes('inspect'));
    await inspector.byte('sent', 1).click({ modifiers: ['Shift'] });
    await inspector.waitForValues({ u16: ['2571', '2826'] });
    await waitUntilDone('inspect');
  });

  it('opens a sample, and ticks off that a section of it ran', async () => {
    await follow('run', 'Open a Wire File');
    await new WireEditor(workbench()).run(0, 'done', 7);
    await waitUntilDone('run');
    assert.equal((await doneSteps()).length, 5);
    await workbench().screenshot('walkthrough');
  });
});

describe('Open Documentation', () => {
  const workbench = useWorkbench();

  it('shows the README of the package, whose pictures load and whose links lead to its pages', async () => {
    await workbench().runCommand('Sockscope: Open Documentation');
    const frame = workbench().inspectorFrame();
    const pictures = frame.locator('img');
    const readme = await readFile(join(PROJECT_ROOT, 'README.md'), 'utf8');
    const count = readme.match(/!\[/g)!.length;
    await eventually(async () => {
      assert.equal(await pictures.count(), count);
      for (const picture of await pictures.all()) assert.ok((await picture.boundingBox())!.width >= 300);
    });
    await frame.getByRole('link', { name: 'Endpoints' }).click();
    await frame.getByRole('heading', { name: 'Named pipes' }).waitFor();
  });
});

describe('Open Samples', () => {
  const workbench = useWorkbench();
  let folder: TempFolder;
  before(async () => {
    folder = await makeTempFolder();
  });
  after(() => folder.remove());

  it('copies them into a folder of their own in the one that is chosen, and opens that', async () => {
    const samples = await readdir(join(PROJECT_ROOT, 'samples'));
    await workbench().runCommand('Sockscope: Open Samples…');
    await answerFileDialog(workbench(), folder.path);
    const toast = workbench().notification(`Samples copied to ${join(folder.path, 'sockscope-samples')}`);
    await toast.getByRole('button', { name: 'Add to Workspace' }).waitFor();
    assert.deepEqual((await readdir(join(folder.path, 'sockscope-samples'))).toSorted(), samples.toSorted());
    await toast.getByRole('button', { name: 'Open', exact: true }).click();
    await workbench().page.waitForURL(/folder=.*sockscope-samples/);
    await workbench()
      .page.getByRole('treeitem', { name: /byte-orders\.wire/ })
      .waitFor();
  });

  it('overwrites nothing, and says what stays', async () => {
    const own = join(folder.path, 'sockscope-samples', 'echo.wire');
    await writeFile(own, '# mine\n');
    await workbench().runCommand('Sockscope: Open Samples…');
    await answerFileDialog(workbench(), folder.path);
    await workbench()
      .notification(/Nothing was copied to .* stay as they are: echo\.wire/)
      .waitFor();
    assert.equal(await readFile(own, 'utf8'), '# mine\n');
  });
});
