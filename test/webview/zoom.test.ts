import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { ViewKind } from '../../src/webview/inspector/view/viewSettings';
import type { Opening } from './inspectorPage';
import type { MockConversation } from './mockHost';
import { useInspectorPage } from './useInspectorPage';

const HUNDRED_MILLION = 100_000_000;
const COUNTED: MockConversation = { summary: {}, happenings: [], countedRows: HUNDRED_MILLION };
const TALK: MockConversation = {
  summary: { live: true },
  happenings: Array.from({ length: 60 }, (_, chunk) => ({
    direction: chunk % 2 === 0 ? 'received' : 'sent',
    bytes: Array.from({ length: 40 }, (_, i) => (chunk + i) % 256),
  })),
};
const OTHER: MockConversation = {
  summary: { state: 'closed' },
  happenings: [{ direction: 'received', bytes: [1, 2, 3] }],
};
const WINDOW = { width: 1280, height: 720 };

/** What a zoomed window is for its page: fewer CSS pixels, each of them more pixels of the screen. */
const zoomed = (percent: number): Opening => ({
  width: Math.round((WINDOW.width * 100) / percent),
  height: Math.round((WINDOW.height * 100) / percent),
  scale: percent / 100,
});

describe('inspector page, zoomed', function () {
  const openPage = useInspectorPage();
  let page: Page;

  /** By how much the page is larger than the window, which nobody can scroll to: document and body hide it. */
  const overflow = () =>
    page.evaluate(() =>
      [document.documentElement, document.body].flatMap((each) => [
        each.scrollWidth - each.clientWidth,
        each.scrollHeight - each.clientHeight,
      ]),
    );

  /** Those of the elements that are not wholly in the window, or covered: where they are, or once they are scrolled to. */
  const cutOff = (selector: string, where: 'as it is' | 'scrolled to') =>
    page.$$eval(
      selector,
      (elements, isScrolled) => {
        const shown = elements.filter((element) => element.checkVisibility({ contentVisibilityAuto: true }));
        if (shown.length === 0) return ['there are none'];
        return shown.flatMap((element) => {
          if (isScrolled) element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
          const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
          // What is laid out in whole pixels of the page may be off by a part of one.
          const isInside =
            left >= 0 && top >= 0 && right <= window.innerWidth + 0.5 && bottom <= window.innerHeight + 0.5;
          const hit = document.elementFromPoint(left + width / 2, top + height / 2);
          const name = element.getAttribute('aria-label') ?? element.textContent.trim();
          const box = [left, top, right, bottom].map(Math.round).join(' ');
          return isInside && element.contains(hit) ? [] : [`${name}: ${box}`];
        });
      },
      where === 'scrolled to',
    );
  const outOfReach = (selector: string) => cutOff(selector, 'scrolled to');

  /** How a row at the caret lies in what shows it, and that in the window: above or below, in CSS pixels; 0 is wholly in view. */
  const hiddenOf = (row: string, scroller: string, header: string) =>
    page.evaluate(
      (selectors) => {
        const [box, view, head] = selectors.map((each) => document.querySelector(each)!.getBoundingClientRect());
        const above = Math.max(0, head!.bottom - box!.top);
        const below = Math.max(0, box!.bottom - Math.min(view!.bottom, window.innerHeight));
        const beside = Math.max(0, view!.left - box!.left) + Math.max(0, box!.right - view!.right);
        // As above: a part of a pixel does not count.
        return { above: Math.round(above), below: Math.round(below), beside: Math.round(beside) };
      },
      [row, scroller, header] as const,
    );
  const IN_VIEW = { above: 0, below: 0, beside: 0 };
  const caretHidden = () => hiddenOf('.byte.caret', '.scroller', '.row.columns');

  const caretAt = (offset: number) =>
    page.waitForFunction(
      (wanted) =>
        document.activeElement?.matches('.byte.caret') &&
        (document.activeElement as HTMLElement).dataset['offset'] === wanted,
      String(offset),
    );

  const open = async (percent: number, conversations: readonly MockConversation[], view: ViewKind = 'exchange') => {
    const state = { conversation: conversations.length - 1, top: 0, follow: false, settings: { view } };
    page = await openPage(conversations, { ...zoomed(percent), state });
    await page.locator('.slot .byte').first().waitFor();
  };

  for (const percent of [50, 100, 150, 200, 300, 400]) {
    describe(`to ${percent} %`, () => {
      for (const conversations of [[TALK], [OTHER, TALK]]) {
        const what = conversations.length === 1 ? 'one conversation' : 'several conversations';
        it(`cuts nothing off: ${what}`, async () => {
          await open(percent, conversations);
          assert.deepEqual(await overflow(), [0, 0, 0, 0]);
          assert.deepEqual(await outOfReach('.toolbar :is(button, select, summary, input, .live, .state, .total)'), []);
          await page.locator('.slot .byte').first().click();
          await page.locator('td[data-type="u8"] .value').first().waitFor({ state: 'attached' });
          await page.locator('td[data-type="u8"] .value').first().focus();
          await page.keyboard.press('ArrowDown');
          for (let last = ''; last !== 'guid';) {
            assert.deepEqual(await cutOff(':focus', 'as it is'), []);
            await page.keyboard.press('ArrowDown');
            const next = await page.locator(':focus').evaluate((value) => value.closest('tr')!.dataset['id']!);
            assert.notEqual(next, last);
            last = next;
          }
          assert.deepEqual(await cutOff(':focus', 'as it is'), []);
          await page.locator('.view-options summary').click();
          assert.deepEqual(await outOfReach('.view-options .panel :is(select, label > span:first-child)'), []);
          assert.deepEqual(await overflow(), [0, 0, 0, 0]);
          await page.keyboard.press('Escape');
          await page.keyboard.press('Control+f');
          await page.getByRole('textbox', { name: 'Find' }).waitFor();
          assert.deepEqual(await outOfReach('.find-bar :is(input, select, button)'), []);
          assert.deepEqual(await overflow(), [0, 0, 0, 0]);
        });
      }

      it('cuts nothing off: messages', async () => {
        await open(percent, [OTHER, TALK], 'messages');
        await page.locator('[data-message="1"]').waitFor();
        assert.deepEqual(await overflow(), [0, 0, 0, 0]);
        assert.deepEqual(await outOfReach('.message-form :is(input, select)'), []);
        assert.deepEqual(await outOfReach('[data-message="1"]'), []);
        await page.locator('[data-message="1"]').click();
        for (const [key, message, direction, offset] of [
          ['End', 60, 'sent', 29 * 40],
          ['Home', 1, 'received', 0],
          ['ArrowDown', 2, 'sent', 0],
        ] as const) {
          await page.keyboard.press(key);
          await page.waitForSelector(`.message-row.current[data-message="${message}"]:focus`);
          await page.waitForSelector(`.byte.caret[data-offset="${offset}"][data-direction="${direction}"]`);
          const current = await hiddenOf('.message-row.current', '.message-scroller', '.message-columns');
          assert.deepEqual(current, IN_VIEW, key);
          assert.deepEqual(await caretHidden(), IN_VIEW, key);
        }
        await page.keyboard.press('Control+f');
        await page.getByRole('textbox', { name: 'Find' }).waitFor();
        assert.deepEqual(await outOfReach('.find-bar :is(input, select, button), .byte.caret'), []);
        assert.deepEqual(await caretHidden(), IN_VIEW);
        assert.deepEqual(await overflow(), [0, 0, 0, 0]);
      });

      it('cuts nothing off: a sequence', async () => {
        const state = { conversation: 1, top: 0, follow: false, settings: { view: 'sequence' } };
        page = await openPage([OTHER, TALK], { ...zoomed(percent), state });
        await page.locator('[data-step="0"]').waitFor();
        assert.deepEqual(await overflow(), [0, 0, 0, 0]);
        assert.deepEqual(await outOfReach('sockscope-ladder-pane :is(button, select)'), []);
        assert.deepEqual(await outOfReach('[data-step="0"]'), []);
        await page.locator('[data-step="0"]').click();
        for (const [key, step, direction, offset] of [
          ['End', 59, 'sent', 29 * 40],
          ['Home', 0, 'received', 0],
          ['ArrowDown', 1, 'sent', 0],
        ] as const) {
          await page.keyboard.press(key);
          await page.waitForSelector(`.ladder-row.current[data-step="${step}"]:focus`);
          await page.waitForSelector(`.byte.caret[data-offset="${offset}"][data-direction="${direction}"]`);
          const current = await hiddenOf('.ladder-row.current', '.ladder-scroller', '.ladder-head');
          assert.deepEqual(current, IN_VIEW, key);
          assert.deepEqual(await caretHidden(), IN_VIEW, key);
        }
        assert.deepEqual(await overflow(), [0, 0, 0, 0]);
      });

      it('scrolls sideways only what a row does not fit into', async () => {
        await open(percent, [OTHER, TALK]);
        const { row, room, scrolled } = await page.evaluate(() => {
          const text = document.querySelector('.slot .row.bytes .text')!.getBoundingClientRect();
          const scroller = document.querySelector('.scroller')!;
          const left = scroller.getBoundingClientRect().left;
          return { row: text.right - left, room: scroller.clientWidth, scrolled: scroller.scrollWidth };
        });
        // A row ends a digit's width behind its text.
        assert.ok(scrolled <= Math.max(room, row + 10), `${scrolled} for rows of ${row} in ${room}`);
      });

      it('has rows of one height, right to the byte at the begin, middle and end of a hundred million', async () => {
        await open(percent, [COUNTED]);
        /** The rows in view, from the first: where they stand, and what they say that they are. */
        const rowsInView = () =>
          page.evaluate(() => {
            const header = document.querySelector('.row.columns')!.getBoundingClientRect();
            const view = document.querySelector('.view')!.getBoundingClientRect();
            const slots = [...document.querySelectorAll<HTMLElement>('.slot:not(.pinned)')].filter(
              (slot) => slot.getBoundingClientRect().bottom > view.top + 0.5,
            );
            return {
              rowHeight: header.height,
              viewHeight: view.height,
              heights: slots.map((slot) => slot.getBoundingClientRect().height),
              tops: slots.map((slot) => slot.getBoundingClientRect().top),
              rows: slots.map((slot) => ({
                index: Number(slot.dataset['row']),
                offset: slot.querySelector('.row.bytes .offset')?.textContent,
                bytes: [...slot.querySelectorAll('.byte')].map((cell) => cell.textContent).join(''),
              })),
            };
          });
        const areRight = async () => {
          const { rowHeight, viewHeight, heights, tops, rows } = await rowsInView();
          assert.deepEqual(
            heights,
            heights.map(() => rowHeight),
          );
          const steps = tops.slice(1).map((top, i) => Math.round((top - tops[i]!) * 100) / 100);
          assert.deepEqual(
            steps,
            steps.map(() => rowHeight),
          );
          assert.ok(rows.length >= Math.floor(viewHeight / rowHeight), `${rows.length} rows in ${viewHeight} pixels`);
          for (const { index, offset, bytes } of rows) {
            // Row 0 is the heading, row 1 holds the number 0 twice.
            if (index === 0) continue;
            assert.equal(parseInt(offset!, 16), (index - 1) * 16);
            assert.equal(bytes, (index - 1).toString(16).padStart(16, '0').repeat(2));
          }
        };
        const isLoaded = (from: number, to: number) =>
          page.waitForFunction(
            ([low, high]) => {
              const slots = [...document.querySelectorAll<HTMLElement>('.slot:not(.pinned)')];
              const index = Number(slots[0]?.dataset['row']);
              return (
                index >= low! && index <= high! && slots.length > 0 && slots.every((slot) => !slot.matches('.pending'))
              );
            },
            [from, to],
          );

        await isLoaded(0, 0);
        await areRight();
        await page.evaluate(() => {
          const scroller = document.querySelector('.scroller')!;
          scroller.scrollTop = (scroller.scrollHeight - scroller.clientHeight) / 2;
        });
        await isLoaded(0.4 * HUNDRED_MILLION, 0.6 * HUNDRED_MILLION);
        await areRight();
        // What is clicked is what the data inspector reads.
        const { rows, tops, rowHeight } = await rowsInView();
        const { index } = rows[1]!;
        const cell = (await page.locator(`[data-row="${index}"] .byte`).nth(7).boundingBox())!;
        await page.mouse.click(cell.x + cell.width / 2, tops[1]! + rowHeight - 1);
        await caretAt((index - 1) * 16 + 7);
        await page.waitForFunction(
          (value) => document.querySelector('[data-type="u8"][data-endian="be"]')?.textContent === value,
          String((index - 1) % 256),
        );

        await page.keyboard.press('Control+End');
        await caretAt(HUNDRED_MILLION * 16 - 1);
        await isLoaded(0.9 * HUNDRED_MILLION, HUNDRED_MILLION);
        await areRight();
        assert.deepEqual(await caretHidden(), IN_VIEW);
      });

      it('keeps the row of the caret in view while something is looked for', async () => {
        await open(percent, [COUNTED]);
        await page.keyboard.press('Control+f');
        await page.getByRole('textbox', { name: 'Find' }).waitFor();
        await page.locator('.slot .byte').first().click();
        await page.keyboard.press('Control+End');
        await caretAt(HUNDRED_MILLION * 16 - 1);
        assert.deepEqual(await caretHidden(), IN_VIEW);
      });
    });
  }
});
