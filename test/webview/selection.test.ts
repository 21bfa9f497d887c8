import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { useInspectorPage } from './useInspectorPage';

describe('selection for commands', function () {
  const openPage = useInspectorPage();
  let page: Page;

  beforeEach(async () => {
    page = await openPage([{ summary: {}, happenings: [{ direction: 'received', bytes: [1, 2, 3, 4, 5] }] }]);
  });

  const byte = (offset: number) => page.locator(`[data-offset="${offset}"][data-direction="received"]`);
  const told = (offset: number, length: number) =>
    page.waitForFunction(
      ([wantedOffset, wantedLength]) => {
        const last = window.mockHost.said.findLast((message) => message.type === 'selected');
        return last?.offset === wantedOffset && last.length === wantedLength;
      },
      [offset, length] as const,
    );

  it('is told to the extension whenever it changes', async () => {
    await byte(1).click();
    await told(1, 1);
    await page.keyboard.press('Shift+ArrowRight');
    await told(1, 2);
  });

  it('stays when a menu is opened on it, and else is the byte that the menu is opened on', async () => {
    await byte(1).click();
    await byte(3).click({ modifiers: ['Shift'] });
    await told(1, 3);
    await byte(2).click({ button: 'right' });
    await byte(4).click({ button: 'right' });
    await told(4, 1);
    const selections = await page.evaluate(() =>
      window.mockHost.said.flatMap((message) =>
        message.type === 'selected' ? [`${message.offset} ${message.length}`] : [],
      ),
    );
    assert.deepEqual(selections, ['1 1', '1 3', '4 1']);
  });

  it('has a menu of VS Code’s', async () => {
    const context = await page.locator('[data-vscode-context]').getAttribute('data-vscode-context');
    assert.deepEqual(JSON.parse(context!), { webviewSection: 'bytes', preventDefaultContextMenuItems: true });
  });
});
