import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { hexDump } from '../../src/bytes/hexDump';
import type { Happening } from './mockHost';
import { useInspectorPage } from './useInspectorPage';

const text = (direction: 'sent' | 'received', value: string): Happening => ({
  direction,
  bytes: [...Buffer.from(value)],
});
const HAPPENINGS = [
  text('sent', 'ping one ping two'),
  text('received', 'pong'),
  ...Array.from({ length: 100 }, () => text('received', 'nothing here')),
  text('received', 'the last ping'),
];

describe('find bar', function () {
  const openPage = useInspectorPage();
  let page: Page;

  beforeEach(async () => {
    page = await openPage([{ summary: {}, happenings: HAPPENINGS }]);
    await page.keyboard.press('Control+f');
    await page.getByRole('textbox', { name: 'Find' }).waitFor();
  });

  const result = (sentence: string) => page.locator('#find-result').getByText(sentence, { exact: true }).waitFor();
  const selectedIs = (wanted: string) =>
    page.waitForFunction((expected) => {
      const cells = [...document.querySelectorAll<HTMLElement>('[role="gridcell"][aria-selected="true"]')];
      return cells.map(({ dataset }) => `${dataset['direction']} ${dataset['offset']}`).join(', ') === expected;
    }, wanted);
  const FIRST = 'sent 0, sent 1, sent 2, sent 3';
  const SECOND = 'sent 9, sent 10, sent 11, sent 12';

  it('marks all matches, and goes from one to the next, around the end', async () => {
    await page.keyboard.type('ping');
    await result('3 found');
    assert.equal(await page.locator('.byte.found').count(), 8);
    assert.ok(await page.locator('.found-marks').isVisible());
    await page.keyboard.press('Enter');
    await selectedIs(FIRST);
    await result('1 of 3');
    await page.keyboard.press('Enter');
    await selectedIs(SECOND);
    await page.keyboard.press('Enter');
    await result('3 of 3');
    const last = await page.locator('[role="gridcell"][aria-selected="true"]').allInnerTexts();
    assert.deepEqual(last, ['70', '69', '6e', '67']);
    await page.keyboard.press('Enter');
    await selectedIs(FIRST);
    await page.keyboard.press('Shift+Enter');
    await result('3 of 3');
  });

  it('takes a hex dump that is pasted for its bytes', async () => {
    await page.getByRole('combobox', { name: 'What is typed' }).selectOption('hex');
    const dump = hexDump(Buffer.from(' one ping two?').subarray(0, -1), { width: 8 });
    await page.getByRole('textbox', { name: 'Find' }).evaluate((field, pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', pasted);
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, dump);
    assert.equal(
      await page.getByRole('textbox', { name: 'Find' }).inputValue(),
      '20 6f 6e 65 20 70 69 6e 67 20 74 77 6f',
    );
  });

  it('goes to the first match when Enter comes before it is found', async () => {
    await page.keyboard.type('ping');
    await page.keyboard.press('Enter');
    await selectedIs(FIRST);
    await result('1 of 3');
  });

  it('looks in one direction', async () => {
    await page.keyboard.type('ping');
    await result('3 found');
    await page.getByRole('combobox', { name: 'Where to look' }).selectOption('received');
    assert.equal(await page.locator('.byte.found').count(), 0);
  });

  it('tells the extension what to look for, and shows what it says of a mistake', async () => {
    await page.getByRole('combobox', { name: 'What is typed' }).selectOption('number');
    await page.getByRole('combobox', { name: 'Type of number' }).selectOption('u16');
    await page.getByRole('combobox', { name: 'Byte order' }).selectOption('le');
    await page.getByRole('textbox', { name: 'Find' }).fill('258');
    await result('Not found');
    const query = await page.evaluate(
      () => window.mockHost.said.findLast((message) => message.type === 'startFind')?.query,
    );
    assert.deepEqual(query, {
      kind: 'number',
      text: '258',
      matchCase: false,
      encoding: 'utf8',
      numberType: 'u16',
      order: 'le',
    });
    await page.evaluate(() => {
      window.mockHost.failing = 'startFind';
    });
    await page.getByRole('textbox', { name: 'Find' }).fill('x');
    await result('The file was removed.');
    assert.equal(await page.getByRole('textbox', { name: 'Find' }).getAttribute('aria-invalid'), 'true');
  });

  it('shows what the extension took hex for, as long as that is looked for', async () => {
    await page.evaluate(() => {
      window.mockHost.taken = 'Hex digits · 2 bytes: de ad';
    });
    await page.getByRole('combobox', { name: 'What is typed' }).selectOption('hex');
    await page.getByRole('textbox', { name: 'Find' }).fill('de:ad');
    const taken = page.locator('.find-taken', { hasText: 'Looked for: Hex digits · 2 bytes: de ad' });
    await taken.waitFor();
    await result('Not found');
    await page.evaluate(() => {
      window.mockHost.taken = '';
    });
    await page.getByRole('textbox', { name: 'Find' }).fill('?e');
    await taken.waitFor({ state: 'detached' });
  });

  it('closes with Escape, takes its marks away, and gives the keyboard back to the bytes', async () => {
    await page.keyboard.type('ping');
    await result('3 found');
    await page.keyboard.press('Enter');
    await selectedIs(FIRST);
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => !document.querySelector('.find-bar') && !document.querySelector('.found'));
    await page.waitForFunction(() => document.activeElement?.matches('.byte.caret'));
    await page.keyboard.press('F3');
    await result('1 of 3');
    await page.keyboard.press('F3');
    await selectedIs(SECOND);
    await page.keyboard.press('Shift+F3');
    await selectedIs(FIRST);
  });

  it('minds case and takes regular expressions by the keys of the editor’s own search', async () => {
    await page.keyboard.type('ping');
    const kind = page.getByRole('combobox', { name: 'What is typed' });
    await page.keyboard.press('Alt+c');
    assert.equal(await page.getByRole('checkbox', { name: 'Match case' }).isChecked(), true);
    await page.keyboard.press('Alt+r');
    assert.equal(await kind.inputValue(), 'regex');
    await page.keyboard.press('Alt+c');
    assert.equal(await page.getByRole('checkbox', { name: 'Match case' }).isChecked(), false);
    await page.keyboard.press('Alt+r');
    assert.equal(await kind.inputValue(), 'text');
    assert.equal(await page.getByRole('textbox', { name: 'Find' }).inputValue(), 'ping');
  });

  it('says how far it is, and stops when it is told to', async () => {
    await page.evaluate(() => {
      window.mockHost.holding = true;
    });
    await page.keyboard.type('ping');
    await result('Searching: 0 %, 0 found');
    await page.getByRole('button', { name: 'Stop searching' }).click();
    await result('Stopped at 0 %, 0 found');
    await page.waitForFunction(() => window.mockHost.said.some(({ type }) => type === 'stopFind'));
    await page.evaluate(() => {
      window.mockHost.release();
    });
    await result('Stopped at 0 %, 0 found');
  });

  const searches = () => page.evaluate(() => window.mockHost.said.filter(({ type }) => type === 'startFind').length);

  it('looks in what the view shows, unless another direction is chosen', async () => {
    await page.keyboard.type('ping');
    await result('3 found');
    await page.getByRole('radio', { name: 'Sent' }).check({ force: true });
    await result('2 found');
    await page.waitForFunction(() => document.querySelectorAll('.byte.found').length === 8);
    await page.getByRole('combobox', { name: 'Where to look' }).selectOption('both');
    await result('3 found');
    await page.getByRole('textbox', { name: 'Find' }).press('Shift+Enter');
    await result('3 of 3');
    assert.ok(await page.getByRole('radio', { name: 'Received' }).isChecked());
  });

  it('shows what it found in other rows without looking again', async () => {
    await page.keyboard.type('ping');
    await result('3 found');
    await page.waitForFunction(() => document.querySelectorAll('.byte.found').length === 8);
    const before = await searches();
    await page.locator('.view-options summary').click();
    await page.locator('[data-option="width"]').selectOption({ label: '8' });
    await page.waitForFunction(
      () =>
        document.querySelectorAll('.byte.found').length === 8 &&
        [...document.querySelectorAll('.row.bytes')].every((row) => row.querySelectorAll('.byte').length <= 8),
    );
    assert.equal(await searches(), before);
  });

  it('stays in Messages, where both directions are looked in', async () => {
    await page.getByRole('radio', { name: 'Messages' }).check({ force: true });
    await page.locator('[data-message="1"]').waitFor();
    await page.getByRole('textbox', { name: 'Find' }).fill('ping');
    await result('3 found');
    await page.getByRole('textbox', { name: 'Find' }).press('Shift+Enter');
    await result('3 of 3');
    assert.ok(await page.getByRole('radio', { name: 'Messages' }).isChecked());
    assert.equal(await page.locator('[role="gridcell"][aria-selected="true"].byte').count(), 4);
    const last = page.locator('.message-row[aria-selected="true"]');
    assert.equal(await last.getAttribute('data-message'), String(HAPPENINGS.length));
    await page.getByRole('textbox', { name: 'Find' }).press('Enter');
    await result('1 of 3');
    await page.waitForSelector('.message-row[aria-selected="true"][data-message="1"]');
  });

  for (const view of ['Messages', 'Talk']) {
    it(`marks in the text of ${view} what is found, and no more once it is closed`, async () => {
      await page.getByRole('radio', { name: view }).check({ force: true });
      const marked = page.locator('[data-message="1"] .preview-text .found');
      await page.getByRole('textbox', { name: 'Find' }).fill('ping');
      await result('3 found');
      await marked.nth(1).waitFor();
      assert.deepEqual(await marked.allInnerTexts(), ['ping', 'ping']);
      assert.equal(await page.locator('[data-message="1"] .preview-text').textContent(), 'ping one ping two');
      await page.getByRole('textbox', { name: 'Find' }).press('Enter');
      await page.getByRole('textbox', { name: 'Find' }).press('Shift+Enter');
      await result('3 of 3');
      const last = page.locator(`[data-message="${HAPPENINGS.length}"] .preview-text .found`);
      await last.waitFor();
      assert.deepEqual(await last.allInnerTexts(), ['ping']);
      await page.keyboard.press('Escape');
      await page.waitForFunction(() => !document.querySelector('.found'));
    });
  }

  it('says which match the caret is at, however it got there', async () => {
    await page.keyboard.type('ping');
    await result('3 found');
    await page.locator('[data-direction="sent"][data-offset="9"]').click();
    await result('2 of 3');
    await page.locator('[data-direction="sent"][data-offset="1"]').click();
    await result('3 found');
  });

  it('goes as far as keys were pressed, however fast', async () => {
    await page.keyboard.type('ping');
    await result('3 found');
    await page.evaluate(() => {
      window.mockHost.holding = true;
    });
    for (let press = 0; press < 3; press++) await page.keyboard.press('Enter');
    await page.evaluate(() => {
      window.mockHost.release();
    });
    await result('3 of 3');
  });

  it('finds what comes while it is open, and leaves caret and selection', async () => {
    await page.keyboard.type('ping');
    await result('3 found');
    await page.keyboard.press('Enter');
    await selectedIs(FIRST);
    await page.evaluate(
      (happenings) => {
        window.mockHost.grow({ summary: {}, happenings });
      },
      [...HAPPENINGS, text('received', 'ping again')],
    );
    await result('1 of 4');
    await selectedIs(FIRST);
  });

  it('tells the extension when it is closed that nobody needs what was found', async () => {
    await page.keyboard.type('ping');
    await result('3 found');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() =>
      window.mockHost.said.some((message) => message.type === 'stopFind' && message.forget),
    );
  });
});
