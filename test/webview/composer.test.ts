import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { ComposerFacts } from '../../src/webview/inspector/protocol';
import { eventually } from '../support/eventually';
import type { Opening } from './inspectorPage';
import type { MockConversation } from './mockHost';
import { useInspectorPage } from './useInspectorPage';

const LIVE: MockConversation = { summary: { live: true }, happenings: [{ direction: 'received', bytes: [1, 2, 3] }] };

describe('composer', function () {
  const openPage = useInspectorPage();
  let page: Page;

  const open = async (facts: Partial<ComposerFacts> = {}, opening: Opening = {}) => {
    page = await openPage([LIVE], opening);
    await tell(facts);
  };
  const tell = (facts: Partial<ComposerFacts>) =>
    page.evaluate((composer) => {
      window.mockHost.composer = composer;
      window.mockHost.tellComposer();
    }, facts);
  const field = () => page.getByRole('textbox', { name: 'Payload to send' });
  const preview = () => page.locator('.composer-preview');
  const sent = () =>
    page.evaluate(() => window.mockHost.said.flatMap((each) => (each.type === 'sendPayload' ? [each] : [])));
  const sentTexts = async (expected: readonly string[]) => {
    await eventually(async () => {
      assert.deepEqual(
        (await sent()).map(({ text }) => text),
        expected,
      );
    });
  };
  const isFocused = () => field().evaluate((element) => element === document.activeElement);

  it('is not there where nothing can be sent', async () => {
    page = await openPage([LIVE]);
    await page.locator('.byte').first().waitFor();
    assert.equal(await page.locator('.composer').count(), 0);
  });

  it('sends by Enter, keeps the keyboard, says what was sent, and begins lines by Shift+Enter', async () => {
    await open();
    await field().click();
    await page.keyboard.type('one');
    await preview().getByText('Send 3 bytes').waitFor();
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('two');
    await page.keyboard.press('Enter');
    await sentTexts(['one\ntwo']);
    await page.locator('.composer [role=status]').getByText('Sent 7 bytes to tcp://127.0.0.1:9000').waitFor({ state: 'attached' }); // prettier-ignore
    assert.equal(await field().inputValue(), '');
    assert.ok(await isFocused());
    await page.keyboard.type('next');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await sentTexts(['one\ntwo', 'next']);
    assert.ok(await isFocused());
  });

  it('goes through what was sent by Up on the first line and Down on the last', async () => {
    await open({
      history: [
        { text: 'new', reading: 'textCrlf' },
        { text: 'a\nb', reading: 'text' },
      ],
    });
    await field().click();
    await page.keyboard.type('draft');
    await page.keyboard.press('ArrowUp');
    assert.equal(await field().inputValue(), 'new');
    await page.keyboard.press('ArrowUp');
    assert.equal(await field().inputValue(), 'a\nb');
    await page.keyboard.press('ArrowDown');
    assert.equal(await field().inputValue(), 'a\nb');
    await page.keyboard.press('ArrowDown');
    assert.equal(await field().inputValue(), 'new');
    await page.keyboard.press('Enter');
    await eventually(async () => {
      assert.deepEqual((await sent()).at(-1)?.reading, 'textCrlf');
    });
  });

  it('takes the text for what is chosen, and does not send a mistake', async () => {
    await open();
    await field().fill('u16be(70000)');
    await page.getByText('Column 7: Too large.').waitFor();
    await field().press('Enter');
    await page.getByRole('alert').getByText('Column 7: Too large.').waitFor();
    assert.deepEqual(await sent(), []);
    await page.getByRole('combobox', { name: 'What the text is taken for' }).selectOption('textCrlf');
    await preview().getByText('Send 14 bytes').waitFor();
    await field().press('Enter');
    await sentTexts(['u16be(70000)']);
    assert.equal((await sent())[0]?.reading, 'textCrlf');
  });

  it('keeps the ends of pasted lines', async () => {
    await open();
    await field().click();
    await field().evaluate((element) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', 'one\r\ntwo');
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    });
    await page.keyboard.insertText('one\ntwo');
    await page.keyboard.press('Enter');
    await sentTexts(['one\r\ntwo']);
  });

  it('brings the text back with the reason when it cannot be sent', async () => {
    await open();
    await page.evaluate(() => {
      window.mockHost.failing = 'sendPayload';
    });
    await field().fill('lost');
    await field().press('Enter');
    await page.getByRole('alert').getByText('The file was removed.').waitFor();
    assert.equal(await field().inputValue(), 'lost');
    assert.ok(await isFocused());
  });

  it('says why nothing can be sent, and keeps what was being written', async () => {
    await open();
    await field().fill('half');
    await field().focus();
    await tell({ refusal: 'This connection was reset.' });
    await page.getByText('This connection was reset.').waitFor();
    assert.equal(await field().inputValue(), 'half');
    assert.ok(await isFocused());
    assert.ok(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled());
    await field().press('Escape');
    assert.ok(await page.locator('.byte:focus, [role=grid]:focus').count());
  });

  it('asks who gets a datagram, and offers the peers', async () => {
    await open({ to: '', peers: ['127.0.0.1:7', '127.0.0.1:8'] });
    const peer = page.getByRole('combobox', { name: 'Who gets the datagram' });
    assert.equal(await peer.inputValue(), '');
    assert.deepEqual(
      await page.locator('#composer-peers option').evaluateAll((all) => all.map((each) => each.getAttribute('value'))),
      ['127.0.0.1:7', '127.0.0.1:8'],
    );
    await peer.fill('127.0.0.1:8');
    await field().fill('x');
    await field().press('Enter');
    await sentTexts(['x']);
    assert.equal((await sent())[0]?.to, '127.0.0.1:8');
    assert.equal(await peer.inputValue(), '127.0.0.1:8');
  });

  it('is folded away, and stays so for new tabs; a draft stays over a reload', async () => {
    await open({}, { width: 400 });
    await field().fill('kept');
    await page.waitForFunction(() => JSON.stringify(window.mockHost.state).includes('kept'));
    const state = await page.evaluate(() => window.mockHost.state);
    await page.getByRole('button', { name: /^Send to/ }).click();
    assert.equal(await field().count(), 0);
    await page.waitForFunction(() =>
      window.mockHost.said.some((each) => each.type === 'keepSettings' && each.settings.includes('"composer":false')),
    );
    await open({}, { state });
    assert.equal(await field().inputValue(), 'kept');
  });
});
