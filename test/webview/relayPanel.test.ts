import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { parseEndpoint } from '../../src/engine/address/endpoint';
import type { DatagramSocket } from '../../src/engine/datagramSocket';
import type { Listener } from '../../src/engine/listener';
import { RelayState } from '../../src/engine/relay/relayState';
import { RunningRelay } from '../../src/engine/relay/runningRelay';
import { panelRelayCounts, panelRelayOf } from '../../src/ui/socketPanel/panelRelay';
import { eventually } from '../support/eventually';
import { requireTool } from '../support/tools';
import { CONNECTION, SocketPanelPage, type LaunchedPanel } from './socketPanelPage';
import { THEMES } from './themes';

/** Bytes that nobody who looks at no relay should load, and those who do: with room to grow. */
const MOST_OF_PAGE = 80_000;
const MOST_OF_IMPAIRMENTS = 24_000;

const LEAST_TARGET = 24;

function relayOf(kind: 'listener' | 'datagram'): RunningRelay {
  // It is only asked for these.
  const socket = { id: 's1', kind } as unknown as Listener | DatagramSocket;
  return new RunningRelay(
    socket,
    parseEndpoint(kind === 'listener' ? '127.0.0.1:80' : 'udp://127.0.0.1:9000'),
    new RelayState(7),
    () => undefined,
  );
}

describe('panel of a relay', () => {
  let launched: LaunchedPanel;
  let panel: SocketPanelPage;
  let relay: RunningRelay;
  let page: Page;

  before(async function () {
    launched = await SocketPanelPage.launch(requireTool(this, 'chromium'));
  });
  after(() => launched.browser.close());
  afterEach(async () => {
    await page.close();
    assert.deepEqual(panel.problems, []);
  });

  async function open(
    kind: 'listener' | 'datagram',
    how: Parameters<typeof SocketPanelPage.open>[1] = {},
  ): Promise<void> {
    relay = relayOf(kind);
    panel = await SocketPanelPage.open(launched, { height: 2400, ...how });
    panel.relay = relay;
    ({ page } = panel);
    await panel.tell(
      { type: 'socket', socket: { ...CONNECTION, id: 's1', kind, title: ':9001 → udp' } },
      { type: 'relay', relay: panelRelayOf(relay, (text) => text) },
      { type: 'relayCounts', counts: panelRelayCounts(relay) },
    );
    await page.locator('.impair-now').waitFor();
  }
  const now = () => page.locator('.impair-now').innerText();
  const says = (words: string) =>
    eventually(async () => {
      assert.equal(await now(), words);
    });
  const field = (name: string) => page.locator(`input[type=number][data-impairment=${name}]`);
  const slider = (name: string) => page.locator(`[data-slider=${name}]`);

  it('is loaded for a relay alone, and is no larger than need be', async () => {
    const main = launched.scripts.get('socketPanel.js')!;
    const [, impairments] = [...launched.scripts].find(([name]) => name.startsWith('socketPanel-impairments-'))!;
    assert.ok(!main.includes('data-slider') && impairments.includes('data-slider'));
    const all = [...launched.scripts.values()].reduce((sum, { length }) => sum + length, 0);
    assert.ok(all - impairments.length < MOST_OF_PAGE, `${all - impairments.length} bytes`);
    assert.ok(impairments.length < MOST_OF_IMPAIRMENTS, `${impairments.length} bytes`);
    panel = await SocketPanelPage.open(launched);
    ({ page } = panel);
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(request.url()));
    await panel.tell({ type: 'socket', socket: CONNECTION }, { type: 'relay', relay: null });
    assert.equal(await page.locator('[data-section=impairments]').count(), 0);
    assert.deepEqual(loaded, []);
  });

  it('sets by slider, field, box and preset, in the direction that is chosen, and clears', async () => {
    await open('datagram');
    assert.equal(await now(), 'Everything passes as it comes.');
    await slider('loss').focus();
    await page.keyboard.press('End');
    await says('loss 100%');
    assert.equal(await slider('loss').getAttribute('aria-valuetext'), '100 %');
    assert.equal(await field('loss').inputValue(), '100');
    await page.keyboard.press('Home');
    await says('Everything passes as it comes.');
    assert.equal(await slider('loss').getAttribute('aria-valuetext'), 'off');

    await page.getByRole('radio', { name: 'From client' }).check();
    await field('delayMs').fill('31.5');
    await field('delayMs').press('Enter');
    await says('delay 31.5ms from client');
    await page.getByRole('checkbox', { name: 'normal' }).check();
    await says('delay 31.5ms normal from client');
    await page.getByRole('radio', { name: 'Both' }).check();
    assert.equal(await field('delayMs').inputValue(), '');
    assert.match(await page.locator('.differs').first().innerText(), /^From client: 31\.5 ms\. From server: off\.$/);

    await page.getByRole('radio', { name: 'From server' }).check();
    await page.getByRole('button', { name: 'Awful' }).click();
    await eventually(async () => {
      assert.match(
        await page.locator('sockscope-impairments [role=status]').innerText(),
        /^Now: delay 31\.5ms normal from client; delay 200ms .* from server$/,
      );
    });
    assert.equal(await page.getByRole('button', { name: 'Awful' }).getAttribute('aria-pressed'), 'true');
    await page.getByRole('button', { name: 'Clear' }).click();
    await says('delay 31.5ms normal from client');
    await page.getByRole('radio', { name: 'Both' }).check();
    await page.getByRole('button', { name: 'Clear' }).click();
    await says('Everything passes as it comes.');
    assert.deepEqual(relay.state.impairments, { client: {}, server: {} });
  });

  it('refuses what a word does not take, and says what came of a refusal', async () => {
    await open('datagram');
    await field('loss').fill('120');
    await field('loss').press('Enter');
    assert.equal(await field('loss').getAttribute('aria-invalid'), 'true');
    assert.match(
      await field('loss').evaluate((input) => (input as HTMLInputElement).validationMessage),
      /^It takes 0 to 100\.$/,
    );
    assert.deepEqual(panel.asked, []);
    await field('loss').fill('20');
    await field('loss').press('Enter');
    await says('loss 20%');
    assert.equal(await field('loss').getAttribute('aria-invalid'), null);
    panel.refusal = 'It is closed.';
    await page.getByRole('button', { name: 'Good' }).click();
    await page.getByRole('alert').getByText('That did not work. It is closed.').waitFor();
    assert.equal(await now(), 'loss 20%');
    assert.equal(await field('delayMs').inputValue(), '');
  });

  it('says that loss over TCP is the kernel’s business, and offers what looks like it', async () => {
    await open('listener');
    assert.equal(await slider('loss').count(), 0);
    assert.equal(await slider('mtu').count(), 0);
    assert.match(await page.locator('.tcp-loss').innerText(), /what TCP loses it sends again/);
    await page.getByRole('button', { name: 'Delay in Bursts' }).click();
    await says('stall 5%');
    // Words that take bytes or a time have one of each; they are shown once they are set.
    await page.getByText('Ends and silence').click();
    await field('cutAfterMs').fill('1500');
    await field('cutAfterMs').press('Enter');
    await says('stall 5% cut after 1500ms');
    await field('refuse').fill('2');
    await field('refuse').press('Enter');
    await says('stall 5% cut after 1500ms refuse 2 from client; stall 5% cut after 1500ms from server');
  });

  it('counts by direction, and shows a seed that can be changed', async () => {
    await open('datagram');
    Object.assign(relay.state.counts.client, { passed: 1234, dropped: 56 });
    Object.assign(relay.state.counts.server, { duplicated: 7, changed: 8, delayed: 9 });
    await panel.tell({ type: 'relayCounts', counts: panelRelayCounts(relay) });
    const rows = await page
      .locator('[data-count]')
      .evaluateAll((all) => all.map((row) => [...row.children].map(({ textContent }) => textContent.trim()).join(' ')));
    assert.deepEqual(rows, ['Passed 1,234 0', 'Dropped 56 0', 'Duplicated 0 7', 'Delayed 0 9', 'Changed bytes 0 8']);
    const seed = page.getByRole('spinbutton', { name: 'Seed' });
    assert.equal(await seed.inputValue(), '7');
    await seed.fill('42');
    await seed.press('Enter');
    await eventually(() => {
      assert.equal(relay.state.seed, 42);
    });
  });

  it('takes what was changed elsewhere, and keeps what the user is at', async () => {
    await open('datagram');
    await field('delayMs').fill('77');
    relay.set({ client: { loss: 0.25 }, server: { loss: 0.25 } });
    await panel.tell({ type: 'relay', relay: panelRelayOf(relay, (text) => text) });
    assert.equal(await field('delayMs').inputValue(), '77');
    assert.equal(await field('loss').inputValue(), '25');
    await field('delayMs').press('Enter');
    await says('delay 77ms loss 25%');
  });

  for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
    for (const kind of ['datagram', 'listener'] as const) {
      it(`can be read and used in ${theme}, 300 pixels wide and zoomed, for a ${kind}`, async () => {
        await open(kind, { theme });
        await page.getByRole('button', { name: 'Awful' }).click();
        await eventually(async () => {
          assert.match(await now(), /^delay 200ms/);
        });
        await page.$$eval('.impair-group', (groups) => {
          for (const group of groups) (group as HTMLDetailsElement).open = true;
        });
        await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
        const found = await page.evaluate(async () => {
          const { axe } = window as unknown as { axe: { run: () => Promise<AxeResults> } };
          const { violations } = await axe.run();
          return violations.flatMap(({ id, nodes }) =>
            nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
          );
        });
        assert.deepEqual(found, []);
        const shots = process.env['PANEL_SHOTS'];
        if (shots)
          await page.locator('sockscope-impairments').screenshot({ path: `${shots}/relay-${kind}-${theme}.png` });
        const small = await page.$$eval(
          'sockscope-impairments :is(button, summary, input, label:has(input))',
          (all, least) =>
            all.flatMap((each) => {
              // What is in a label is as large as that.
              const target = each.closest('label') ?? each;
              const { width, height } = target.getBoundingClientRect();
              return width >= least && height >= least ? [] : [`${each.outerHTML.slice(0, 80)} ${width} x ${height}`];
            }),
          LEAST_TARGET,
        );
        assert.deepEqual(small, []);
        // 150 is what is left of 300 at 200 %.
        for (const width of [300, 150]) {
          await page.setViewportSize({ width, height: 1200 });
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(wide <= width, `${wide} pixels wide of ${width}`);
        }
        if (shots)
          await page
            .locator('sockscope-impairments')
            .screenshot({ path: `${shots}/relay-${kind}-${theme}-narrow.png` });
      });
    }
  }

  it('shows what is set where colours are forced', async () => {
    await open('datagram');
    await page.emulateMedia({ forcedColors: 'active' });
    await page.getByRole('button', { name: 'Good' }).click();
    await says('delay 5ms jitter 1ms');
    const background = (name: string) =>
      page.getByRole('button', { name, exact: true }).evaluate((each) => getComputedStyle(each).backgroundColor);
    assert.notEqual(await background('Good'), await background('Mobile'));
    const edge = (name: string) =>
      page
        .locator('.impairment', { has: slider(name) })
        .evaluate((each) => getComputedStyle(each).borderInlineStartColor);
    assert.notEqual(await edge('delayMs'), await edge('loss'));
    const shots = process.env['PANEL_SHOTS'];
    if (shots) await page.locator('sockscope-impairments').screenshot({ path: `${shots}/relay-forced.png` });
  });
});
