import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import type { Opening } from './inspectorPage';
import type { Happening, MockConversation } from './mockHost';
import { useInspectorPage } from './useInspectorPage';

const text = (value: string) => [...Buffer.from(value)];
const received = (bytes: readonly number[]): Happening => ({ direction: 'received', bytes });
const sent = (bytes: readonly number[]): Happening => ({ direction: 'sent', bytes });

/** 2 received, 20 sent, 34 received: rows 0 heading, 1; 2 heading, 3, 4; 5 heading, 6, 7, 8. */
const EXCHANGE: MockConversation = {
  summary: {},
  happenings: [
    received([0x0a, 0x0b]),
    sent(Array.from({ length: 20 }, (_, i) => i)),
    received(Array.from({ length: 34 }, (_, i) => 0x80 + i)),
  ],
};
/** Where a list of conversations has no room beside their bytes. */
const NARROW = { width: 640 };
const HUNDRED_MILLION = 100_000_000;
const COUNTED: MockConversation = { summary: {}, happenings: [], countedRows: HUNDRED_MILLION };
const many = (chunks: number, live = true): MockConversation => ({
  summary: { live },
  happenings: Array.from({ length: chunks }, (_, i) => received([i & 0xff])),
});

describe('inspector page', function () {
  const openPage = useInspectorPage();
  let page: Page;

  const open = async (conversations: readonly MockConversation[] | undefined, opening?: Opening) => {
    page = await openPage(conversations, opening);
  };
  const byte = (direction: 'sent' | 'received', offset: number) =>
    page.locator(`[data-offset="${offset}"][data-direction="${direction}"]`);
  const value = (type: string, endian: 'le' | 'be') => page.locator(`[data-type="${type}"][data-endian="${endian}"]`);
  const shows = (type: string, endian: 'le' | 'be', expected: string) =>
    page.waitForFunction(
      ([selector, wanted]) => document.querySelector(selector!)?.textContent === wanted,
      [`[data-type="${type}"][data-endian="${endian}"]`, expected],
    );
  /** Waits until the keyboard is at a byte. */
  const caretAt = (direction: 'sent' | 'received', offset: number) =>
    page.waitForFunction(
      ([wantedDirection, wantedOffset]) => {
        const cell = document.activeElement as HTMLElement | null;
        return cell?.dataset['direction'] === wantedDirection && cell?.dataset['offset'] === wantedOffset;
      },
      [direction, String(offset)],
    );
  const selected = () =>
    page.$$eval('[role="gridcell"][aria-selected="true"]', (cells) =>
      cells.map((cell) => `${cell.getAttribute('data-direction')} ${cell.getAttribute('data-offset')}`),
    );
  const selectedIs = (first: string, count: number) =>
    page.waitForFunction(
      ([wantedFirst, wantedCount]) => {
        const cells = document.querySelectorAll<HTMLElement>('[role="gridcell"][aria-selected="true"]');
        const { direction, offset } = cells[0]?.dataset ?? {};
        return cells.length === wantedCount && `${direction} ${offset}` === wantedFirst;
      },
      [first, count] as const,
    );
  const copied = () =>
    page.evaluate(() => window.mockHost.said.flatMap((message) => (message.type === 'copy' ? [message.text] : [])));

  describe('bytes and their meaning', () => {
    it('shows two selected bytes 0a 0b as 2571 in network order and 2826 in the other', async () => {
      await open([EXCHANGE]);
      await byte('received', 0).click();
      await page.keyboard.press('Shift+ArrowRight');
      await shows('u16', 'be', '2571');
      await shows('u16', 'le', '2826');
      assert.deepEqual(await selected(), ['received 0', 'received 1']);
      const heading = (endian: string) => page.locator(`thead [data-endian="${endian}"]`).innerText();
      assert.match(await heading('be'), /Big-endian\s+network order$/);
      assert.match(await heading('le'), /Little-endian\s+this machine$/);
      const { x } = (await value('u16', 'be').boundingBox())!;
      assert.equal((await page.locator('thead [data-endian="be"]').boundingBox())!.x, x);
      assert.match(await page.locator('.selection-length').innerText(), /^2 bytes/);
    });

    it('reads a number over the end of a chunk, but not over the other direction', async () => {
      await open([EXCHANGE]);
      await byte('received', 0).click();
      await shows('u32', 'be', String(0x0a0b8081));
      await byte('sent', 17).click();
      await shows('u16', 'be', String(0x1112));
      await shows('u32', 'be', 'End of data');
      assert.equal(await value('u64', 'le').innerText(), 'End of data');
      await shows('u8', 'le', '17');
    });

    it('reads on when the data that had ended goes on', async () => {
      await open([{ ...EXCHANGE, happenings: [received([1])] }]);
      await byte('received', 0).click();
      await shows('u16', 'be', 'End of data');
      await page.evaluate(
        (grown) => {
          window.mockHost.grow(grown);
        },
        {
          ...EXCHANGE,
          happenings: [received([1]), received([2])],
        },
      );
      await shows('u16', 'be', '258');
    });

    it('marks the byte order of the machine that recorded', async () => {
      await open(undefined);
      await page.evaluate(
        (list) => {
          window.mockHost.byteOrder = 'be';
          window.mockHost.load(list);
        },
        [EXCHANGE],
      );
      await byte('received', 0).click();
      assert.match(await page.locator('thead [data-endian="be"]').innerText(), /network order\s+this machine$/);
    });

    it('shows the character at the caret and the text of a selection, hiding nothing', async () => {
      await open([{ summary: {}, happenings: [received(text('é\r\n<b>&amp;'))] }]);
      await byte('received', 0).click();
      await shows('text', 'le', 'é');
      await page.keyboard.press('Control+a');
      await shows('text', 'be', 'é␍␊<b>&amp;');
      assert.equal(await page.locator('b').count(), 0);
      await byte('received', 1).click();
      await shows('text', 'be', 'Not UTF-8');
      assert.equal(await page.locator('.row.bytes .text').innerText(), 'é␍␊<b>&amp;');
    });

    it('heads every chunk with direction, number, time, difference and length', async () => {
      await open([{ summary: {}, happenings: [received([1]), { ...sent([1, 2]), after: 1.5 }] }]);
      const headings = page.locator('.row.heading');
      await headings.nth(1).waitFor();
      assert.match(await headings.nth(0).innerText(), /^↓ received\s+#1\s+21:10:03\.124187\s+1 byte$/);
      assert.match(await headings.nth(1).innerText(), /^↑ sent\s+#2\s+21:10:03\.125687\s+\+1\.500 ms\s+2 bytes$/);
    });

    it('names the peer of a datagram, and tells events', async () => {
      const happenings: Happening[] = [
        { direction: 'received', bytes: [1], peer: '127.0.0.1:5000' },
        { direction: 'sent', bytes: [2], peer: '127.0.0.1:5001' },
        { direction: 'received', event: 'peer sent FIN' },
      ];
      await open([{ summary: { scheme: 'udp', remote: '' }, happenings }]);
      await page.locator('.row.event', { hasText: 'peer sent FIN' }).waitFor();
      assert.deepEqual(await page.locator('.peer').allInnerTexts(), ['from 127.0.0.1:5000', 'to 127.0.0.1:5001']);
    });

    it('copies values by click and by keyboard', async () => {
      await open([EXCHANGE]);
      await byte('received', 0).click();
      await value('u16', 'be').locator('button').click();
      assert.deepEqual(await copied(), ['2571']);
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      assert.deepEqual(await copied(), ['2571', '2826']);
      assert.match(await page.locator('[role="status"]').innerText(), /Copied 2826/);
    });
  });

  describe('keyboard', () => {
    beforeEach(() => open([EXCHANGE]));

    it('walks through the bytes as they are shown', async () => {
      await byte('received', 0).click();
      for (const [key, direction, offset] of [
        ['ArrowRight', 'received', 1],
        ['ArrowRight', 'sent', 0],
        ['ArrowLeft', 'received', 1],
        ['ArrowDown', 'sent', 1],
        ['End', 'sent', 15],
        ['ArrowDown', 'sent', 19],
        ['ArrowDown', 'received', 17],
        ['Home', 'received', 2],
        ['Control+End', 'received', 35],
        ['ArrowRight', 'received', 35],
        ['ArrowUp', 'received', 19],
        ['Control+Home', 'received', 0],
        ['PageDown', 'received', 34],
        ['PageUp', 'received', 0],
      ] as const) {
        await page.keyboard.press(key);
        await caretAt(direction, offset);
      }
    });

    it('selects within one stream, over the other between', async () => {
      await byte('received', 1).click();
      await page.keyboard.press('Shift+ArrowRight');
      await caretAt('received', 2);
      assert.deepEqual(await selected(), ['received 1', 'received 2']);
      await page.keyboard.press('Shift+ArrowDown');
      await selectedIs('received 1', 18);
      await page.keyboard.press('Shift+End');
      await selectedIs('received 1', 33);
      await page.keyboard.press('Control+Shift+End');
      await selectedIs('received 1', 35);
      await page.keyboard.press('Control+Shift+Home');
      await selectedIs('received 0', 2);
      await page.keyboard.press('Escape');
      await selectedIs('undefined undefined', 0);
    });

    it('selects the chunk, then the stream, and copies it as hex', async () => {
      await byte('received', 1).click();
      await page.keyboard.press('Control+a');
      await selectedIs('received 0', 2);
      await page.keyboard.press('Control+c');
      await page.waitForFunction(() => window.mockHost.said.some((message) => message.type === 'copy'));
      assert.equal((await copied())[0], '0a 0b');
      await page.keyboard.press('Control+a');
      await selectedIs('received 0', 36);
    });

    it('enters the grid with Tab and the first arrow, and leaves it with Tab', async () => {
      await page.locator('button', { hasText: 'Follow' }).focus();
      await page.keyboard.press('Tab');
      await page.keyboard.press('ArrowDown');
      await caretAt('received', 0);
      await shows('u8', 'be', '10');
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate(() => document.activeElement?.matches('.pane-head')), true);
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), '10');
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('Shift+Tab');
      await caretAt('received', 0);
    });
  });

  describe('mouse', () => {
    beforeEach(() => open([EXCHANGE]));

    it('selects by dragging, within the stream that the drag began in', async () => {
      const from = (await byte('received', 1).boundingBox())!;
      const over = (await byte('sent', 3).boundingBox())!;
      const to = (await byte('received', 4).boundingBox())!;
      await page.mouse.move(from.x + 3, from.y + 3);
      await page.mouse.down();
      await page.mouse.move(over.x + 3, over.y + 3);
      await selectedIs('undefined undefined', 0);
      await page.mouse.move(to.x + 3, to.y + 3);
      await page.mouse.up();
      await selectedIs('received 1', 4);
    });

    it('extends with Shift, also in the text column, and selects a chunk with a double click', async () => {
      await byte('sent', 2).click();
      await page
        .locator('[data-row="3"] .glyph')
        .nth(5)
        .click({ modifiers: ['Shift'] });
      await selectedIs('sent 2', 4);
      await byte('received', 10).dblclick();
      await selectedIs('received 2', 34);
      await byte('received', 0).click({ modifiers: ['Shift'] });
      assert.equal((await selected())[0], 'received 0');
    });
  });

  describe('scrolling', () => {
    const nodes = () => page.evaluate(() => document.querySelectorAll('sockscope-hex-view *').length);
    const firstRow = () =>
      page.evaluate(() => {
        const top = document.querySelector('.view')!.getBoundingClientRect().top;
        const slots = [...document.querySelectorAll<HTMLElement>('.slot:not(.pinned)')];
        const slot = slots.find((each) => each.getBoundingClientRect().bottom > top + 0.5)!;
        return Number(slot.dataset['row']);
      });
    /** A wheel's scrolling is animated: waits until ten frames in a row show the same. */
    const standsStill = () =>
      page.evaluate(async () => {
        const scroller = document.querySelector('.scroller')!;
        for (let still = 0, last = -1; still < 10; still++) {
          await new Promise(requestAnimationFrame);
          if (scroller.scrollTop !== last) still = 0;
          last = scroller.scrollTop;
        }
      });
    /** The number that a row of the counted conversation holds, off the DOM: it must be the row's own. */
    const countsRight = (row: number) =>
      page.waitForFunction((index) => {
        const cells = [...document.querySelectorAll(`[data-row="${index}"] .byte`)].map((cell) => cell.textContent);
        return cells.length === 16 && parseInt(cells.slice(0, 8).join(''), 16) === index - 1;
      }, row);

    it('is right to the byte in a hundred million rows: end, middle, wheel', async () => {
      await open([COUNTED]);
      await countsRight(1);
      await byte('received', 0).click();
      await shows('u8', 'be', '0');
      const atStart = await nodes();
      await page.keyboard.press('Control+End');
      await caretAt('received', HUNDRED_MILLION * 16 - 1);
      await countsRight(HUNDRED_MILLION);
      await shows('u8', 'be', String((HUNDRED_MILLION - 1) & 0xff));

      await page.evaluate(() => {
        const scroller = document.querySelector('.scroller')!;
        scroller.scrollTop = (scroller.scrollHeight - scroller.clientHeight) / 2;
      });
      await page.waitForFunction(() => document.querySelector('[data-row="50000000"]'));
      const middle = await firstRow();
      await countsRight(middle);
      const offset = await page.locator(`[data-row="${middle}"] .byte`).first().getAttribute('data-offset');
      assert.equal(offset, String((middle - 1) * 16));

      await page.mouse.move(300, 300);
      await page.mouse.wheel(0, 40);
      await page.waitForFunction((row) => !document.querySelector(`[data-row="${row}"]`), middle);
      assert.equal(await firstRow(), middle + 2);
      await countsRight(middle + 2);
      // In the middle a row less is a heading, one is in view by some pixels only, and the caret's is out of view.
      const nodesInRow = await page.locator(`[data-row="${middle + 2}"] *`).count();
      const more = (await nodes()) - atStart;
      assert.ok(atStart < 2000 && more < 5 * nodesInRow, `${atStart} nodes at the start, ${more} more in the middle`);
    });

    it('keeps the keyboard on the caret while it is out of view', async () => {
      await open([COUNTED]);
      await byte('received', 5).click();
      await page.evaluate(() => {
        document.querySelector('.scroller')!.scrollTop = 4_000_000;
      });
      await page.waitForFunction(() => document.querySelector('.slot.pinned [data-offset="5"]'));
      await caretAt('received', 5);
      await page.keyboard.press('ArrowRight');
      await caretAt('received', 6);
      assert.equal(await page.locator('.slot.pinned').count(), 0);
      assert.equal(await firstRow(), 1);
    });

    it('scrolls exactly by the native scroll bar where that has room', async () => {
      await open([{ ...COUNTED, countedRows: 1000 }]);
      await countsRight(1);
      await page.evaluate(() => {
        document.querySelector('.scroller')!.scrollTop = 200 * 20;
      });
      await countsRight(200);
      assert.equal(await firstRow(), 200);
    });

    it('follows the end until the user scrolls up, and again at the end', async () => {
      await open([many(200)]);
      const showsEnd = (offset: number) => byte('received', offset).waitFor({ state: 'visible' });
      const follow = page.locator('button', { hasText: 'Follow' });
      const isPressed = (pressed: boolean) =>
        page.waitForFunction(
          (wanted) => document.querySelector('[aria-label=Follow]')?.getAttribute('aria-pressed') === String(wanted),
          pressed,
        );
      await showsEnd(199);
      await isPressed(true);
      const grow = (count: number) =>
        page.evaluate((grown) => {
          window.mockHost.grow(grown);
        }, many(count));
      await grow(300);
      await showsEnd(299);

      await page.mouse.move(300, 300);
      await page.mouse.wheel(0, -400);
      await isPressed(false);
      await standsStill();
      const before = await firstRow();
      await grow(400);
      await page.waitForFunction(() => document.querySelector('[aria-rowcount="801"]'));
      assert.equal(await firstRow(), before);

      await follow.click();
      await showsEnd(399);
      await isPressed(true);
      await grow(500);
      await showsEnd(499);
    });

    it('shows what was asked for, and drops what was scrolled past', async () => {
      await open([COUNTED]);
      await countsRight(1);
      await page.evaluate(() => {
        window.mockHost.holding = true;
        window.mockHost.said.length = 0;
      });
      for (let step = 1; step <= 40; step++) {
        await page.evaluate(
          (position) =>
            new Promise((resolve) => {
              document.querySelector('.scroller')!.scrollTop = position;
              requestAnimationFrame(() => requestAnimationFrame(resolve));
            }),
          step * 100_000,
        );
      }
      const last = await firstRow();
      assert.ok((await page.evaluate(() => window.mockHost.said.length)) <= 4);
      await page.evaluate(() => {
        window.mockHost.release();
      });
      await countsRight(last);
    });
  });

  describe('states', () => {
    it('says that nothing was recorded yet', async () => {
      await open([]);
      await page.getByText('Nothing has been recorded yet.').waitFor();
    });

    it('says that a conversation has no bytes, and shows its events', async () => {
      await open([{ summary: { live: true }, happenings: [{ direction: 'sent', event: 'opened' }] }]);
      await page.getByText('This conversation has no bytes yet.').waitFor();
      await page.getByText('opened').waitFor();
    });

    it('explains rows that cannot be read, and tries again', async () => {
      await open(undefined);
      await page.evaluate(
        (list) => {
          window.mockHost.failing = 'readRows';
          window.mockHost.load(list);
        },
        [EXCHANGE],
      );
      await page.getByText('These rows could not be read. The file was removed.').waitFor();
      await page.evaluate(() => {
        window.mockHost.failing = undefined;
      });
      await page.getByRole('button', { name: 'Retry' }).click();
      await byte('received', 0).waitFor();
      assert.equal(await page.getByRole('alert').count(), 0);
    });

    it('explains bytes that cannot be read, and tries again', async () => {
      await open([EXCHANGE]);
      await page.evaluate(() => {
        window.mockHost.failing = 'readBytes';
      });
      await byte('received', 0).click();
      await page.getByText('The bytes at the caret could not be read. The file was removed.').waitFor();
      await page.evaluate(() => {
        window.mockHost.failing = undefined;
      });
      await page.getByRole('button', { name: 'Retry' }).click();
      await shows('u16', 'be', '2571');
    });

    it('explains a capture that cannot be read, tries again, and is back at its place', async () => {
      await open([EXCHANGE]);
      await byte('received', 1).click();
      await page.evaluate(() => {
        window.mockHost.post({ type: 'unavailable', message: 'It is no pcapng file.' });
      });
      await page.getByText('The capture could not be read. It is no pcapng file.').waitFor();
      await page.getByRole('button', { name: 'Retry' }).click();
      await page.waitForSelector('.byte.caret[data-offset="1"]');
      await shows('u8', 'be', '11');
    });

    it('passes over messages that are not for it', async () => {
      await open([EXCHANGE]);
      await page.evaluate(() => {
        for (const message of [null, 'show', { type: 'toString' }, { type: 7 }]) window.postMessage(message, '*');
      });
      await byte('received', 0).waitFor();
    });

    it('lets one of several conversations be picked', async () => {
      await open([{ summary: { state: 'closed' }, happenings: [sent([7])] }, EXCHANGE], NARROW);
      await byte('received', 0).waitFor();
      const picker = page.getByRole('combobox', { name: 'Conversation' });
      assert.deepEqual(await picker.locator('option').allInnerTexts(), [
        'TCP 127.0.0.1:9000 ↔ 127.0.0.1:51234 · closed',
        'TCP 127.0.0.1:9000 ↔ 127.0.0.1:51235 · open',
      ]);
      await picker.selectOption({ index: 0 });
      await byte('sent', 0).waitFor();
      assert.equal(await byte('received', 0).count(), 0);
      assert.match(await page.locator('.toolbar .total.sent').innerText(), /1 byte sent/);
    });

    it('selects what the extension asks for', async () => {
      await open([COUNTED]);
      await page.evaluate(
        (list) => {
          window.mockHost.load(list, { direction: 'received', offset: 800_000_003, length: 2 });
        },
        [COUNTED],
      );
      await selectedIs('received 800000003', 2);
    });

    it('comes back to its place', async () => {
      await open([COUNTED]);
      await byte('received', 0).click();
      await page.keyboard.press('Control+End');
      await caretAt('received', HUNDRED_MILLION * 16 - 1);
      await page.keyboard.press('Shift+ArrowLeft');
      await page.waitForFunction(() => (window.mockHost.state as { anchor?: number } | null)?.anchor !== undefined);
      const state = await page.evaluate(() => window.mockHost.state);
      await page.close();
      await open([COUNTED], { state });
      await selectedIs(`received ${HUNDRED_MILLION * 16 - 2}`, 2);
      await shows('u16', 'be', String((HUNDRED_MILLION - 1) & 0xffff));
    });

    it('goes back to the conversation that it showed, unless a command asks for another', async () => {
      await open([EXCHANGE, COUNTED], NARROW);
      const picker = (): Locator => page.locator('select[aria-label=Conversation]');
      await picker().selectOption('0');
      await page.waitForFunction(() => (window.mockHost.state as { conversation?: number } | null)?.conversation === 0);
      const state = await page.evaluate(() => window.mockHost.state);
      await page.close();
      await open([EXCHANGE, COUNTED], { ...NARROW, state });
      await page.waitForFunction(() => window.mockHost.said.some(({ type }) => type === 'showConversation'));
      await page.waitForFunction(
        () => document.querySelector<HTMLSelectElement>('select[aria-label=Conversation]')?.value === '0',
      );
      await page.close();
      await open([EXCHANGE, COUNTED], { ...NARROW, state, asked: true });
      await byte('received', 0).waitFor();
      assert.equal(await picker().inputValue(), '1');
      assert.ok(await page.evaluate(() => !window.mockHost.said.some(({ type }) => type === 'showConversation')));
    });

    it('says what is missing in the capture, and no longer when it is not', async () => {
      await open([EXCHANGE]);
      const post = (list: readonly string[]): Promise<void> =>
        page.evaluate((notices) => {
          window.mockHost.post({ type: 'notices', list: notices });
        }, list);
      const notices = page.locator('.capture-notices');
      await post(['Not recorded since 21:10:03.']);
      await notices.filter({ hasText: 'Not recorded since 21:10:03.' }).waitFor();
      await post(['One block is damaged.', '2 packets are cut off.']);
      await notices.locator('summary', { hasText: '… and 1 more' }).click();
      await notices.getByText('2 packets are cut off.').waitFor();
      await post([]);
      await notices.waitFor({ state: 'detached' });
    });

    it('speaks the language that the extension gave it', async () => {
      await open([EXCHANGE], { strings: { follow: 'Folgen', received: 'empfangen' } });
      await page.getByRole('button', { name: 'Folgen' }).waitFor();
      await page.locator('.row.heading', { hasText: '↓ empfangen' }).first().waitFor();
      await page.locator('.row.heading', { hasText: '↑ sent' }).waitFor();
    });
  });
});
