import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually';
import type { Opening } from './inspectorPage';
import type { MockConversation } from './mockHost';
import { useInspectorPage } from './useInspectorPage';

const TALK: MockConversation = {
  summary: {},
  happenings: [
    { direction: 'received', bytes: [...Buffer.from('the first line of a talk that is worth reading')] },
    { direction: 'sent', bytes: [0x0a, 0x0b] },
  ],
};

describe('messages', function () {
  const openPage = useInspectorPage();
  let page: Page;

  const open = async (opening: Opening = {}) => {
    const state = { conversation: 0, top: 0, follow: false, settings: { view: 'messages' } };
    page = await openPage([TALK], { ...opening, state });
    await page.locator('[data-message="1"]').waitFor();
  };

  it('are copied by Ctrl+C, and Enter goes to their bytes', async () => {
    await open();
    await page.locator('[data-message="2"]').click();
    await page.waitForSelector('.byte.caret[data-direction="sent"]');
    await page.keyboard.press('Control+c');
    await eventually(async () => {
      const copied = await page.evaluate(() =>
        window.mockHost.said.flatMap((each) => (each.type === 'copy' ? [each.text] : [])),
      );
      assert.deepEqual(copied, ['0a 0b']);
    });
    await page.keyboard.press('Enter');
    await page.waitForSelector('.byte.caret:focus');
  });

  it('have the menu of bytes, which acts on the message that it is opened on', async () => {
    await open();
    const context = await page.locator('.message-scroller').getAttribute('data-vscode-context');
    assert.equal((JSON.parse(context!) as { webviewSection: string }).webviewSection, 'bytes');
    await page.locator('[data-message="2"]').click({ button: 'right' });
    await page.waitForFunction(() =>
      window.mockHost.said.some((each) => each.type === 'selected' && each.direction === 'sent' && each.length === 2),
    );
  });

  it('keep a preview that says something at 400 pixels, and its time in a tooltip', async () => {
    await open({ width: 400 });
    const preview = page.locator('[data-message="1"] .messagePreview');
    assert.ok((await preview.boundingBox())!.width >= 200);
    assert.match((await page.locator('[data-message="1"]').getAttribute('title'))!, /^21:10:03/);
  });
});

describe('the list of conversations', function () {
  const openPage = useInspectorPage();

  it('names the entry with all peers, and who was client and server elsewhere', async () => {
    const foreign = { scheme: 'tcp', client: 'received', local: 'tcp://127.0.0.1:80', remote: 'tcp://127.0.0.1:50000' } as const; // prettier-ignore
    const page = await openPage([
      { summary: { scheme: 'udp', local: 'udp://127.0.0.1:9', remote: '', whole: true }, happenings: [] },
      { summary: foreign, happenings: [{ direction: 'received', bytes: [1] }] },
    ]);
    await page.locator('.entry').getByText('all peers').waitFor();
    await page.getByTitle('UDP 127.0.0.1:9 · all peers').waitFor();
    const title = 'TCP client 127.0.0.1:50000 → server 127.0.0.1:80';
    await page.locator('.toolbar').getByText(title, { exact: true }).waitFor();
  });
});
