import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { ViewKind } from '../../src/webview/inspector/view/viewSettings';
import type { Happening, MockConversation } from './mockHost';
import { useInspectorPage } from './useInspectorPage';

const ROW = 16;
const ROWS = 1000;
const COUNTED: MockConversation = { summary: {}, happenings: [], countedRows: ROWS };
/** Chunks of a byte each, both directions in turn. */
const talk = (chunks: number): MockConversation => ({
  summary: { live: true },
  happenings: Array.from({ length: chunks }, (_, i): Happening => ({
    direction: i % 2 === 0 ? 'received' : 'sent',
    bytes: [i % 256],
  })),
});

/** The keys of the table in docs/inspector.md, as far as the tests of bytes, views and find bar do not press them already. */
describe('inspector page, keys', function () {
  const openPage = useInspectorPage();
  let page: Page;

  const open = async (conversations: readonly MockConversation[], view: ViewKind = 'exchange') => {
    const state = { conversation: conversations.length - 1, top: 0, follow: false, settings: { view } };
    page = await openPage(conversations, { state });
  };
  /** Waits until the keyboard is at a byte, and so many from `first` on are what the extension knows as selected. */
  const caretIs = (offset: number, first = offset, length = 1) =>
    page.waitForFunction(
      ([wantedOffset, wantedFirst, wantedLength]) => {
        const said = window.mockHost.said.findLast((message) => message.type === 'selected');
        const focused = document.activeElement as HTMLElement | null;
        return (
          focused?.matches('.byte.caret') &&
          focused.dataset['offset'] === String(wantedOffset) &&
          said?.offset === wantedFirst &&
          said.length === wantedLength
        );
      },
      [offset, first, length] as const,
    );
  /** Whole rows that a scroller shows below its header: what a page is. */
  const wholeRows = (scroller: string, header: string) =>
    page.evaluate(
      (selectors) => {
        const [view, row] = selectors.map((each) => document.querySelector<HTMLElement>(each)!);
        return Math.floor((view!.clientHeight - row!.offsetHeight) / row!.offsetHeight);
      },
      [scroller, header] as const,
    );

  describe('bytes', () => {
    beforeEach(() => open([COUNTED]));

    it('come into view sideways too, where rows are wider than the view', async () => {
      const state = { conversation: 0, top: 0, follow: false, settings: { view: 'exchange', width: 32 } };
      page = await openPage([COUNTED], { state, width: 640 });
      const isInView = () =>
        page.waitForFunction(() => {
          const caret = document.querySelector('.byte.caret')?.getBoundingClientRect();
          const grid = document.querySelector('.scroller')!.getBoundingClientRect();
          return caret && caret.left >= grid.left && caret.right <= grid.right;
        });
      await page.locator('[data-offset="1"]').click();
      const isWider = () => page.locator('.scroller').evaluate((each) => each.scrollWidth > each.clientWidth);
      assert.ok(await isWider());
      await page.keyboard.press('End');
      await caretIs(31);
      await isInView();
      assert.ok((await page.locator('.scroller').evaluate((each) => each.scrollLeft)) > 0);
      await page.keyboard.press('Home');
      await caretIs(0);
      await isInView();
    });

    it('go by pages, in the same column', async () => {
      await page.locator('[data-offset="5"]').click();
      const rows = await wholeRows('.scroller', '.row.columns');
      assert.ok(rows > 10);
      for (const [key, row] of [
        ['PageDown', rows],
        ['PageDown', 2 * rows],
        ['PageUp', rows],
        ['ArrowUp', rows - 1],
        ['PageUp', 0],
      ] as const) {
        await page.keyboard.press(key);
        await caretIs(row * ROW + 5);
      }
    });

    it('are selected with Shift, back and forth', async () => {
      const start = 10 * ROW + 5;
      await page.locator(`[data-offset="${start}"]`).click();
      const rows = await wholeRows('.scroller', '.row.columns');
      for (const [key, caret] of [
        ['ArrowLeft', start - 1],
        ['ArrowUp', start - 1 - ROW],
        ['Home', 9 * ROW],
        ['ArrowDown', 10 * ROW],
        ['ArrowRight', 10 * ROW + 1],
        ['End', 11 * ROW - 1],
        ['PageDown', (11 + rows) * ROW - 1],
        ['PageUp', 11 * ROW - 1],
        ['Control+Home', 0],
        ['Control+End', ROWS * ROW - 1],
      ] as const) {
        await page.keyboard.press(`Shift+${key}`);
        await caretIs(caret, Math.min(start, caret), Math.abs(caret - start) + 1);
      }
    });

    it('are no longer selected after Esc, nor after an arrow', async () => {
      await page.locator('[data-offset="5"]').click();
      await page.keyboard.press('Shift+ArrowRight');
      await caretIs(6, 5, 2);
      await page.keyboard.press('Escape');
      await caretIs(6);
      await page.keyboard.press('Shift+ArrowRight');
      await caretIs(7, 6, 2);
      await page.keyboard.press('ArrowRight');
      await caretIs(8);
    });
  });

  const focusIs = (selector: string) =>
    page.waitForFunction((wanted) => document.activeElement?.matches(wanted), selector);

  it('begin at what is read, once it is there', async () => {
    await open([COUNTED]);
    await focusIs('.scroller[role="grid"]');
    await page.keyboard.press('ArrowDown');
    await caretIs(0);
    await open([talk(10)], 'messages');
    await focusIs('.message-scroller[role="grid"]');
    await page.keyboard.press('ArrowDown');
    await page.waitForSelector('.message-row.current[data-message="1"]:focus');
  });

  it('leave the search for where it was opened from', async () => {
    await open([talk(10)], 'messages');
    await page.locator('[data-message="3"]').click();
    await page.locator('td[data-type="u8"] .value').first().focus();
    await page.keyboard.press('Control+f');
    await focusIs('.find-bar input');
    await page.keyboard.press('Escape');
    await focusIs('td[data-type="u8"] .value');
  });

  it('go on at what is read when a button goes away under them', async () => {
    await open([talk(10)]);
    await page.locator('[data-offset="1"]').first().click();
    await page.getByRole('button', { name: 'Follow' }).click();
    await page.getByRole('button', { name: 'Pause View' }).click();
    await page.evaluate((conversation) => {
      window.mockHost.grow(conversation);
    }, talk(12));
    await page.locator('.pill').focus();
    await page.keyboard.press('Enter');
    await page.locator('.pill').waitFor({ state: 'detached' });
    await focusIs('.byte.caret');
  });

  it('stay where they are when the connection closes under Pause View, and go on at what is read after that', async () => {
    const closed = { ...talk(12), summary: { live: false, state: 'closed' } };
    const close = (): Promise<void> =>
      page.evaluate((conversation) => {
        window.mockHost.grow(conversation);
      }, closed);
    const pause = (): ReturnType<Page['getByRole']> => page.getByRole('button', { name: 'Pause View' });
    for (const place of ['.byte.caret', 'td[data-type="u8"] .value']) {
      await open([talk(10)]);
      await page.locator('[data-offset="1"]').first().click();
      await page.locator('td[data-type="u8"] .value').first().waitFor();
      await pause().click();
      await page.locator(place).first().focus();
      await close();
      await page.locator('.toolbar').getByText('closed').waitFor();
      await focusIs(place);
    }
    await open([talk(10)]);
    await page.locator('[data-offset="1"]').first().click();
    await pause().focus();
    await page.keyboard.press('Enter');
    await close();
    await page.locator('.toolbar').getByText('closed').waitFor();
    assert.ok(await pause().evaluate((each) => each === document.activeElement));
    await page.keyboard.press('Enter');
    await pause().waitFor({ state: 'detached' });
    await focusIs('.byte.caret');
  });

  it('select all bytes and nothing else, from wherever no text is written', async () => {
    await open([COUNTED]);
    await page.getByRole('button', { name: 'Follow' }).focus();
    await page.keyboard.press('Control+a');
    const selectedText = () => page.evaluate(() => getSelection()?.toString());
    await page.waitForFunction(() => {
      const said = window.mockHost.said.findLast((message) => message.type === 'selected');
      return said !== undefined && said.length > 1;
    });
    assert.equal(await selectedText(), '');
    // The editor's key calls this besides.
    await page.evaluate('document.execCommand("selectAll")');
    assert.equal(await selectedText(), '');
  });

  it('Esc closes the options, and stays at their button', async () => {
    await open([COUNTED]);
    await page.locator('.view-options summary').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    const focused = () => page.evaluate(() => document.activeElement?.matches('[data-option="width"]'));
    assert.equal(await focused(), true);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.view-options').evaluate((each: HTMLDetailsElement) => each.open), false);
    assert.equal(await page.evaluate(() => document.activeElement?.matches('.view-options summary')), true);
  });

  it('Tab goes from pane to pane, and Shift+Tab the same way back', async () => {
    await open([COUNTED, talk(10)], 'messages');
    await page.locator('[data-message="3"]').click();
    await page.waitForSelector('.byte.caret[data-offset="1"]');
    await page.locator('td[data-type="u8"] .value').first().waitFor();
    const place = () =>
      page.evaluate(() => {
        const focused = document.activeElement!;
        const panes = {
          toolbar: '.toolbar',
          conversations: '.conversations',
          fields: '.message-form',
          messages: 'sockscope-messages',
          bytes: '.bytes-pane',
          'data inspector': 'aside',
        };
        const pane = Object.entries(panes).find(([, selector]) => focused.closest(selector))?.[0] ?? 'elsewhere';
        const name = focused.getAttribute('aria-label') ?? focused.textContent;
        return { pane, stop: `${pane}: ${focused.localName} ${name}` };
      });
    await page.locator('.toolbar button').first().focus();
    const there = [await place()];
    while (there.at(-1)!.pane !== 'data inspector') {
      await page.keyboard.press('Tab');
      there.push(await place());
      assert.ok(there.length < 40, there.map(({ stop }) => stop).join('\n'));
    }
    const back = [await place()];
    while (back.length < there.length) {
      await page.keyboard.press('Shift+Tab');
      back.push(await place());
    }
    assert.deepEqual(
      back.map(({ stop }) => stop),
      there.map(({ stop }) => stop).reverse(),
    );
    const panes = there.map(({ pane }) => pane);
    assert.deepEqual(
      panes.filter((pane, i) => pane !== panes[i - 1]),
      ['toolbar', 'conversations', 'fields', 'messages', 'bytes', 'data inspector'],
    );
    // However many there are, what a list, a table or a grid holds is one stop.
    assert.equal(panes.filter((each) => each === 'messages').length, 1);
    // Besides the bytes themselves their heading and their edge.
    assert.equal(panes.filter((each) => each === 'bytes').length, 3);
    assert.equal(there.filter(({ stop }) => /^conversations: div (?!Size)/.test(stop)).length, 1);
  });

  it('arrows, Home, End and page keys choose a conversation', async () => {
    await open(Array.from({ length: 60 }, () => talk(1)));
    await page.locator('.entry.shown').click();
    const step = await page.evaluate(() => {
      const entry = document.querySelector<HTMLElement>('.entry')!.offsetHeight;
      return Math.floor(document.querySelector('.entries')!.clientHeight / entry) - 1;
    });
    assert.ok(step > 5 && step < 30);
    for (const [key, shown] of [
      ['Home', 0],
      ['ArrowUp', 0],
      ['ArrowDown', 1],
      ['PageDown', 1 + step],
      ['ArrowUp', step],
      ['PageUp', 0],
      ['End', 59],
      ['ArrowDown', 59],
      ['PageUp', 59 - step],
    ] as const) {
      await page.keyboard.press(key);
      await page.waitForSelector(`.entry.shown[data-conversation="${shown}"]:focus`);
      const entry = (await page.locator('.entry.shown').boundingBox())!;
      const list = (await page.locator('.entries').boundingBox())!;
      assert.ok(entry.y >= list.y && entry.y + entry.height <= list.y + list.height, `${key}: ${entry.y}`);
    }
  });

  it('arrows, Home, End and page keys choose a message', async () => {
    await open([talk(200)], 'messages');
    await page.locator('[data-message="1"]').click();
    const step = (await wholeRows('.message-scroller', '.message-columns')) - 1;
    assert.ok(step > 5 && step < 50);
    for (const [key, message] of [
      ['ArrowUp', 1],
      ['ArrowDown', 2],
      ['PageDown', 2 + step],
      ['ArrowUp', 1 + step],
      ['PageUp', 1],
      ['End', 200],
      ['ArrowDown', 200],
      ['PageUp', 200 - step],
      ['Home', 1],
    ] as const) {
      await page.keyboard.press(key);
      await page.waitForSelector(`.message-row.current[data-message="${message}"]:focus`);
      // Message n holds the byte n - 1 alone, the (n - 1) / 2 th of its direction.
      const [direction, offset] = [message % 2 === 1 ? 'received' : 'sent', Math.floor((message - 1) / 2)];
      await page.waitForSelector(`.byte.caret[data-offset="${offset}"][data-direction="${direction}"]`);
    }
  });

  it('arrows that are held choose messages of either direction, one after the other', async () => {
    await open([talk(200)], 'messages');
    await page.locator('[data-message="1"]').click();
    await page.waitForSelector('.byte.caret[data-offset="0"]');
    // No key waits for what the one before does.
    for (let press = 0; press < 21; press++) await page.keyboard.press('ArrowDown');
    await page.waitForSelector('.message-row.current[data-message="22"]:focus');
    await page.waitForSelector('.byte.caret[data-offset="10"][data-direction="sent"]');
    assert.equal(await page.locator('.status[role="status"]').innerText(), '');
  });
});
