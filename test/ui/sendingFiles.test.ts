import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ContextMenu } from '../support/context-menu';
import { killTools, spawnTool, type ToolProcess } from '../support/process';
import { requireTool } from '../support/tools';
import { useWorkbench } from '../support/workbench';
import { answerFileDialog } from './support/files';
import { clearSockets, dial, dialledAt, listenWithNcat, portOf, waitForRow } from './support/sockets';

/** More than the kernel's buffers and ours take from somebody whose peer does not read. */
const MANY_BYTES = 64 * 2 ** 20;

/** Takes a connection, and reads nothing of it. */
const UNREADING = `
import socket, sys
server = socket.create_server(('127.0.0.1', 0))
print(server.getsockname()[1], flush=True)
peer, _ = server.accept()
sys.stdin.read()
`;

describe('sending a file', () => {
  const workbench = useWorkbench();
  afterEach(async () => {
    await killTools();
    await clearSockets(workbench());
  });

  async function dialNcat(context: Mocha.Context): Promise<{ server: ToolProcess; peer: string }> {
    const { server, port } = await listenWithNcat(requireTool(context, 'ncat'));
    const peer = await dial(workbench(), port, dialledAt(port));
    return { server, peer };
  }

  async function makeFile(name: string, bytes: Uint8Array): Promise<string> {
    const path = join(workbench().workspace, name);
    await writeFile(path, bytes);
    return path;
  }

  it('streams it byte for byte, whatever is in it', async function () {
    const { server, peer } = await dialNcat(this);
    const bytes = randomBytes(3 * 2 ** 20 + 1);
    const path = await makeFile('random.bin', bytes);
    await workbench().tree('Sockets').runFromMenu(peer, 'Send File…');
    await answerFileDialog(workbench(), path);
    const received = await server.stdout.waitForBytes(bytes.length);
    const digest = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
    assert.equal(digest(received), digest(bytes));
    await workbench()
      .statusBarItem(`Sent ${bytes.length.toLocaleString('en')} bytes to tcp://127.0.0.1:${portOf(peer)}`)
      .waitFor();
    await waitForRow(workbench(), { label: peer, description: /↑ 3\.00 MiB/ });
  });

  it('is offered on a file in the Explorer', async function () {
    const { server } = await dialNcat(this);
    await makeFile('greeting.txt', Buffer.from('from the Explorer'));
    const { page } = workbench();
    await workbench().runCommand('View: Show Explorer');
    const row = page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'greeting.txt' });
    await new ContextMenu(page, row).choose('Send File…');
    assert.equal(Buffer.from(await server.stdout.waitForBytes(17)).toString(), 'from the Explorer');
    await workbench().showSideBar();
  });

  it('shows how far it got, and stops at once when it is cancelled', async function () {
    const python = requireTool(this, 'python3');
    const server = spawnTool(python, ['-c', UNREADING]);
    const [port = ''] = await server.stdout.waitForText(/\d+/);
    const peer = await dial(workbench(), port, dialledAt(port));
    const path = await makeFile('large.bin', new Uint8Array(MANY_BYTES));
    await workbench().tree('Sockets').runFromMenu(peer, 'Send File…');
    await answerFileDialog(workbench(), path);
    const toast = workbench().notification(`Sending large.bin to tcp://127.0.0.1:${port}`);
    await toast.getByText(/: \d+ %/).waitFor();
    // The peer does not read, so nothing more goes out, and the tree says so.
    await waitForRow(workbench(), { label: peer, description: /256 KiB waiting/ });
    await toast.hover();
    await toast.getByRole('button', { name: 'Cancel' }).click();
    await workbench()
      .statusBarItem(new RegExp(`Cancelled after \\d+ of ${MANY_BYTES} bytes`))
      .waitFor();
    await toast.waitFor({ state: 'hidden' });
  });

  it('says which file it cannot read, and why', async function () {
    const { server, peer } = await dialNcat(this);
    // A file that every Linux has, and that nobody can read from its beginning, root included.
    await workbench().tree('Sockets').runFromMenu(peer, 'Send File…');
    await answerFileDialog(workbench(), '/proc/self/mem');
    const toast = workbench().notification(/^Cannot read \/proc\/self\/mem: /);
    await toast.waitFor();
    assert.equal(await toast.getByRole('button', { name: 'Show Log' }).count(), 0, 'it has an explanation');
    assert.equal(server.stdout.length, 0);
  });
});
