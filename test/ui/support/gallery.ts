// Takes pictures to look at into dist/gallery, in a real workbench: every view of the inspector in every kind of theme, wide and
// narrow. `node --import tsx test/ui/support/gallery.ts`, after `npm run build -- --production`.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { PROJECT_ROOT } from '../../support/vscode-install';
import { THEMES, type Workbench } from '../../support/workbench';
import { InspectorView } from './inspectorView';
import { inWorkbench, openSockets } from './scene';

const FOLDER = join(PROJECT_ROOT, 'dist', 'gallery');
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 720, height: 800 };

async function takeViews(workbench: Workbench, name: string): Promise<void> {
  const inspector = new InspectorView(workbench.inspectorFrame());
  const { frame } = inspector;
  const view = async (label: string) => {
    const radio = frame.getByRole('radio', { name: label });
    // A narrow toolbar has a list of the views.
    if ((await radio.count()) > 0) await radio.check({ force: true });
    else await frame.getByRole('combobox', { name: 'View', exact: true }).selectOption(label);
  };
  const take = (what: string) => workbench.page.screenshot({ path: join(FOLDER, `${name} ${what}.png`) });
  await view('Exchange');
  await inspector.byte('received', 0).click();
  await inspector.byte('received', 1).click({ modifiers: ['Shift'] });
  await take('exchange');
  await view('Received');
  await inspector.byte('received', 4).click();
  await workbench.page.keyboard.press('Control+F');
  await frame.getByRole('textbox', { name: 'Find' }).fill('sensor');
  await workbench.page.keyboard.press('Enter');
  await frame.getByText(/^1 of 1/).waitFor();
  await take('received');
  await workbench.page.keyboard.press('Escape');
  await view('Sent');
  await frame.locator('.view-options summary').click();
  await take('sent');
  await frame.locator('.view-options summary').click();
  await view('Messages');
  await inspector.cutByLengthPrefix();
  await frame.locator('[data-message]').nth(2).click();
  await frame.locator('.byte.selected').first().waitFor();
  await take('messages');
}

async function takeGallery(workbench: Workbench): Promise<void> {
  const label = await openSockets(workbench);
  await workbench.tree('Sockets').runAction(label, 'Inspect Bytes');
  await new InspectorView(workbench.inspectorFrame()).byte('received', 0).waitFor();
  for (const theme of THEMES) {
    await workbench.setTheme(theme);
    await workbench.page.setViewportSize(WIDE);
    await takeViews(workbench, theme);
    await workbench.page.setViewportSize(NARROW);
    await takeViews(workbench, `${theme} narrow`);
  }
}

async function main(): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await inWorkbench(takeGallery);
  console.log(`Pictures are in ${FOLDER}.`);
}

void main();
