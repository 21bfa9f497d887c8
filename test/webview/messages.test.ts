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

  it('are copied as they are chosen, however soon after', async () => {
    await open();
    await page.locator('[data-message="1"]').click();
    await page.waitForSelector('.byte.caret[data-direction="received"]');
    await page.evaluate(() => {
      window.mockHost.holding = true;
      for (const init of [{ key: 'ArrowDown' }, { key: 'c', ctrlKey: true }]) {
        document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { ...init, bubbles: true }));
      }
      window.mockHost.release();
    });
    await page.getByRole('status').getByText('Copied').waitFor();
    const copied = await page.evaluate(() =>
      window.mockHost.said.flatMap((each) => (each.type === 'copy' ? [each.text] : [])),
    );
    assert.deepEqual(copied, ['0a 0b']);
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

  for (const width of [400, 530, 600, 625, 700, 800]) {
    it(`keep a preview that says something at ${width} pixels, and its time in a tooltip`, async () => {
      await open({ width });
      const box = (await page.locator('[data-message="1"] .messagePreview').boundingBox())!;
      assert.ok(Math.min(width, box.x + box.width) - box.x >= 180, JSON.stringify(box));
      assert.match((await page.locator('[data-message="1"]').getAttribute('title'))!, /^21:10:03/);
    });
  }
});

describe('talk', function () {
  const openPage = useInspectorPage();
  let page: Page;

  const open = async (opening: Opening = {}) => {
    const state = { conversation: 0, top: 0, follow: false, settings: { view: 'talk' } };
    page = await openPage([TALK], { ...opening, state });
    await page.locator('[data-message="1"]').waitFor();
  };
  const bubble = (message: number) => page.locator(`[data-message="${message}"] .messagePreview`);

  for (const width of [1280, 400]) {
    it(`shows what was received on the left and what was sent on the right, and says so, at ${width} pixels`, async () => {
      await open({ width });
      const [received, sent, grid] = await Promise.all(
        [bubble(1), bubble(2), page.getByRole('grid', { name: /^Talk/ })].map(
          async (each) => (await each.boundingBox())!,
        ),
      );
      assert.ok(received!.x - grid!.x < 20, JSON.stringify([received, grid]));
      assert.ok(grid!.x + grid!.width - (sent!.x + sent!.width) < 40, JSON.stringify([sent, grid]));
      assert.match((await page.locator('[data-message="1"] .messageDirection').textContent())!, /↓ received/);
      assert.match((await page.locator('[data-message="2"] .messageDirection').textContent())!, /↑ sent/);
      assert.equal(await bubble(2).textContent(), '␊␋');
    });
  }

  it('is cut by the rules of messages', async () => {
    await open();
    await page.locator('[data-field="rule"]').selectOption('Fixed size');
    await page.locator('[data-field="fixedLength"]').fill('3');
    await bubble(1).getByText('the', { exact: true }).waitFor();
    await bubble(3).getByText('rst', { exact: true }).waitFor();
  });

  it('copies, selects for commands, and marks what is found', async () => {
    await open();
    await page.locator('[data-message="1"]').click();
    await page.waitForSelector('.byte.caret[data-direction="received"]');
    await page.keyboard.press('ArrowDown');
    await page.waitForSelector('.message-row.current[data-message="2"]:focus');
    await page.waitForSelector('.byte.caret[data-direction="sent"]');
    await page.keyboard.press('Control+c');
    await page.waitForFunction(() =>
      window.mockHost.said.some((each) => each.type === 'copy' && each.text === '0a 0b'),
    );
    await page.keyboard.press('Control+f');
    await page.getByRole('textbox', { name: 'Find' }).fill('talk');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.message-row.current[data-message="1"]');
  });

  it('draws no more of a long one than is in view', async () => {
    const happenings = Array.from({ length: 5000 }, (_, i) => ({
      direction: i % 2 === 0 ? ('received' as const) : ('sent' as const),
      bytes: [...Buffer.from(`line ${i}\r\n`)],
    }));
    const state = { conversation: 0, top: 0, follow: false, settings: { view: 'talk' } };
    page = await openPage([{ summary: {}, happenings }], { state });
    await page.locator('[data-message="1"]').click();
    await page.keyboard.press('End');
    await page.locator('[data-message="5000"]').getByText('line 4999').waitFor();
    assert.ok((await page.locator('.message-row').count()) < 60);
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
