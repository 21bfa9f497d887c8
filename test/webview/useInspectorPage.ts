import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { requireTool } from '../support/tools';
import { InspectorBrowser, type Opening } from './inspectorPage';
import type { MockConversation } from './mockHost';

export type OpenInspectorPage = (
  conversations: readonly MockConversation[] | undefined,
  opening?: Opening,
) => Promise<Page>;

/**
 * For a `describe`: launches a browser before the first test, closes it after the last. Call the result inside a test to open
 * the page. What a test opened is closed after it, and the test fails if any of its pages had an error, a warning or a policy
 * violation.
 */
export function useInspectorPage(): OpenInspectorPage {
  let browser: InspectorBrowser | undefined;
  const opened: { readonly page: Page; readonly problems: readonly string[] }[] = [];
  before(async function () {
    browser = await InspectorBrowser.launch(requireTool(this, 'chromium'));
  });
  afterEach(async () => {
    const all = opened.splice(0);
    for (const { page } of all) await page.close();
    assert.deepEqual(
      all.flatMap(({ problems }) => problems),
      [],
    );
  });
  after(() => browser?.close());
  return async (conversations, opening) => {
    if (browser === undefined) {
      throw new Error('useInspectorPage() launches the browser before the tests: call its result inside a test.');
    }
    const one = await browser.open(conversations, opening);
    opened.push(one);
    return one.page;
  };
}
