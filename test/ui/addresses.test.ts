import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { eventually } from '../support/eventually';
import { useWorkbench } from '../support/workbench';
import {
  clearSockets,
  dialledAt,
  freePort,
  isListening,
  portOf,
  socketRows,
  startListener,
  waitForRow,
} from './support/sockets';

/** What is wrong with each address, as the input says it while one types. */
const MALFORMED: Readonly<Record<string, string>> = {
  '127.0.0.1:99999': 'Port 99999 is out of range: 0 to 65535.',
  localhost: 'A port is missing: write tcp://localhost:9000.',
  '[::1': 'The closing bracket of the IPv6 address is missing: write [::1]:9000.',
  '1:2:3': 'The port is given twice (:2 and :3): keep one of them.',
  '::1': 'An IPv6 address needs brackets and a port: write [::1]:9000.',
  '[fe80::1]:9000':
    'The link-local address fe80::1 exists once on every interface: name the interface, as in [fe80::1%eth0]:9000.',
  'http://127.0.0.1:80': '"http://" is not known here: use one of tcp://, udp://, tls://, unix:, pipe:, local:.',
  'unix:x.sock': 'The path of a Unix socket must be absolute: write unix:/…, not unix:x.sock',
};

/** For the page: as soon as there is a question for an address, something else takes the keyboard, once. */
const TAKE_KEYBOARD = `(() => {
  window.takenHere = false;
  const observer = new MutationObserver(() => {
    const input = document.querySelector('.quick-input-widget .quick-input-box input');
    if (document.activeElement !== input || !input.placeholder.startsWith('Port, tcp:')) return;
    observer.disconnect();
    document.querySelector('.activitybar [tabindex="0"]').focus();
    window.takenHere = document.activeElement !== input;
  });
  observer.observe(document.body, { attributeFilter: ['placeholder'], subtree: true });
})()`;

describe('addresses', () => {
  const workbench = useWorkbench();
  afterEach(() => clearSockets(workbench()));

  async function waitForFirstRow(expected: string): Promise<void> {
    await eventually(async () => {
      assert.equal((await workbench().quickInput.labels())[0], expected);
    });
  }

  /** Waits for the sentence that the user gets. */
  async function waitForFailure(sentence: string | RegExp): Promise<void> {
    const toast = workbench().notification(sentence);
    await toast.waitFor();
    await workbench().runCommand('Notifications: Clear All Notifications');
    await toast.waitFor({ state: 'hidden' });
  }

  async function askToListen(address: string, service = 'manual'): Promise<void> {
    await workbench().runCommand('Sockscope: Start Listener…', address, { pick: service });
  }

  async function askToDial(address: string): Promise<void> {
    await workbench().runCommand('Sockscope: Dial Endpoint…', address);
  }

  it('are explained while one types what is wrong with them', async () => {
    await workbench().runCommand('Sockscope: Start Listener…');
    for (const [address, sentence] of Object.entries(MALFORMED)) {
      await workbench().quickInput.type(address);
      await waitForFirstRow(sentence);
    }
    await workbench().page.keyboard.press('Enter');
    await waitForFirstRow(Object.values(MALFORMED).at(-1) ?? '');
    await workbench().quickInput.type('[::1%lo]:http');
    await waitForFirstRow('Listen on tcp://[::1%lo]:80');
    await workbench().quickInput.cancel();
  });

  it('are on this machine unless they say otherwise', async () => {
    await workbench().runCommand('Sockscope: Dial Endpoint…');
    await workbench().quickInput.type(':9000');
    await waitForFirstRow('Dial tcp://127.0.0.1:9000');
    await workbench().quickInput.type('daytime');
    await waitForFirstRow('Dial tcp://127.0.0.1:13');
    await workbench().quickInput.type('0');
    await waitForFirstRow('Nobody can be dialled at port 0: name the port that the server listens on.');
    await workbench().quickInput.cancel();
  });

  it('are asked for until they are given, whatever takes the keyboard just then', async () => {
    const { page, quickInput } = workbench();
    await page.evaluate(TAKE_KEYBOARD);
    await workbench().runCommand('Sockscope: Dial Endpoint…');
    await eventually(async () => {
      assert.ok(await page.evaluate<boolean>('window.takenHere'));
    });
    await quickInput.type('9000');
    await waitForFirstRow('Dial tcp://127.0.0.1:9000');
    // Whoever goes elsewhere later has given up.
    await eventually(async () => {
      await quickInput.input.focus({ timeout: 1000 });
      await page.locator('.part.sidebar .composite.title').click();
      await quickInput.widget.waitFor({ state: 'hidden', timeout: 1000 });
    });
  });

  it('are offered again, newest first', async () => {
    await startListener(workbench(), 'udp://127.0.0.1:0', 'echo');
    await startListener(workbench(), 'tcp://127.0.0.1:0', 'echo');
    await workbench().runCommand('Sockscope: Start Listener…');
    await eventually(async () => {
      const labels = await workbench().quickInput.labels();
      assert.deepEqual(labels.slice(0, 2), ['tcp://127.0.0.1:0', 'udp://127.0.0.1:0']);
    });
    await workbench().quickInput.cancel();
  });

  it('open to other machines only with consent', async () => {
    const port = await freePort();
    await askToListen(`0.0.0.0:${port}`, 'echo');
    const question = await workbench().answerDialog('Cancel');
    assert.ok(question.startsWith(`Listen on 0.0.0.0 port ${port}, where other machines can reach it?`), question);
    assert.ok(question.includes(`tcp://127.0.0.1:${port} is enough`), question);
    assert.deepEqual(await socketRows(workbench()), []);
    assert.equal(await workbench().notification(/./).count(), 0, 'who cancels needs no message');
    assert.equal(await isListening(port), false);

    await askToListen(`0.0.0.0:${port}`, 'echo');
    await workbench().dialog().waitFor();
    assert.equal(await isListening(port), false, 'nothing is bound while the question stands');
    await workbench().answerDialog('Listen');
    const exposure = workbench().statusBarItem(`tcp://0.0.0.0:${port}`);
    await exposure.waitFor();
    assert.equal(await isListening(port), true);
    // It leads to the view in which the socket can be closed.
    await workbench().runCommand('View: Show Explorer');
    await exposure.click();
    await workbench().tree('Sockets').runAction(`:${port}`, 'Close Socket');
    await exposure.waitFor({ state: 'hidden' });
    assert.equal(await isListening(port), false);
  });

  it('at which nobody listens say so', async () => {
    const port = await freePort();
    await askToDial(port);
    const toast = workbench().notification(`Nobody listens on tcp://127.0.0.1:${port}.`);
    await toast.waitFor();
    await workbench().screenshot('nobody listens');
    const whole = await workbench().tree('Sockets').hoverOf(`→ :${port}`, 'Start the server first');
    assert.match(
      whole,
      /the connection was refused\. Start the server first, or check address and port\. \(ECONNREFUSED\)/,
    );
    await startListener(workbench(), `127.0.0.1:${port}`, 'echo');
    await toast.getByRole('button', { name: 'Try Again' }).click();
    await waitForRow(workbench(), { label: dialledAt(port), level: 1 });
    assert.equal(await workbench().tree('Sockets').row(`→ :${port}`).count(), 0);
  });

  it('that are taken say by whom', async () => {
    const listener = await startListener(workbench(), '127.0.0.1:0', 'echo');
    await askToListen(portOf(listener));
    const toast = workbench().notification(`Sockscope already listens on tcp://127.0.0.1${listener}.`);
    await toast.getByRole('button', { name: 'Use a Free Port' }).click();
    await eventually(async () => {
      const labels = (await socketRows(workbench())).map(({ label }) => label);
      assert.equal(labels.length, 2);
      assert.equal(labels.filter((label) => label !== listener && /^:[1-9]\d*$/.test(label)).length, 1);
    });
  });

  it('never replace a file by a socket', async () => {
    const path = join(workbench().workspace, 'notes.txt');
    await writeFile(path, 'precious');
    await askToListen(`unix:${path}`);
    await waitForFailure('A file that is no socket is at ');
    assert.equal(await readFile(path, 'utf8'), 'precious');
  });
});
