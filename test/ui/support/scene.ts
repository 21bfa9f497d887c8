/** The sockets and conversations of which pictures are taken: those that the README speaks of, on ports that must be free. */
import { killTools, spawnTool } from '../../support/process';
import { findTool } from '../../support/tools';
import { Workbench } from '../../support/workbench';
import { dialledAt, portOf, waitForRow } from './sockets';

/** Nothing that has to do with the machine on which the pictures are taken. */
const SETTINGS = { 'breadcrumbs.enabled': false };

function tool(name: string): string {
  const path = findTool(name);
  if (path === undefined) throw new Error(`${name} is needed to take the pictures, and is not installed.`);
  return path;
}

async function listen(workbench: Workbench, address: string, service: string): Promise<void> {
  await workbench.runCommand('Sockscope: Start Listener…', address, { pick: service });
  await waitForRow(workbench, { label: `:${portOf(address)}` });
}

/** Opens what there is to see, and returns the label of the connection in whose bytes that is. */
export async function openSockets(workbench: Workbench): Promise<string> {
  await workbench.showSideBar();
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
  await workbench.runCommand('Sockscope: Dial Endpoint…', '8080');
  await waitForRow(workbench, { label: dialledAt(8080) });
  return (await waitForRow(workbench, { level: 2, description: /^↓ 71 B +↑ 71 B\b/ })).label;
}

/** Does something in a workbench of its own. */
export async function inWorkbench(act: (workbench: Workbench) => Promise<void>): Promise<void> {
  const workbench = await Workbench.open(tool('chromium'), { settings: SETTINGS });
  try {
    await act(workbench);
  } catch (error) {
    await workbench.explainFailure('pictures');
    throw error;
  } finally {
    await killTools();
    await workbench.close();
  }
}
