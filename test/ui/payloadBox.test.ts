import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

import { eventually } from '../support/eventually';
import type { Answer } from '../support/quick-input';
import { THEMES, useWorkbench } from '../support/workbench';
import { clearSockets, dial, dialledAt, portOf, startListener, waitForRow } from './support/sockets';

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 480, height: 800 };

describe('the payload box', () => {
  const workbench = useWorkbench();
  let peer: string;
  beforeEach(async () => {
    peer = await startListener(workbench(), 'tcp://127.0.0.1:0', 'discard');
    await dial(workbench(), peer, dialledAt(portOf(peer)));
  });
  afterEach(() => clearSockets(workbench()));

  /** The row of the connection that was dialled: the listener's row has the service in its description. */
  const open = (...answers: readonly Answer[]): Promise<void> =>
    workbench().runCommand('Sockscope: Send Payload…', { pick: new RegExp(`:${portOf(peer)}$`) }, ...answers);
  const rows = async (): Promise<string[]> =>
    (await workbench().quickInput.rows.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
  const expectRows = async (...expected: readonly RegExp[]): Promise<void> => {
    await eventually(async () => {
      const shown = await rows();
      for (const [index, each] of expected.entries()) assert.match(shown[index] ?? '', each, JSON.stringify(shown));
    });
  };
  const sent = (bytes: number) => waitForRow(workbench(), { level: 2, description: new RegExp(`^↓ ${bytes} B`) });
  const press = (key: string) => workbench().page.keyboard.press(key);

  it('has a row for each thing that a text can mean, and sends the one that is chosen', async () => {
    await open({ typed: '[de:ad]' });
    await expectRows(
      /^Send 2 bytes: de ad ?Hex digits$/,
      /^Send 7 bytes: 5b 64 65 3a 61 64 5d ?Plain text \(UTF-8\)$/,
      /^Send 9 bytes: 5b 64 65 3a 61 64 5d 0d 0a ?Plain text with \\r\\n at its end$/,
    );
    await press('ArrowDown');
    await press('ArrowDown');
    await press('Enter');
    await sent(9);
  });

  it('remembers for the socket what was chosen last', async () => {
    await open({ typed: 'QUIT' });
    await expectRows(/Plain text \(UTF-8\)$/, /with \\r\\n at its end$/);
    await press('ArrowDown');
    await press('Enter');
    await sent(6);
    await open({ typed: 'HELP' });
    await expectRows(/^Send 6 bytes: 48 45 4c 50 0d 0a ?Plain text with \\r\\n at its end$/);
    await press('Enter');
    await sent(12);
  });

  it('takes payload syntax for what it is after plain text that nobody chose', async () => {
    await open('NOOP');
    await sent(4);
    await open({ typed: 'u16be(1)' });
    await expectRows(/^Send 2 bytes: 00 01 ?Payload syntax$/, /^Send 8 bytes: .*Plain text \(UTF-8\)$/);
    await press('Enter');
    await sent(6);
  });

  it('tells the mistake in what was meant as payload syntax, and offers the text', async () => {
    await open({ typed: 'U16BE(258)' });
    await expectRows(/^Column 1: /, /^Send 10 bytes: .*Plain text \(UTF-8\)$/);
    await workbench().quickInput.cancel();
  });

  it('keeps the lines of what is pasted', async () => {
    await workbench().page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await workbench().page.evaluate(`navigator.clipboard.writeText('one\\r\\ntwo\\r\\n')`);
    await open();
    await press('Control+V');
    await expectRows(
      /^Send 10 bytes: 6f 6e 65 0d 0a 74 77 6f 0d 0a ?Plain text \(UTF-8\), 2 lines$/,
      /^Send 12 bytes: /,
      /Plain text in one line$/,
    );
    await press('Enter');
    await sent(10);
  });

  it('comes back with the text and the reason when the peer has reset the connection meanwhile', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    try {
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const accepted = once(server, 'connection') as Promise<[Socket]>;
      await dial(workbench(), String(port), dialledAt(port));
      const [theirs] = await accepted;
      await workbench().runCommand('Sockscope: Send Payload…', { pick: new RegExp(`:${port}$`) });
      await workbench().quickInput.type('not lost');
      await expectRows(/^Send 8 bytes: /);
      theirs.resetAndDestroy();
      await waitForRow(workbench(), { label: dialledAt(port), description: /reset/ });
      await press('Enter');
      await expectRows(/closed|reset|ended/i, /^Send 8 bytes: /);
      assert.equal(await workbench().quickInput.input.inputValue(), 'not lost');
      await workbench().quickInput.cancel();
    } finally {
      server.close();
    }
  });

  it('comes back with the text and the reason when a file is missing', async () => {
    await open('file("missing.bin")');
    await expectRows(/missing\.bin/, /^Send the payload and the files in it ?Payload syntax$/);
    assert.equal(await workbench().quickInput.input.inputValue(), 'file("missing.bin")');
    await workbench().quickInput.type('"late"');
    await expectRows(/^Send 4 bytes: 6c 61 74 65 ?Payload syntax$/);
    await press('Enter');
    await sent(4);
  });

  for (const [name, viewport] of [
    ['', WIDE],
    [' narrow', NARROW],
  ] as const) {
    it(`looks well in every theme${name}`, async () => {
      try {
        for (const theme of THEMES) {
          await workbench().page.setViewportSize(WIDE);
          await workbench().setTheme(theme);
          await open();
          await workbench().page.setViewportSize(viewport);
          await workbench().quickInput.type('\\xde\\xad');
          await expectRows(/^Send 2 bytes: de ad ?Hex digits$/);
          await workbench().screenshot(`payload box ${theme}${name}`);
          await workbench().quickInput.type('U16BE(258)');
          await expectRows(/^Column 1: /);
          await workbench().screenshot(`payload box mistake ${theme}${name}`);
          await workbench().quickInput.cancel();
        }
      } finally {
        await workbench().page.setViewportSize(WIDE);
        await workbench().setTheme('Dark Modern');
      }
    });
  }
});
