import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually';
import type { Opening } from './inspectorPage';
import type { MockConversation } from './mockHost';
import { useInspectorPage } from './useInspectorPage';

const OTHER: MockConversation = { summary: { state: 'closed' }, happenings: [{ direction: 'received', bytes: [1] }] };
const SHOWN: MockConversation = {
  summary: { live: true },
  happenings: [{ direction: 'received', bytes: Array.from({ length: 64 }, (_, i) => i) }],
};

describe('panes', function () {
  const openPage = useInspectorPage();
  let page: Page;

  const open = async (opening: Opening = {}) => {
    page = await openPage([OTHER, SHOWN], opening);
    await page.locator('.slot .byte').first().waitFor();
  };
  const separator = (name: string) => page.getByRole('separator', { name: `Size of: ${name}` });
  const widthOf = async (selector: string) => (await page.locator(selector).boundingBox())!.width;
  const heightOf = async (selector: string) => (await page.locator(selector).boundingBox())!.height;
  const becomes = (measure: () => Promise<number>, expected: number) =>
    eventually(async () => {
      assert.equal(Math.round(await measure()), Math.round(expected));
    });

  it('are resized by keys, as far as they can be, and get their own size back by a double click', async () => {
    await open();
    const list = () => widthOf('.conversations');
    const before = await list();
    await separator('Conversations').focus();
    await page.keyboard.press('ArrowRight');
    await becomes(list, before + 16);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await becomes(list, before - 16);
    await page.keyboard.press('Home');
    await becomes(list, 80);
    await separator('Conversations').dblclick();
    await becomes(list, before);
    const inspector = () => widthOf('.panes > aside');
    const width = await inspector();
    await separator('Data inspector').focus();
    await page.keyboard.press('ArrowLeft');
    await becomes(inspector, width + 16);
    assert.equal(await separator('Data inspector').getAttribute('aria-orientation'), 'vertical');
  });

  it('are resized by dragging; below the bytes in height', async () => {
    await open({ width: 800 });
    const inspector = () => heightOf('.panes > aside');
    const before = await inspector();
    await eventually(async () => {
      assert.equal(await separator('Data inspector').getAttribute('aria-orientation'), 'horizontal');
    });
    const box = (await separator('Data inspector').boundingBox())!;
    await page.mouse.move(box.x + 100, box.y + 3);
    await page.mouse.down();
    await page.mouse.move(box.x + 100, box.y + 3 - 50, { steps: 3 });
    await page.mouse.up();
    await becomes(inspector, before + 50);
  });

  it('are folded by their heading or by Enter on the edge, and come back', async () => {
    await open();
    const heading = page.getByRole('button', { name: 'Data inspector' });
    await page.locator('[data-offset="0"]').click();
    await page.locator('td[data-type="u8"]').first().waitFor();
    await heading.press('Enter');
    await becomes(() => widthOf('.panes > aside'), 28);
    assert.equal(await page.locator('td[data-type="u8"]').count(), 0);
    assert.equal(await heading.getAttribute('aria-expanded'), 'false');
    assert.ok(await heading.evaluate((each) => each === document.activeElement));
    await heading.press('Enter');
    await page.locator('td[data-type="u8"]').first().waitFor();
    await separator('Data inspector').press('Enter');
    await becomes(() => widthOf('.panes > aside'), 28);
    await separator('Conversations').press('Enter');
    await page.locator('.conversations').waitFor({ state: 'detached' });
  });

  it('has the bytes below the messages resized and folded', async () => {
    const state = { conversation: 1, top: 0, follow: false, settings: { view: 'messages' } };
    page = await openPage([OTHER, SHOWN], { state });
    await page.locator('[data-message="1"]').click();
    const bytes = () => heightOf('.bytes-pane');
    const before = await bytes();
    await separator('Bytes').focus();
    await page.keyboard.press('ArrowUp');
    await becomes(bytes, before + 16);
    await page.getByRole('button', { name: 'Bytes', exact: true }).click();
    await becomes(bytes, 25);
    await page.getByRole('button', { name: 'Bytes', exact: true }).click();
    await becomes(bytes, before + 16);
  });

  it('stay so over a reload, and in new tabs', async () => {
    await open();
    await separator('Conversations').focus();
    await page.keyboard.press('Home');
    await page.getByRole('button', { name: 'Data inspector' }).click();
    await page.waitForFunction(() =>
      window.mockHost.said.some(
        (each) =>
          each.type === 'keepSettings' &&
          each.settings.includes('"panes":{"list":80}') &&
          each.settings.includes('"inspector":false'),
      ),
    );
    await page.waitForFunction(() =>
      /"inspector":false.*"panes":\{"list":80\}/.test(JSON.stringify(window.mockHost.state)),
    );
    const state = await page.evaluate(() => window.mockHost.state);
    await open({ state });
    assert.equal(await widthOf('.conversations'), 80);
    assert.equal(await widthOf('.panes > aside'), 28);
  });

  it('shows the types in columns where the data inspector is wide and low, the one that fits in view', async () => {
    await open({ width: 1090 });
    await page.locator('[data-offset="0"]').click();
    for (let i = 0; i < 7; i++) await page.keyboard.press('Shift+ArrowRight');
    const fits = page.locator('tr.fits').first();
    await fits.waitFor();
    await eventually(async () => {
      const [row, pane] = [(await fits.boundingBox())!, (await page.locator('.panes > aside').boundingBox())!];
      assert.ok(row.y >= pane.y && row.y + row.height <= pane.y + pane.height + 1, JSON.stringify([row, pane]));
    });
    const columns = await page
      .locator('tr[data-id]')
      .evaluateAll((rows) => [...new Set(rows.map((row) => Math.round(row.getBoundingClientRect().left)))]);
    assert.equal(columns.length, 2);
  });

  for (const [width, conversations] of [
    [924, [SHOWN]],
    [924, [OTHER, SHOWN]],
    [1010, [SHOWN]],
    [1260, [OTHER, SHOWN]],
    [1280, [OTHER, SHOWN]],
  ] as const) {
    it(`show numbers of 64 bits in a line at ${width} pixels, ${conversations.length > 1 ? 'with' : 'without'} a list`, async () => {
      const happenings = [{ direction: 'received' as const, bytes: Array<number>(64).fill(0xff) }];
      page = await openPage(
        conversations.map((each) => (each === SHOWN ? { ...SHOWN, happenings } : each)),
        { width },
      );
      await page.locator('[data-offset="0"]').click();
      const value = page.locator('[data-type="u64"] .value').first();
      assert.equal(await value.textContent(), '18446744073709551615');
      const lines = await value.evaluate((button) => {
        const range = document.createRange();
        range.selectNodeContents(button);
        return new Set([...range.getClientRects()].map(({ top }) => top)).size;
      });
      assert.equal(lines, 1);
    });
  }

  for (const width of [800, 1280]) {
    it(`keep the headings of the types in view, over each column, at ${width} pixels`, async () => {
      await open({ width });
      await page.locator('[data-offset="0"]').click();
      const pane = page.locator('sockscope-data-inspector');
      await page.locator('[data-type="u8"]').first().waitFor();
      await pane.evaluate((each) => {
        each.scrollTop = each.scrollHeight / 2;
      });
      const tops = await page.locator('.types tbody').evaluateAll((all) => {
        const lefts = new Set(all.flatMap((each) => [...each.getClientRects()].map(({ left }) => Math.round(left))));
        return [...lefts].map((left) =>
          document
            .elementFromPoint(left + 10, document.querySelector('.type-heads')!.getBoundingClientRect().top + 4)
            ?.closest('.heads')
            ?.textContent.replaceAll(/\s+/g, ' ')
            .trim(),
        );
      });
      assert.ok(tops.length > 0 && tops.every((text) => text?.startsWith('Type Big-endian')), JSON.stringify(tops));
      const [head, box] = [(await page.locator('.type-heads').boundingBox())!, (await pane.boundingBox())!];
      assert.ok(Math.abs(head.y - box.y) <= 1, JSON.stringify([head, box]));
    });
  }

  it('brings a value that the keyboard goes to out from under the headings', async () => {
    await open({ width: 800 });
    await page.locator('[data-offset="0"]').click();
    await page.locator('[data-type="u8"] .value').first().focus();
    for (let i = 0; i < 14; i++) await page.keyboard.press('ArrowDown');
    for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowUp');
    const [value, head] = await Promise.all(
      ['.value:focus', '.type-heads'].map(async (each) => (await page.locator(each).boundingBox())!),
    );
    assert.ok(value!.y >= head!.y + head!.height - 1, JSON.stringify([value, head]));
  });

  for (const width of [320, 400, 560, 700, 860, 1060, 1280]) {
    it(`leave the toolbar in one line at ${width} pixels, and its targets large enough`, async () => {
      await open({ width });
      const { height, scrolled, room, small } = await page.locator('.toolbar').evaluate((bar) => ({
        height: bar.getBoundingClientRect().height,
        scrolled: bar.scrollWidth,
        room: bar.clientWidth,
        small: [...bar.querySelectorAll('button, summary, label, select')]
          .filter((each) => each.checkVisibility() && each.getBoundingClientRect().width > 1)
          .map((each) => each.getBoundingClientRect())
          .filter((box) => box.width < 24 || box.height < 24).length,
      }));
      assert.deepEqual(
        { height, overflow: Math.max(0, scrolled - room), small },
        { height: 34, overflow: 0, small: 0 },
      );
    });
  }

  it('have edges with a handle that is large enough, and under nothing else', async () => {
    await open({ width: 1280 });
    await page.getByRole('radio', { name: 'Messages' }).check();
    await page.locator('[data-message="1"]').waitFor();
    for (const { width, edges } of [
      { width: 1280, edges: 3 },
      { width: 800, edges: 3 },
      { width: 500, edges: 2 },
    ]) {
      await page.setViewportSize({ width, height: 720 });
      await eventually(async () => {
        const handles = await page.locator('.separator').evaluateAll((separators) =>
          separators
            .filter((each) => each.checkVisibility())
            .map((each) => {
              const { width: across, height: down, top, right, bottom, left } = getComputedStyle(each, '::after');
              const box = each.getBoundingClientRect();
              const x = left === 'auto' || right === '3px' ? box.right - 15 : box.left + 15;
              const hit = document.elementFromPoint(x, box.top + 15);
              return [across, down, hit === each || `${String(hit?.className)} ${top} ${bottom}`];
            }),
        );
        assert.deepEqual(
          handles,
          Array.from({ length: edges }, () => ['24px', '24px', true]),
        );
      });
    }
  });

  it('take another view from a list where there is no room for their row', async () => {
    await open({ width: 500 });
    await page.getByRole('combobox', { name: 'View', exact: true }).selectOption('Messages');
    await page.locator('[data-message="1"]').waitFor();
  });
});
