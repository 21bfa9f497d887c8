import assert from 'node:assert/strict';

import { eventually } from '../support/eventually';
import { useWorkbench, type Workbench } from '../support/workbench';
import { InspectorView } from './support/inspectorView';
import { pseudo, PSEUDO_LANGUAGE, withPseudoLanguage } from './support/pseudoLocale';
import { clippedLabels, plainWords, type PagePart } from './support/readTexts';

/** As `pseudo` writes a title of the manifest, which the palette shows behind the category. */
const command = (title: string): string => `Sockscope: ${pseudo(title)}`;

describe('in a language that nobody speaks', () => {
  const workbench = useWorkbench({ language: PSEUDO_LANGUAGE, extensions: withPseudoLanguage });

  const found: string[] = [];
  const assertNothingFound = () => {
    assert.equal(found.splice(0).join('\n'), '');
  };

  const sockets = () => workbench().tree(pseudo('Sockets'));
  const page = () => workbench().inspectorFrame().locator('body');
  const quickInput = () => workbench().quickInput;
  const check = async (place: string, part: PagePart) => {
    await workbench().screenshot(`language ${place}`);
    found.push(...(await plainWords(part)).map((text) => `${place}, English: ${text}`));
    found.push(...(await clippedLabels(part)).map((text) => `${place}, cut off: ${text}`));
  };
  const checkSideBar = (place: string) => check(place, { page: workbench().page, selector: '.sidebar .pane-body' });
  const checkBox = (place: string) => check(place, { page: workbench().page, selector: '.quick-input-widget' });
  const checkPage = async (place: string) => {
    const frame = await (await page().elementHandle()).ownerFrame();
    assert.ok(frame);
    await check(place, { page: frame, selector: 'body' });
  };

  it('the side bar and the palette’s boxes are translated, and nothing is cut off', async () => {
    await openSideBar(workbench(), pseudo('Sockets'));
    await sockets().pane.locator('.welcome-view-content').getByText('~~~').first().waitFor();
    await checkSideBar('welcome');
    await workbench().runCommand(command('Start Listener…'));
    await quickInput().input.and(workbench().page.getByPlaceholder('://')).waitFor();
    await checkBox('address');
    await quickInput().type('tcp://[::1');
    await quickInput().widget.getByText('[::1]:9000').first().waitFor();
    await checkBox('address problem');
    await workbench().answerInput('tcp://127.0.0.1:0');
    await quickInput().row('echo').waitFor();
    await checkBox('services');
    await workbench().pickItem('echo');
    const row = sockets().rows.first();
    await row.waitFor();
    const port = /:(\d+)/.exec(await row.innerText())?.[1] ?? '';
    await workbench().runCommand(command('Dial Endpoint…'));
    await workbench().answerInput(port);
    await sockets().rows.nth(2).waitFor();
    await checkSideBar('sockets');
    assertNothingFound();
  });

  it('the inspector is translated in every view, and nothing is cut off', async () => {
    // The first dial opened it.
    const inspector = new InspectorView(workbench().inspectorFrame());
    const payload = page().getByRole('textbox', { name: pseudo('Payload to send') });
    await payload.fill('"hi\\r\\n" u16be(0x0a0b)');
    await checkPage('composer');
    await payload.press('Enter');
    await inspector.byte('received', 5).click();
    await checkPage('exchange');
    await page().locator('.view-options summary').click();
    await checkPage('options');
    await page().locator('.view-options summary').click();
    await workbench().page.keyboard.press('Control+F');
    await page().locator('.find-bar input').first().fill('absent');
    await workbench().page.keyboard.press('Enter');
    await page().getByText(pseudo('Not found')).waitFor();
    await checkPage('find');
    await workbench().page.keyboard.press('Escape');
    for (const view of ['Received', 'Sent', 'Messages', 'Talk']) {
      await chooseView(inspector, pseudo(view));
      if (view === 'Messages' || view === 'Talk') await page().locator('[data-message]').nth(1).waitFor();
      if (view === 'Talk') await page().locator('.talk').first().waitFor();
      await checkPage(view);
    }
    assertNothingFound();
  });
});

describe('in German', () => {
  const workbench = useWorkbench({ language: 'de' });

  it('counts, and writes numbers, as Germans do', async () => {
    await openSideBar(workbench(), 'Sockets');
    await workbench().runCommand('Sockscope: Listener starten…');
    await workbench().answerInput('tcp://127.0.0.1:0');
    await workbench().pickItem('echo');
    const row = workbench().tree('Sockets').rows.first();
    await row.waitFor();
    const icon = workbench().page.locator('.activitybar .action-item', {
      has: workbench().page.getByLabel('Sockscope'),
    });
    await eventually(async () => {
      assert.match((await icon.locator('a').getAttribute('aria-label')) ?? '', /1 offener Socket$/);
    });
    const port = /:(\d+)/.exec(await row.innerText())?.[1] ?? '';
    await workbench().runCommand('Sockscope: Endpunkt anwählen…');
    await workbench().answerInput(port);
    const { frame } = new InspectorView(workbench().inspectorFrame());
    const payload = frame.getByRole('textbox', { name: 'Zu sendende Nutzdaten' });
    await payload.fill('zeros(1500)');
    await frame.getByText(/1\.500 Bytes senden/).waitFor();
    await payload.press('Enter');
    await frame.getByText('1.500 Bytes').first().waitFor();
    await eventually(async () => {
      const items = await workbench().tree('Sockets').items();
      assert.match(items.map(({ description }) => description).join('\n'), /↓ 1,46 KiB/);
    });
    await workbench().screenshot('language German');
  });
});

async function openSideBar(workbench: Workbench, name: string): Promise<void> {
  const { pane } = workbench.tree(name);
  const icon = workbench.page.locator('.activitybar .action-item', { has: workbench.page.getByLabel('Sockscope') });
  await eventually(async () => {
    if ((await icon.getAttribute('aria-expanded')) !== 'true') await icon.click();
    await pane.waitFor({ timeout: 2000 });
  });
}

async function chooseView({ frame }: InspectorView, label: string): Promise<void> {
  const radio = frame.getByRole('radio', { name: label, exact: true });
  // A narrow toolbar has a list of the views.
  if ((await radio.count()) > 0) await radio.check({ force: true });
  else await frame.getByRole('combobox', { name: pseudo('View'), exact: true }).selectOption(label);
}
