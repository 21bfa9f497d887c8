import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { MockConversation } from './mockHost';
import { useInspectorPage } from './useInspectorPage';

const TALK: MockConversation = {
  summary: { live: true },
  happenings: [
    { direction: 'sent', event: 'opened' },
    { direction: 'received', bytes: [...Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')] },
    { direction: 'sent', bytes: [1, 2, 3] },
    { direction: 'received', event: 'peer sent FIN' },
  ],
};

describe('inspector page, heard', function () {
  const openPage = useInspectorPage();
  let page: Page;
  const said = (sentence: string) =>
    page.locator('.heard').getByText(sentence, { exact: true }).waitFor({ state: 'attached' });
  /** What a screen reader says of what has the keyboard. */
  const focused = () =>
    page.evaluate(() => {
      const { activeElement } = document;
      return (activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? '')
        .replace(/\s+/g, ' ')
        .trim();
    });
  const isFocused = (pattern: string) =>
    page.waitForFunction((wanted) => {
      const { activeElement } = document;
      const text = activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? '';
      return new RegExp(wanted).test(text.replace(/\s+/g, ' ').trim());
    }, pattern);

  const open = async (view: 'exchange' | 'received' = 'exchange') => {
    const state = { conversation: 0, top: 0, follow: false, settings: { view } };
    page = await openPage([TALK], { state });
    await page.locator('.slot .byte').first().waitFor();
  };

  it('goes by key to headings and events, whose chunk Enter selects, and back to the byte', async () => {
    await open();
    await page.locator('[data-offset="3"][data-direction="received"]').click();
    await page.keyboard.press('Alt+ArrowUp');
    await isFocused('received #1 .*35 bytes$');
    await page.keyboard.press('Alt+ArrowUp');
    await isFocused('opened');
    await page.keyboard.press('Alt+ArrowUp');
    await isFocused('opened');
    for (const what of ['received #1', 'sent #2', 'peer sent FIN']) {
      await page.keyboard.press('Alt+ArrowDown');
      await isFocused(what);
    }
    assert.equal(await page.locator('[role="grid"] [tabindex="0"]').count(), 1);
    await page.keyboard.press('Escape');
    await isFocused('^received byte 3,');
    await page.keyboard.press('Alt+ArrowDown');
    await isFocused('sent #2');
    await page.keyboard.press('ArrowDown');
    await isFocused('^sent byte 0, hex 01, start of heading, in chunk 2$');
    await page.keyboard.press('Alt+ArrowUp');
    await isFocused('sent #2');
    await page.keyboard.press('Enter');
    await isFocused('^sent byte 0');
    assert.equal(await page.locator('.byte.selected').count(), 3);
    await said('3 bytes selected');
  });

  it('keeps the keyboard on a heading that is scrolled out of view', async () => {
    const long = Array.from({ length: 2000 }, (_, i) => i % 256);
    page = await openPage([{ summary: {}, happenings: [{ direction: 'received', bytes: long }] }]);
    await page.locator('[data-offset="3"][data-direction="received"]').click();
    await page.keyboard.press('Alt+ArrowUp');
    await isFocused('received #1');
    const view = (await page.locator('.view').boundingBox())!;
    await page.mouse.move(view.x + 50, view.y + 20);
    await page.mouse.wheel(0, 1600);
    await page.locator('.slot.pinned .visited').waitFor({ state: 'attached' });
    assert.match(await focused(), /received #1/);
    await page.keyboard.press('ArrowDown');
    await isFocused('^received byte 0,');
  });

  it('goes in a stream to where the next chunk begins', async () => {
    await open('received');
    await page.locator('[data-offset="3"]').first().click();
    await page.keyboard.press('Alt+ArrowUp');
    await isFocused('^Chunk 1 .*: received byte 0,');
  });

  it('says what comes, and which match of how many, once, in a region that is always there', async () => {
    await open();
    const region = page.locator('.heard');
    assert.equal(await region.getAttribute('aria-live'), 'polite');
    const { happenings } = TALK;
    await page.evaluate(
      (more) => {
        window.mockHost.grow(more);
      },
      { ...TALK, happenings: [...happenings, { direction: 'received' as const, bytes: [1, 2, 3, 4, 5] }] },
    );
    await said('5 bytes received; the last chunk is number 3.');
    await page.keyboard.press('Control+f');
    await page.getByRole('textbox', { name: 'Find' }).fill('o');
    await said('3 found');
    await page.keyboard.press('Enter');
    await said('Match 1 of 3: received byte 17, in chunk 1');
    await page.keyboard.press('Enter');
    await said('Match 2 of 3: received byte 23, in chunk 1');
    assert.equal(await page.locator('#find-result').getAttribute('role'), null);
  });

  it('goes to the composer when it is told to, folded or not, and says why there is none', async () => {
    await open();
    const compose = () =>
      page.evaluate(() => {
        window.mockHost.post({ type: 'compose' });
      });
    await compose();
    await page.getByRole('status').getByText('Nothing can be sent here').waitFor();
    await page.evaluate(() => {
      window.mockHost.composer = {};
      window.mockHost.tellComposer();
    });
    await page.getByRole('textbox', { name: 'Payload to send' }).waitFor();
    await page.locator('.composer-fold').click();
    await page.getByRole('textbox', { name: 'Payload to send' }).waitFor({ state: 'hidden' });
    await compose();
    await page.locator('textarea:focus').waitFor();
  });

  it('has the keyboard where it was after another part of the window had it', async () => {
    await open();
    await page.locator('[data-offset="3"][data-direction="received"]').click();
    for (const selector of ['td[data-type="u8"] .value', '.views input:checked', '.pane-head', '.separator']) {
      await page.locator(selector).first().focus();
      await page.evaluate(() => {
        window.dispatchEvent(new Event('blur'));
        window.dispatchEvent(new Event('focus'));
      });
      assert.ok(
        await page
          .locator(selector)
          .first()
          .evaluate((each) => each === document.activeElement),
        selector,
      );
    }
  });
});
