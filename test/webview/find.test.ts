import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
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
    await result('1 found');
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

  it('says how far it is, and stops when it is told to', async () => {
    await page.evaluate(() => {
      window.mockHost.holding = true;
    });
    await page.keyboard.type('ping');
    await result('Searching: 0 %, 0 found');
    await page.getByRole('button', { name: 'Stop searching' }).click();
    await result('Stopped at 0 %, 0 found');
    await page.evaluate(() => {
      window.mockHost.release();
    });
    await result('Stopped at 0 %, 0 found');
  });

  it('looks again where the rows become others', async () => {
    await page.keyboard.type('ping');
    await result('3 found');
    await page.getByRole('radio', { name: 'Sent' }).check({ force: true });
    await result('3 found');
    await page.waitForFunction(() => document.querySelectorAll('.byte.found').length === 8);
  });
});
