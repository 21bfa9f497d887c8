// Takes the pictures of README, docs and walkthrough in a real workbench: `node --import tsx test/ui/support/pictures.ts`, after
// `npm run build -- --production`. With `wire`, `sockets` or `walkthrough` behind it, takes those alone.
// The ports are those that the pages speak of; they must be free.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { eventually } from '../../support/eventually';
import { decodePng, encodeSmallPng } from '../../support/smallPng';
import { PROJECT_ROOT } from '../../support/vscode-install';
import type { Workbench } from '../../support/workbench';
import { InspectorView } from './inspectorView';
import { inWorkbench, openSockets } from './scene';
import { dialledAt, waitForRow } from './sockets';
import { WireEditor } from './wireEditor';

const FOLDER = join(PROJECT_ROOT, 'docs', 'images');
const WALKTHROUGH_FOLDER = join(PROJECT_ROOT, 'media', 'walkthrough');

/** As many as letters on three backgrounds need. */
const COLOURS = 32;

/** As many as two directions of bytes need; the pictures of the walkthrough are in the package. */
const WALKTHROUGH_COLOURS = 16;

/** Pixels: not much wider than the pictures of a walkthrough are shown. */
const NARROW_WINDOW = { width: 860, height: 780 };

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** @param area The whole window unless given. */
async function takeInto(path: string, { page }: Workbench, area?: Area): Promise<void> {
  // Where the mouse changes nothing on screen.
  const { height } = page.viewportSize()!;
  await page.mouse.move(780, height - 10);
  await page.locator('.monaco-hover').filter({ visible: true }).waitFor({ state: 'hidden' });
  const screenshot = await page.screenshot(area === undefined ? {} : { clip: area });
  await writeFile(path, encodeSmallPng(decodePng(screenshot), area === undefined ? COLOURS : WALKTHROUGH_COLOURS));
}

function take(workbench: Workbench, name: string): Promise<void> {
  return takeInto(join(FOLDER, name), workbench);
}

/** What was received as one stream, with something found in it; and the same cut into messages by their length. */
async function takeViews(workbench: Workbench, inspector: InspectorView): Promise<void> {
  const { frame } = inspector;
  await frame.getByRole('radio', { name: 'Received' }).check();
  await inspector.byte('received', 4).click();
  await workbench.page.keyboard.press('Control+F');
  await workbench.page.keyboard.type('sensor');
  await workbench.page.keyboard.press('Enter');
  await frame.getByText(/^1 of 1/).waitFor();
  await take(workbench, 'received.png');
  await workbench.page.keyboard.press('Escape');

  await frame.getByRole('radio', { name: 'Messages' }).check();
  await inspector.cutByLengthPrefix();
  await frame.locator('[data-message]').nth(2).click();
  await frame.locator('.byte.selected').first().waitFor();
  await take(workbench, 'messages.png');
  await frame.getByRole('radio', { name: 'Exchange' }).check();
}

/** In *Sequence*, from its beginning on: the step whose label begins so. */
async function chooseStep({ frame }: InspectorView, label: RegExp): Promise<void> {
  const view = frame.getByRole('radio', { name: 'Sequence' });
  // Where there is little room, a list.
  if (await view.isVisible()) await view.check();
  else await frame.getByRole('combobox', { name: 'View', exact: true }).selectOption('Sequence');
  const row = frame.locator('.ladder-row[data-step]').filter({ has: frame.getByText(label) });
  await row.first().click();
  await frame.locator('.ladder-row.current').first().waitFor();
  await frame.locator('.byte.selected').first().waitFor();
}

/** Otherwise the box says that it cannot look there for lines that are pasted. */
async function letReadClipboard({ page }: Workbench): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
}

async function takePictures(workbench: Workbench): Promise<void> {
  await letReadClipboard(workbench);
  const tree = workbench.tree('Sockets');
  await tree.runAction(await openSockets(workbench), 'Inspect Bytes');
  const inspector = new InspectorView(workbench.inspectorFrame());
  await inspector.byte('received', 0).click();
  await inspector.byte('received', 1).click({ modifiers: ['Shift'] });
  await inspector.waitForValues({ u16: ['2571', '2826'] });
  await inspector.frame.getByText('2 bytes selected').waitFor();
  await take(workbench, 'inspector.png');
  await takeViews(workbench, inspector);

  await tree.runAction(dialledAt(8080), 'Send Payload…');
  await workbench.quickInput.type('u16be(0x0A0B) "hi\\r\\n"');
  await workbench.quickInput.row('Send 6 bytes: 0a 0b 68 69 0d 0a').waitFor();
  await take(workbench, 'send-payload.png');
}

const WIRE_FILE = `@greeting = "knock knock\\r\\n"

### Both byte orders
srv = listen tcp://127.0.0.1:0
cli = dial {{srv}}
con = accept srv
cli > u16be(0x0A0B) u16le(0x0A0B)
con < [0a 0b] [0b 0a]
con > prefixed(u16be, "back to ya client")
cli < u16be(?length)
cli < exactly {{length}}
cli shutdown
con < eof

### A server of rules
srv = listen tcp://127.0.0.1:0
on srv /^knock knock\\r\\n/ > "Who's there?\\r\\n"
con = dial {{srv}}
con > "{{greeting}}"
con < "Who is it?\\r\\n"
con close
`;

async function takeWirePicture(workbench: Workbench): Promise<void> {
  await writeFile(join(workbench.workspace, 'talk.wire'), WIRE_FILE);
  await workbench.openFile('talk.wire');
  const editor = new WireEditor(workbench);
  // The Test Explorer is there once there are tests.
  await workbench.page.locator('.testing-run-glyph').first().waitFor();
  await editor.run(0, 'done', 10);
  await editor.run(1, 'failed', 1);
  await workbench.page.locator('.test-error-content-widget').waitFor();
  await editor.lens(/^Inspect/).waitFor();
  await workbench.runCommand('Testing: Focus on Test Explorer View');
  await workbench.page.locator('.test-explorer .monaco-list-row', { hasText: 'talk.wire' }).click();
  await take(workbench, 'wire.png');
}

/** Where the palette's box asks for bytes. */
const PAYLOAD_BOX = 'Plain text, or payload syntax';

/** Takes what a list of sockets offers first, where there is one. */
async function takeFirst({ quickInput, page }: Workbench, isThere: () => Promise<boolean>): Promise<void> {
  await eventually(async () => {
    if (await isThere()) return;
    if (await quickInput.input.isVisible()) await page.keyboard.press('Enter');
    assert.fail('It is not there yet.');
  });
}

/** One picture for each step, of just what it is about. */
async function takeWalkthrough(workbench: Workbench): Promise<void> {
  const { page, quickInput } = workbench;
  const takeStep = (step: string, area: Area): Promise<void> =>
    takeInto(join(WALKTHROUGH_FOLDER, `${step}.png`), workbench, area);
  const sideBar = { x: 0, y: 36, width: 480, height: 180 };
  await letReadClipboard(workbench);
  await workbench.showSideBar();
  await workbench.runCommand('Sockscope: Start Listener…', '9000', { pick: 'echo' });
  await waitForRow(workbench, { level: 1, description: /^echo/ });
  await takeStep('listen', sideBar);

  await workbench.runCommand('Sockscope: Dial Endpoint…', '9000');
  await waitForRow(workbench, { level: 2 });
  await takeStep('dial', sideBar);

  await page.setViewportSize(NARROW_WINDOW);
  await workbench.runCommand('Sockscope: Send Payload…');
  await takeFirst(
    workbench,
    async () =>
      (await quickInput.input.getAttribute('placeholder', { timeout: 500 }))?.startsWith(PAYLOAD_BOX) === true,
  );
  await quickInput.type('u16be(0x0A0B) "hi\\r\\n"');
  await quickInput.row('Send 6 bytes: 0a 0b 68 69 0d 0a').waitFor();
  await takeStep('send', { x: 150, y: 0, width: 560, height: 170 });
  await page.keyboard.press('Enter');
  await waitForRow(workbench, { level: 2, description: /↑ 6 B/ });

  await workbench.runCommand('Sockscope: Inspect Bytes');
  const inspector = new InspectorView(workbench.inspectorFrame());
  await takeFirst(workbench, () => inspector.byte('sent', 1).isVisible());
  await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
  await inspector.byte('sent', 0).click();
  await inspector.byte('sent', 1).click({ modifiers: ['Shift'] });
  await inspector.waitForValues({ u16: ['2571', '2826'] });
  await inspector.frame.getByText('2 bytes selected').waitFor();
  await takeStep('inspect', { x: 48, y: 68, width: 660, height: 680 });
  await chooseStep(inspector, /^send\(6\)/);
  // All of it, and its bytes.
  await inspector.frame.locator('.inspector-head .pane-head').click();
  await inspector.frame.locator('.ladder-row[data-step="0"]').waitFor();
  await takeStep('sequence', { x: 48, y: 68, width: 812, height: 500 });
  await inspector.frame.locator('.inspector-head .pane-head').click();

  await workbench.runCommand('View: Close All Editors');
  await workbench.openFile('byte-orders.wire');
  await new WireEditor(workbench).run(0, 'done', 7);
  await takeStep('run', { x: 48, y: 36, width: 560, height: 290 });
}

/** Each in a workbench of its own. */
const TAKERS: Readonly<Record<string, (workbench: Workbench) => Promise<void>>> = {
  sockets: takePictures,
  wire: takeWirePicture,
  walkthrough: takeWalkthrough,
};

async function main(): Promise<void> {
  for (const folder of [FOLDER, WALKTHROUGH_FOLDER]) await mkdir(folder, { recursive: true });
  const names = process.argv.slice(2);
  for (const [name, takePicture] of Object.entries(TAKERS)) {
    if (names.length === 0 || names.includes(name)) await inWorkbench(takePicture);
  }
  console.log(`Pictures are in ${FOLDER} and ${WALKTHROUGH_FOLDER}. Look at them before you commit them.`);
}

void main();
