import assert from 'node:assert/strict';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CDPSession } from 'playwright-core';

import { eventually } from '../support/eventually';
import { PROJECT_ROOT } from '../support/vscode-install';
import { useWorkbench } from '../support/workbench';

/** Milliseconds for a test: all of them together take less than 90 s where nothing else runs. */
const PATIENCE = 300_000;

/**
 * For the page: waits until the list of suggestions has not changed for a moment, as whoever looks at the screen does. The
 * editor does not tell when nothing more will come.
 */
const SETTLED = `() => new Promise((resolve) => {
  const observer = new MutationObserver(() => { clearTimeout(timer); timer = later(); });
  const later = () => setTimeout(() => { observer.disconnect(); resolve(); }, 80);
  let timer = later();
  const editor = document.querySelector('.editor-group-container.active .overflowingContentWidgets, .overflowingContentWidgets');
  if (editor) observer.observe(editor, { subtree: true, childList: true, attributes: true, characterData: true });
})`;

/** What was typed wrong once, and its neighbours: each of these lines is complete. */
const COMPLETE = `@server = udp
@delim = "eol"
@eol = lf
# my server listens, dials and waits for a client section
### My knock-knock server
srv2 = listen tcp://127.0.0.1:9000
srv = listen udp://127.0.0.1:0
s = listen unix:/tmp/x.sock
short = listen 0
one = listen tcp://[::1]:1
pong = listen tcp://127.0.0.1:0 reply "pong\\r\\n" greeting close backlog 5
con2 = dial tcp://127.0.0.1:90
con = dial 9000
x = dial 1 within 2s
y = dial unix:/tmp/x
z = dial {{srv}}
c = accept srv2
cc = accept s within 20ms
con > u8(1) to 127.0.0.1:90
con > [0a be ad] [deadbeef] within 20ms
con < "a" within 1s # dial, wait or listen
on s /a\\/b[/"x]"eof/i > "{{0}} {{srv.port}}"
con > "(a [b \\{c \\" d" repeat(2, u8({{n}})) # (e [f {g "h
con < /\\(i [j"\\{k/
con > """
  l (m [n {{x}} "o
    p
"""
con < silence 20ms
con < exactly 1
con < eof
con < any
con close
wait 2s
wait 20ms
### Section
srv = listen tcp://127.0.0.1:9000 echo
srv close
`;

/** What later lines refer to, and what is suggested for them. */
const DEFINITION = /^(@|[\w-]+ = )/;
/** The first words of a comment stand for the others: keys are what takes the time here. */
const COMMENT = /^(#(?!##).{15}).*/;

describe('a wire file that is typed key by key', function () {
  this.timeout(PATIENCE);
  const workbench = useWorkbench();
  let keyboard: CDPSession;
  before(async () => {
    const { page } = workbench();
    keyboard = await page.context().newCDPSession(page);
  });

  /** Presses the keys one after the other, without waiting for each to be answered, as who types fast. */
  async function typeLine(line: string): Promise<void> {
    const events = Array.from(line, (key) => [
      keyboard.send('Input.dispatchKeyEvent', { type: 'keyDown', key, text: key }),
      keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', key }),
    ]);
    await Promise.all(events.flat());
  }

  /** Each line as it stands, and Enter at its end: nothing of what the editor suggests is looked at. */
  async function type(name: string, text: string): Promise<void> {
    const { page, workspace } = workbench();
    const path = join(workspace, name);
    await writeFile(path, '');
    await workbench().openFile(name);
    await page.locator('.monaco-editor.focused').waitFor();
    const [first = '', ...others] = text.split('\n');
    await typeLine(first);
    for (const line of others) {
      await page.evaluate(`(${SETTLED})()`);
      await page.keyboard.press('Enter');
      await typeLine(line);
    }
    await page.keyboard.press('Control+s');
    await eventually(async () => {
      assert.equal(await readFile(path, 'utf8'), text);
    }, 5000);
  }

  async function samples(): Promise<(readonly [name: string, text: string])[]> {
    const folder = join(PROJECT_ROOT, 'samples');
    const names = (await readdir(folder)).filter((name) => name.endsWith('.wire'));
    return Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const));
  }

  /** Every example of the reference, one below the other. */
  async function examples(): Promise<string> {
    const text = await readFile(join(PROJECT_ROOT, 'docs', 'wire.md'), 'utf8');
    return Array.from(text.matchAll(/^```wire\n(.*?)^```$/gms), ([, example]) => example!).join('\n');
  }

  it('is what was typed: lines that are complete', async () => {
    await type('complete.wire', COMPLETE);
  });

  it('is what was typed: the examples of the reference', async () => {
    await type('reference.wire', await examples());
  });

  it('is what was typed: the samples', async () => {
    const typed = new Set(`${COMPLETE}${await examples()}`.split('\n'));
    for (const [name, text] of await samples()) {
      const lines = text.split('\n').filter((line) => line === '' || DEFINITION.test(line) || !typed.has(line));
      for (const line of lines) typed.add(line);
      await type(`typed-${name}`, lines.map((line) => line.replace(COMMENT, '$1')).join('\n'));
    }
  });
});
