// Takes the pictures of the README in a real workbench: `node --import tsx test/ui/support/pictures.ts`, after
// `npm run build -- --production`. With `wire` or `sockets` behind it, takes those alone.
// The ports are those that the README speaks of; they must be free.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { PROJECT_ROOT } from '../../support/vscode-install';
import type { Workbench } from '../../support/workbench';
import { InspectorView } from './inspectorView';
import { inWorkbench, openSockets } from './scene';
import { dialledAt } from './sockets';
import { WireEditor } from './wireEditor';

const FOLDER = join(PROJECT_ROOT, 'docs', 'images');
/** Where the mouse changes nothing on screen. */
async function take(workbench: Workbench, name: string): Promise<void> {
  await workbench.page.mouse.move(780, 790);
  await workbench.page.locator('.monaco-hover').filter({ visible: true }).waitFor({ state: 'hidden' });
  await workbench.page.screenshot({ path: join(FOLDER, name) });
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

async function takePictures(workbench: Workbench): Promise<void> {
  const tree = workbench.tree('Sockets');
  await tree.runAction(await openSockets(workbench), 'Inspect Bytes');
  const inspector = new InspectorView(workbench.inspectorFrame());
  await inspector.byte('received', 0).click();
  await inspector.byte('received', 1).click({ modifiers: ['Shift'] });
  await inspector.waitForValues({ u16: ['2571', '2826'] });
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

/** Each in a workbench of its own. */
const TAKERS: Readonly<Record<string, (workbench: Workbench) => Promise<void>>> = {
  sockets: takePictures,
  wire: takeWirePicture,
};

async function main(): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const names = process.argv.slice(2);
  for (const [name, takePicture] of Object.entries(TAKERS)) {
    if (names.length === 0 || names.includes(name)) await inWorkbench(takePicture);
  }
  console.log(`Pictures are in ${FOLDER}. Look at them before you commit them.`);
}

void main();
