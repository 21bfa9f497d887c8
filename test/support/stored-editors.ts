import type { Page } from 'playwright-core';

/** For the page: what the workbench has stored of its editors in the browser's database; empty before the first time. */
const READ_STORED = `(async () => {
  const result = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  for (const { name } of await indexedDB.databases()) {
    const database = await result(indexedDB.open(name));
    try {
      if (!database.objectStoreNames.contains('ItemTable')) continue;
      const items = database.transaction('ItemTable').objectStore('ItemTable');
      const stored = await result(items.get('memento/workbench.parts.editor'));
      if (stored !== undefined) return stored;
    } finally {
      database.close();
    }
  }
  return '';
})()`;

/**
 * What the workbench will open again after a reload, with what each page asked it to keep, as one line of JSON without
 * backslashes. In a browser the workbench stores it every few seconds, and not when the window goes.
 */
export async function readStoredEditors(page: Page): Promise<string> {
  return (await page.evaluate<string>(READ_STORED)).replaceAll('\\', '');
}
