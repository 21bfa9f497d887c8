// Takes the pictures of the README in a real workbench: `node --import tsx test/ui/support/pictures.ts`, after
// `npm run build -- --production`. With `wire` or `sockets` behind it, takes those alone.
// The ports are those that the README speaks of; they must be free.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { killTools, spawnTool } from '../../support/process';
import { findTool } from '../../support/tools';
import { PROJECT_ROOT } from '../../support/vscode-install';
import { Workbench } from '../../support/workbench';
import { InspectorView } from './inspectorView';
import { waitForRow } from './sockets';
import { WireEditor } from './wireEditor';

const FOLDER = join(PROJECT_ROOT, 'docs', 'images');
/** Nothing that has to do with the machine on which the pictures are taken. */
const SETTINGS = { 'breadcrumbs.enabled': false };

function tool(name: string): string {
  const path = findTool(name);
  if (path === undefined) throw new Error(`${name} is needed to take the pictures, and is not installed.`);
  return path;
}

async function listen(workbench: Workbench, address: string, service: string): Promise<void> {
  await workbench.runCommand('Sockscope: Start Listener…');
  await workbench.answerInput(address);
  await workbench.pickItem(service);
  await waitForRow(workbench, { label: address.replace(/^\w+:\/\//, '') });
}

/** Where the mouse changes nothing on screen. */
async function take(workbench: Workbench, name: string): Promise<void> {
  await workbench.page.mouse.move(780, 790);
  await workbench.page.locator('.monaco-hover').filter({ visible: true }).waitFor({ state: 'hidden' });
  await workbench.page.screenshot({ path: join(FOLDER, name) });
}

async function openSockets(workbench: Workbench): Promise<void> {
  const ncat = tool('ncat');
  await listen(workbench, 'tcp://127.0.0.1:9000', 'echo');
  const sensor = spawnTool(ncat, ['127.0.0.1', '9000']);
  await waitForRow(workbench, { level: 2, description: /^↓ 0 B/ });
  // A type, a length, and so many bytes of text; then the same with five temperatures.
  const greeting = Buffer.from('hello from the sensor\r\n');
  await sensor.write(Uint8Array.of(0x0a, 0x0b, 0x00, greeting.length, ...greeting));
  await sensor.stdout.waitForBytes(4 + greeting.length);
  const reading = Buffer.alloc(44);
  reading.writeUInt16BE(0x0a0c, 0);
  reading.writeUInt16BE(reading.length - 4, 2);
  [21.5, 21.625, 21.75, 22, 22.5].forEach((celsius, index) => reading.writeDoubleBE(celsius, 4 + 8 * index));
  await sensor.write(reading);
  await sensor.stdout.waitForBytes(4 + greeting.length + reading.length);
  const other = spawnTool(ncat, ['127.0.0.1', '9000']);
  other.endInput('one line\n');
  await other.exited;
  await listen(workbench, 'udp://127.0.0.1:5005', 'manual');
  for (const text of ['ping 1', 'ping 2, from somebody else']) {
    await spawnTool(ncat, ['-u', '127.0.0.1', '5005']).write(text);
    await waitForRow(workbench, { level: 2, description: new RegExp(`^↓ ${text.length} B`) });
  }
  const server = spawnTool(ncat, ['-v', '-l', '127.0.0.1', '8080']);
  await server.stderr.waitForText(/Listening on/);
  await workbench.runCommand('Sockscope: Dial Endpoint…');
  await workbench.answerInput('8080');
  await waitForRow(workbench, { label: '127.0.0.1:8080' });
}

/** What was received as one stream, with something found in it; and the same cut into messages by their length. */
async function takeViews(workbench: Workbench, inspector: InspectorView): Promise<void> {
  const { frame } = inspector;
  await frame.getByRole('radio', { name: 'Received' }).check();
  await inspector.byte('received', 4).click();
  await workbench.page.keyboard.press('Control+F');
  await workbench.page.keyboard.type('sensor');
  await workbench.page.keyboard.press('Enter');
  await frame.getByText(/^1 of 2/).waitFor();
  await take(workbench, 'received.png');
  await workbench.page.keyboard.press('Escape');

  await frame.getByRole('radio', { name: 'Messages' }).check();
  await frame.locator('[data-field="rule"]').selectOption('Length prefix');
  await frame.locator('[data-field="prefixOffset"]').fill('2');
  await frame.getByText('4 messages', { exact: true }).waitFor();
  await frame.locator('[data-message]').nth(2).click();
  await frame.locator('.byte.selected').first().waitFor();
  await take(workbench, 'messages.png');
  await frame.getByRole('radio', { name: 'Exchange' }).check();
}

async function takePictures(workbench: Workbench): Promise<void> {
  const tree = workbench.tree('Sockets');
  await workbench.showSideBar();
  await openSockets(workbench);
  const sensor = await waitForRow(workbench, { level: 2, description: /^↓ 71 B +↑ 71 B$/ });
  await tree.runAction(sensor.label, 'Inspect Bytes');
  const inspector = new InspectorView(workbench.inspectorFrame());
  await inspector.byte('received', 0).click();
  await inspector.byte('received', 1).click({ modifiers: ['Shift'] });
  await inspector.waitForValues({ u16: ['2571', '2826'] });
  await take(workbench, 'inspector.png');
  await takeViews(workbench, inspector);

  await tree.runAction('127.0.0.1:8080', 'Send Payload…');
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

async function takeIn(takePicture: (workbench: Workbench) => Promise<void>): Promise<void> {
  const workbench = await Workbench.open(tool('chromium'), { settings: SETTINGS });
  try {
    await takePicture(workbench);
  } catch (error) {
    await workbench.explainFailure('pictures');
    throw error;
  } finally {
    await killTools();
    await workbench.close();
  }
}

async function main(): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const names = process.argv.slice(2);
  for (const [name, takePicture] of Object.entries(TAKERS)) {
    if (names.length === 0 || names.includes(name)) await takeIn(takePicture);
  }
  console.log(`Pictures are in ${FOLDER}. Look at them before you commit them.`);
}

void main();
