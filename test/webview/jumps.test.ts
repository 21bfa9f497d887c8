import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { MockConversation } from './mockHost';
import { useInspectorPage } from './useInspectorPage';

const COUNTED: MockConversation = { summary: {}, happenings: [], countedRows: 100_000_000 };

interface TraceEvent {
  readonly name: string;
  readonly args?: { readonly elementCount?: number };
}

describe('a jump in the inspector', function () {
  const openPage = useInspectorPage();

  /** Goes to the middle, whose rows the extension keeps back. */
  const jumpWhileHeld = async (page: Page) => {
    await page.evaluate(() => {
      window.mockHost.holding = true;
      const scroller = document.querySelector('.scroller')!;
      scroller.scrollTop = (scroller.scrollHeight - scroller.clientHeight) / 2;
    });
    await page.waitForFunction(() => document.querySelectorAll('.slot:not(.pending, .pinned)').length === 0);
    // Two frames: what the first one shows has been styled before the second one begins.
    await page.evaluate(
      () =>
        new Promise((resolve) =>
          requestAnimationFrame(() =>
            requestAnimationFrame(() => {
              resolve(undefined);
            }),
          ),
        ),
    );
  };

  it('styles no byte anew while its rows are on their way', async () => {
    const page = await openPage([COUNTED]);
    const browser = page.context().browser()!;
    await page.locator('.slot .byte').first().waitFor();
    const cells = await page.locator('.slot :is(.byte, .glyph)').count();
    await browser.startTracing(page, { categories: ['devtools.timeline'] });
    await jumpWhileHeld(page);
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
    const counts = traceEvents.flatMap(({ name, args }) =>
      name === 'UpdateLayoutTree' ? [args?.elementCount ?? 0] : [],
    );
    const styled = counts.reduce((sum, count) => sum + count, 0);
    assert.ok(styled > 0, 'The trace tells how many elements were styled.');
    assert.ok(styled < cells / 2, `${styled} elements styled for ${cells} cells`);
  });

  it('shows none of the former rows meanwhile, by eye or to a screen reader', async () => {
    const page = await openPage([COUNTED]);
    await page.locator('.slot .byte').first().waitFor();
    await jumpWhileHeld(page);
    const visible = await page.$$eval(
      '.slot .byte',
      (all) => all.filter((each) => each.checkVisibility({ visibilityProperty: true })).length,
    );
    assert.equal(visible, 0);
    assert.doesNotMatch(await page.locator('.scroller').ariaSnapshot(), /received byte/);
    await page.evaluate(() => {
      window.mockHost.release();
    });
    await page.locator('.slot .byte').first().waitFor();
    assert.match(await page.locator('.scroller').ariaSnapshot(), /received byte/);
  });

  it('stays where it was sideways', async () => {
    const page = await openPage([COUNTED], { width: 427, height: 400 });
    await page.locator('.slot .byte').first().waitFor();
    const sideways = () => page.$eval('.scroller', (scroller) => [scroller.scrollLeft, scroller.scrollWidth]);
    await page.$eval('.scroller', (scroller) => {
      scroller.scrollLeft = scroller.scrollWidth;
    });
    const before = await sideways();
    assert.ok(before[0]! > 0);
    await jumpWhileHeld(page);
    assert.deepEqual(await sideways(), before);
  });
});
