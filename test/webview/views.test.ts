import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { ViewSettings } from '../../src/webview/inspector/view/viewSettings';
import type { Opening } from './inspectorPage';
import type { Happening, MockConversation } from './mockHost';
import { useInspectorPage } from './useInspectorPage';

const received = (...bytes: readonly number[]): Happening => ({ direction: 'received', bytes });
const sent = (...bytes: readonly number[]): Happening => ({ direction: 'sent', bytes });
const range = (from: number, length: number) => Array.from({ length }, (_, i) => from + i);

/** Received: 0a | 0b 0c | 10 … 2f; sent: 80 … 93 between. */
const STRADDLING: MockConversation = {
  summary: { live: true },
  happenings: [received(0x0a), sent(...range(0x80, 20)), received(0x0b, 0x0c), received(...range(0x10, 32))],
};

describe('inspector page, views', function () {
  const openPage = useInspectorPage();
  let page: Page;

  const open = async (
    conversations: readonly MockConversation[],
    settings: Partial<ViewSettings> = {},
    opening: Opening = {},
  ) => {
    const state = { conversation: 99, top: 0, follow: false, settings };
    page = await openPage(conversations, { state, ...opening });
  };
  const byte = (direction: 'sent' | 'received', offset: number) =>
    page.locator(`.byte[data-offset="${offset}"][data-direction="${direction}"]`);
  const shows = (type: string, endian: 'le' | 'be', expected: string) =>
    page.waitForFunction(
      ([selector, wanted]) => document.querySelector(selector!)?.textContent === wanted,
      [`[data-type="${type}"][data-endian="${endian}"]`, expected],
    );
  const pick = (view: string) => page.getByRole('radio', { name: view }).check();
  const choose = async (option: string, label: string) => {
    await page.locator('.view-options').evaluate((details: HTMLDetailsElement) => {
      details.open = true;
    });
    await page.locator(`[data-option="${option}"]`).selectOption({ label });
  };
  const hexOf = (row: number) => page.locator(`[data-row="${row}"] .byte`).allInnerTexts();
  const grow = (grown: MockConversation) =>
    page.evaluate((conversation) => {
      window.mockHost.grow(conversation);
    }, grown);
  const caretAt = (direction: 'sent' | 'received', offset: number) =>
    page.waitForSelector(`.byte.caret[data-offset="${offset}"][data-direction="${direction}"]`);

  describe('a click', () => {
    const hold = (isReleased: boolean) =>
      page.evaluate((releases) => {
        if (releases) window.mockHost.release();
        window.mockHost.holding = true;
      }, isReleased);
    const release = () =>
      page.evaluate(() => {
        window.mockHost.release();
      });
    const asked = (type: string) =>
      page.waitForFunction((wanted) => window.mockHost.said.some((each) => each.type === wanted), type);

    it('counts while the view changes', async () => {
      await open([STRADDLING]);
      await byte('received', 0).waitFor();
      await hold(false);
      await pick('Received');
      await asked('layOut');
      await hold(true);
      await asked('locate');
      await byte('received', 1).click();
      await release();
      await page.waitForSelector('[role=grid]:not([aria-busy=true]) .byte.caret[data-offset="1"]');
      await page.waitForFunction(() => document.querySelector('.byte[data-direction="sent"]') === null);
      await caretAt('received', 1);
      await shows('u8', 'be', '11');
    });

    it('on a row that is still on its way waits for it', async () => {
      await open([{ summary: {}, happenings: [], countedRows: 100_000 }]);
      await byte('received', 0).waitFor();
      const at = (await byte('received', 3).boundingBox())!;
      await hold(false);
      await page.locator('.scroller').evaluate((scroller) => {
        scroller.scrollTop = scroller.scrollHeight / 2;
      });
      await page.waitForSelector('.slot.pending', { state: 'attached' });
      await page.mouse.click(at.x + at.width / 2, at.y + 60);
      await release();
      const offset = await page.locator('.byte.caret').getAttribute('data-offset');
      assert.equal(Number(offset) % 16, 3);
      assert.ok(Number(offset) > 10_000);
    });
  });

  describe('received and sent', () => {
    it('reads a number that two recv()s cut in two', async () => {
      await open([STRADDLING], { view: 'received' });
      await byte('received', 0).click();
      await page.keyboard.press('Shift+ArrowRight');
      await shows('u16', 'be', '2571');
      await shows('u16', 'le', '2826');
      assert.equal(await byte('received', 0).getAttribute('aria-selected'), 'true');
      assert.equal(await byte('received', 1).getAttribute('aria-selected'), 'true');
      assert.equal(await page.locator('.heading, .bytes.sent').count(), 0);
    });

    it('marks where chunks begin, and says their headings', async () => {
      await open([STRADDLING], { view: 'received' });
      await byte('received', 0).waitFor();
      const begins = await page
        .locator('.byte.begins')
        .evaluateAll((cells) => cells.map((cell) => (cell as HTMLElement).dataset['offset']));
      assert.deepEqual(begins, ['0', '1', '3']);
      const hint = /^Chunk 3 · ↓ received · 21:10:03\.\d{6} · \+\d.*s · 2 bytes$/;
      assert.match((await byte('received', 2).getAttribute('title')) ?? '', hint);
      assert.match(
        (await byte('received', 1).getAttribute('aria-label')) ?? '',
        /^Chunk 3 · .*2 bytes: received byte 1, hex 0b/,
      );
      assert.equal(
        await byte('received', 2).getAttribute('aria-label'),
        'received byte 2, hex 0c, form feed, in chunk 3',
      );
    });

    it('selects the chunk under a double click', async () => {
      await open([STRADDLING], { view: 'received' });
      await byte('received', 10).dblclick();
      await page.waitForFunction(() => document.querySelector('.selection-length')?.textContent.startsWith('32 bytes'));
    });

    it('takes new bytes into its last row, and leaves caret and selection', async () => {
      await open([STRADDLING], { view: 'received' });
      await byte('received', 34).click();
      await page.keyboard.press('Shift+ArrowLeft');
      await grow({ ...STRADDLING, happenings: [...STRADDLING.happenings, received(0x41, 0x42)] });
      await byte('received', 36).waitFor();
      assert.deepEqual((await hexOf(2)).slice(-3), ['2f', '41', '42']);
      await caretAt('received', 33);
      assert.equal(await page.locator('.byte.selected').count(), 2);
    });

    it('says when a direction has nothing', async () => {
      await open([{ summary: {}, happenings: [received(1)] }], { view: 'sent' });
      await page.getByText('Nothing was sent.').waitFor();
    });
  });

  describe('settings', () => {
    it('goes from view to view with the caret, and is said to the extension', async () => {
      await open([STRADDLING]);
      await byte('received', 20).click();
      for (const view of ['Received', 'Exchange', 'Messages', 'Received']) {
        await pick(view);
        await caretAt('received', 20);
      }
      const kept = await page.evaluate(() =>
        window.mockHost.said.flatMap((message) => (message.type === 'keepSettings' ? [message.settings] : [])),
      );
      assert.equal((JSON.parse(kept.at(-1)!) as ViewSettings).view, 'received');
      await page.waitForFunction(
        () => (window.mockHost.state as { settings?: { view: string } }).settings?.view === 'received',
      );
    });

    it('cuts rows of every width, with truthful offsets', async () => {
      await open([{ summary: {}, happenings: [], countedRows: 1000 }]);
      for (const width of [8, 24, 32, 16]) {
        await choose('width', String(width));
        await page.waitForSelector(`[aria-colcount="${width + 2}"]`);
        await page.locator(`[data-row="3"] .byte[data-offset="${2 * width}"]`).waitFor();
        assert.equal((await hexOf(3)).length, width);
      }
      await choose('width', 'As many as fit');
      await page.waitForFunction(
        () => Number(document.querySelector('[role=grid]')?.getAttribute('aria-colcount')) > 18,
      );
      const fits = await page.evaluate(() => {
        const scroller = document.querySelector('.scroller')!;
        return scroller.scrollWidth <= scroller.clientWidth;
      });
      assert.ok(fits);
    });

    it('turns groups round for little-endian, each byte keeping its own offset', async () => {
      await open([STRADDLING], { view: 'received', group: 4, groupOrder: 'le' });
      await byte('received', 0).waitFor();
      assert.deepEqual((await hexOf(0)).slice(0, 8), ['10', '0c', '0b', '0a', '14', '13', '12', '11']);
      assert.equal(await byte('received', 0).innerText(), '0a');
      // An incomplete group keeps its free place where the missing byte would stand.
      assert.deepEqual(await hexOf(2), ['', '2f', '2e', '2d']);
      await byte('received', 0).click();
      await page.keyboard.press('ArrowRight');
      await caretAt('received', 1);
      await page.locator('.columns .byte', { hasText: '03' }).first().waitFor();
      assert.equal(await page.locator('.columns .byte').first().innerText(), '03');
    });

    it('reads the text column in every encoding', async () => {
      const latin = [...Buffer.from('é\r\n', 'latin1')];
      await open([{ summary: {}, happenings: [received(...latin, 0xc3, 0xa9, 0xc1, 0)] }]);
      const text = (expected: string) =>
        page.waitForFunction((wanted) => document.querySelector('.row.bytes .text')?.textContent === wanted, expected);
      await text('▪␍␊é▪·');
      for (const [label, expected] of [
        ['ASCII', '▪␍␊▪▪▪·'],
        ['Latin-1', 'é␍␊Ã©Á·'],
        ['UTF-16 LE', '\u0de9썊솩▪'],
        ['EBCDIC 037', 'Z␍▫CzA·'],
      ] as const) {
        await choose('text', label);
        if (label !== 'UTF-16 LE') await text(expected);
      }
    });

    it('draws each control character in its own way, whatever fonts the machine has', async () => {
      const controls = [...range(1, 0x1f), 0x7f];
      await open([{ summary: {}, happenings: [received(...controls)] }], { text: 'ascii', width: 32 });
      await page.evaluate(() => document.fonts.ready);
      const pictures = new Map<string, number>();
      const glyphs = page.locator('.glyph.control');
      await glyphs.last().waitFor();
      assert.equal(await glyphs.count(), controls.length);
      for (const [i, control] of controls.entries()) {
        const picture = (await glyphs.nth(i).screenshot()).toString('base64');
        assert.equal(pictures.get(picture), undefined, `${control} looks like ${pictures.get(picture)}`);
        pictures.set(picture, control);
      }
    });

    it('counts times from the start, or from the chunk before', async () => {
      await open([{ summary: {}, happenings: [received(1), { ...sent(2), after: 1.5 }] }]);
      const times = () => page.locator('.row.heading .time').allInnerTexts();
      await page.locator('.row.heading').nth(1).waitFor();
      assert.match((await times())[1]!, /^21:10:03/);
      await choose('times', 'Since the start');
      await page.waitForFunction(() => document.querySelector('.heading .time')?.textContent.startsWith('+'));
      assert.deepEqual(await times(), ['+731 µs', '+2.231 ms']);
      await choose('times', 'Since the chunk before');
      await page.waitForFunction(() => document.querySelectorAll('.heading .time')[1]?.textContent === '+1.500 ms');
    });
  });

  describe('messages', () => {
    const rows = () => page.locator('[data-message] .preview-text').allInnerTexts();
    const listed = (count: number) =>
      page.getByText(count === 1 ? '1 message' : `${count} messages`, { exact: true }).waitFor();
    const TALK: MockConversation = {
      summary: { live: true },
      happenings: [
        { direction: 'received', bytes: [...Buffer.from('HELLO\r\n')] },
        { direction: 'sent', bytes: [...Buffer.from('hi there')] },
        { direction: 'received', bytes: [...Buffer.from('QUIT')] },
      ],
    };

    it('lists number, time, difference, direction, length and preview', async () => {
      await open([TALK], { view: 'messages' });
      await listed(3);
      assert.deepEqual(await rows(), ['HELLO␍␊', 'hi there', 'QUIT']);
      const cells = await page.locator('[data-message="2"] [role=gridcell]').allInnerTexts();
      assert.deepEqual(cells, ['2', '21:10:03.124918', '+731 µs', '↑ sent', '8 bytes', 'hi there']);
    });

    it('selects the bytes of the message that is selected, by mouse and by keyboard', async () => {
      await open([TALK], { view: 'messages' });
      await page.locator('[data-message="1"]').click();
      await page.waitForFunction(() => document.querySelectorAll('.byte.selected').length === 7);
      await page.keyboard.press('ArrowDown');
      await page.waitForFunction(() => document.querySelectorAll('.byte.selected').length === 8);
      await caretAt('sent', 0);
      assert.equal(await page.locator('[data-message="2"]').getAttribute('aria-selected'), 'true');
      await page.keyboard.press('End');
      await caretAt('received', 7);
      await shows('u8', 'be', String('Q'.charCodeAt(0)));
      assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-message')), '3');
    });

    it('filters by direction, length, text and hex, and keeps the numbers', async () => {
      await open([TALK], { view: 'messages' });
      await listed(3);
      await page.locator('[data-field="direction"]').selectOption('Received');
      await listed(2);
      assert.deepEqual(
        await page.locator('[data-message]').evaluateAll((each) => each.map((row) => row.getAttribute('data-message'))),
        ['1', '3'],
      );
      await page.locator('[data-field="minLength"]').fill('5');
      await listed(1);
      await page.locator('[data-field="minLength"]').fill('five');
      assert.equal(await page.locator('[data-field="minLength"]').getAttribute('aria-invalid'), 'true');
      await page.locator('[data-field="minLength"]').fill('');
      await page.locator('[data-field="contains"]').fill('quit');
      await page.waitForSelector('[data-message="3"]');
      await listed(1);
      await page.locator('[data-field="containsAs"]').selectOption('Hex');
      await page.locator('[data-field="contains"]').fill('0d 0a');
      await page.waitForSelector('[data-message="1"]');
      await listed(1);
    });

    it('cuts by other rules than chunks', async () => {
      await open([TALK], { view: 'messages' });
      await page.locator('[data-field="rule"]').selectOption('Fixed size');
      await page.locator('[data-field="fixedLength"]').fill('4');
      await listed(5);
      assert.deepEqual(await rows(), ['HELL', 'O␍␊', 'hi t', 'here', 'QUIT']);
      await page.locator('[data-field="rule"]').selectOption('Length prefix');
      await page.locator('[data-field="prefixSize"]').selectOption('4 bytes');
      await page.locator('[data-field="prefixCounts"]').selectOption('Counts itself too');
      await page.waitForFunction(() => {
        const asked = window.mockHost.said
          .flatMap((each) => (each.type === 'listMessages' ? [each.framing] : []))
          .at(-1);
        return asked?.rule === 'prefix' && asked.size === 4 && asked.counts === 'self';
      });
    });

    it('keeps what was typed over the table for the next page of the tab', async () => {
      await open([TALK], { view: 'messages' });
      await page.locator('[data-field="rule"]').selectOption('Fixed size');
      await page.locator('[data-field="fixedLength"]').fill('4');
      await page.locator('[data-field="contains"]').fill('he');
      await listed(2);
      await page.waitForFunction(() => JSON.stringify(window.mockHost.state).includes('"he"'));
      const state = await page.evaluate(() => window.mockHost.state);
      page = await openPage([TALK], { state });
      await listed(2);
      assert.deepEqual(await rows(), ['HELL', 'here']);
      assert.equal(await page.locator('[data-field="contains"]').inputValue(), 'he');
      assert.equal(await page.locator('[data-field="fixedLength"]').inputValue(), '4');
    });

    it('says what it took hex for beside the field, or why it is none', async () => {
      await open([TALK], { view: 'messages' });
      await page.locator('[data-field="rule"]').selectOption({ index: 1 });
      await page.locator('[data-field="delimiter"]').selectOption({ index: 3 });
      const field = page.locator('[data-field="otherDelimiter"]');
      await field.fill('d a');
      await page.getByText('“d” is a single hex digit: write two for each byte, such as 0d, or 0xd.').waitFor();
      assert.equal(await field.getAttribute('aria-invalid'), 'true');
      await field.fill('0d:0a');
      await page.getByText('2 bytes: 0d 0a', { exact: true }).waitFor();
      await page.waitForFunction(() => {
        const asked = window.mockHost.said.findLast((each) => each.type === 'listMessages')?.framing;
        return asked?.rule === 'delimiter' && asked.delimiter.join() === '13,10';
      });
    });

    it('says how far the search is, and stops it', async () => {
      await open([TALK]);
      await page.evaluate(() => {
        window.mockHost.messageFacts = { done: false, progress: 0.456, count: 2 };
      });
      await pick('Messages');
      await page.getByText('2 messages · 45 %').waitFor();
      await page.getByRole('button', { name: 'Stop' }).click();
      await page.getByText('2 messages; stopped before the end').waitFor();
      assert.ok(await page.evaluate(() => window.mockHost.said.some(({ type }) => type === 'stopMessages')));
    });

    it('says that it left the list once another view is shown, and not before', async () => {
      await open([TALK], { view: 'messages' });
      await listed(3);
      const left = () => window.mockHost.said.some(({ type }) => type === 'leaveMessages');
      await page.locator('[data-field="rule"]').selectOption('Fixed size');
      await page.locator('[data-field="fixedLength"]').fill('4');
      await listed(5);
      assert.equal(await page.evaluate(left), false);
      await pick('Received');
      await page.waitForFunction(left);
    });

    it('follows new messages, or leaves what is looked at', async () => {
      const talk = (count: number): MockConversation => ({
        summary: { live: true },
        happenings: range(0, count).map((i) => received(i & 0xff)),
      });
      await open([talk(100)], { view: 'messages' });
      await page.locator('[data-message="100"]').waitFor();
      await grow(talk(200));
      await page.locator('[data-message="200"]').waitFor();
      await page.getByRole('button', { name: 'Follow' }).click();
      await grow(talk(300));
      await page.getByRole('button', { name: '100 new messages' }).waitFor();
      assert.equal(await page.locator('[data-message="300"]').count(), 0);
      await page.getByRole('button', { name: '100 new messages' }).click();
      await page.locator('[data-message="300"]').waitFor();
    });
  });

  describe('live', () => {
    const talk = (count: number): MockConversation => ({
      summary: { live: true },
      happenings: range(0, count).map((i) => received(i & 0xff)),
    });

    it('tells how many messages came out of view, and goes there', async () => {
      await open([talk(100)], {}, { state: undefined });
      await byte('received', 99).waitFor();
      await page.locator('.scroller').focus();
      await page.getByRole('button', { name: 'Follow' }).click();
      await grow(talk(101));
      await page.getByRole('button', { name: '1 new message' }).waitFor();
      await grow(talk(150));
      await page.getByRole('button', { name: '50 new messages' }).click();
      await byte('received', 149).waitFor();
      assert.equal(await page.locator('.pill').count(), 0);
    });

    it('pauses the view and not the socket', async () => {
      await open([talk(10)], {}, { state: undefined });
      await byte('received', 9).waitFor();
      await page.getByRole('button', { name: 'Pause View' }).click();
      await grow(talk(12));
      await page.getByRole('button', { name: 'The view is paused; the socket goes on. 2 new messages.' }).waitFor();
      assert.equal(await byte('received', 10).count(), 0);
      await page.getByText('12 bytes received').waitFor();
      await page.getByRole('button', { name: 'Pause View' }).click();
      await byte('received', 11).waitFor();
      assert.equal(await page.locator('.pill').count(), 0);
    });

    it('goes on when a command leads to what came while it was paused', async () => {
      await open([talk(10)], {}, { state: undefined });
      await byte('received', 9).waitFor();
      await page.getByRole('button', { name: 'Pause View' }).click();
      await grow(talk(12));
      await page.locator('.pill').waitFor();
      await page.evaluate(() => {
        window.mockHost.select = { direction: 'received', offset: 10, length: 2 };
        window.mockHost.show(0);
      });
      await caretAt('received', 10);
      assert.equal(await page.getByRole('button', { name: 'Pause View' }).getAttribute('aria-pressed'), 'false');
    });
  });

  describe('conversations', () => {
    const conversation = (state: string, bytes: number): MockConversation => ({
      summary: { state },
      happenings: [received(...range(0, bytes))],
    });
    const entries = () =>
      page.locator('.entry').evaluateAll((each) => each.map((entry) => (entry as HTMLElement).dataset['conversation']));
    const isShown = (id: number) => page.waitForSelector(`.entry.shown[data-conversation="${id}"]`);

    it('searches and sorts them', async () => {
      await open([conversation('closed', 3), conversation('open', 9), conversation('closed', 5)]);
      await isShown(2);
      assert.deepEqual(await entries(), ['0', '1', '2']);
      await page.getByRole('combobox', { name: 'Sort conversations' }).selectOption('Most bytes first');
      await page.waitForFunction(() => document.querySelector<HTMLElement>('.entry')?.dataset['conversation'] === '1');
      assert.deepEqual(await entries(), ['1', '2', '0']);
      await page.getByRole('searchbox').fill('CLOSED 51234');
      await page.waitForFunction(() => document.querySelectorAll('.entry').length === 1);
      assert.deepEqual(await entries(), ['0']);
      await page.getByRole('searchbox').fill('nothing');
      await page.getByText('No conversation matches.').waitFor();
    });

    it('shows one by a click or the arrow keys, and keeps the keyboard in the list', async () => {
      await open([conversation('closed', 3), conversation('open', 9), conversation('closed', 5)]);
      await page.locator('.entry[data-conversation="1"]').click();
      await isShown(1);
      await page.getByText('9 bytes received').waitFor();
      await page.keyboard.press('ArrowUp');
      await isShown(0);
      await page.keyboard.press('End');
      await isShown(2);
      assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-conversation')), '2');
    });

    it('draws only what is in view of thousands', async () => {
      await open(range(0, 3000).map(() => conversation('open', 1)));
      await page.locator('.entry').first().waitFor();
      assert.ok((await page.locator('.entry').count()) < 40);
      await page.locator('.entries').evaluate((each) => {
        each.scrollTop = each.scrollHeight;
      });
      await page.waitForSelector('.entry[aria-posinset="3000"]');
      assert.ok((await page.locator('.entry').count()) < 40);
    });

    it('is hidden and shown again, a picker in its place', async () => {
      await open([conversation('closed', 3), conversation('open', 9)]);
      await isShown(1);
      await page.getByRole('button', { name: 'Conversations' }).click();
      await page.waitForFunction(() => !document.querySelector('.entry'));
      await page.getByRole('combobox', { name: 'Conversation' }).selectOption({ index: 0 });
      await page.getByText('3 bytes received').waitFor();
      await page.getByRole('button', { name: 'Conversations' }).click();
      await isShown(0);
    });
  });
});
