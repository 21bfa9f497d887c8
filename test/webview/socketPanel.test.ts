import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { PanelCalls, PanelKernel } from '../../src/webview/socketPanel/protocol';
import { requireTool } from '../support/tools';
import { BLOCKED, CONNECTION, SocketPanelPage } from './socketPanelPage';
import { THEMES } from './themes';

const CALLS: PanelCalls = {
  first: [{ text: 'accept → :47980', at: 1_795_000_000_000 }],
  omitted: 1234,
  last: [
    {
      text: 'recv(4) = 4',
      at: 1_795_000_001_000,
      bytes: { direction: 'received', offset: 0, length: 4 },
      conversation: 2,
    },
    {
      text: 'send(8000) = 8000',
      at: 1_795_000_002_000,
      bytes: { direction: 'sent', offset: 0, length: 8000 },
      conversation: 2,
    },
    { text: 'recv = -1 ECONNRESET', isFailed: true, at: 1_795_000_003_000 },
    {
      text: 'send(8000000) = 2531840',
      note: 'waiting',
      behind: 2,
      bytes: { direction: 'sent', offset: 8000, length: 2_097_152 },
      conversation: 2,
    },
  ],
};

const ALL = [
  { type: 'socket', socket: CONNECTION },
  { type: 'kernel', kernel: BLOCKED },
  { type: 'calls', calls: CALLS },
] as const;

describe('socket panel', () => {
  let launched: Awaited<ReturnType<typeof SocketPanelPage.launch>>;
  let panel: SocketPanelPage | undefined;

  before(async function () {
    launched = await SocketPanelPage.launch(requireTool(this, 'chromium'));
  });
  after(() => launched.browser.close());
  afterEach(async () => {
    await panel?.page.close();
    assert.deepEqual(panel?.problems ?? [], []);
  });

  async function open(...opening: Parameters<typeof SocketPanelPage.open> extends [unknown, ...infer R] ? R : never) {
    panel = await SocketPanelPage.open(launched, ...opening);
    return panel;
  }

  it('says where to begin, and then who waits for whom, what it is, and what was called', async () => {
    const { page } = await open();
    assert.match((await page.textContent('.empty')) ?? '', /Select a socket/);
    await panel!.tell(...ALL);
    assert.equal(await page.textContent('h1'), ':47980 → :9000');
    assert.match(
      (await page.textContent('.waits')) ?? '',
      /^Blocked: the peer’s receive queue is full, it does not read\. 8.?000.?000 bytes wait here\.$/,
    );
    const facts = (await page.textContent('[data-section=identity]')) ?? '';
    for (const part of [
      'AF_INET',
      'SOCK_STREAM',
      'Port 9000 (cslistener): registered; this machine picks from 32768–60999',
      'of the range 32768–60999 that this machine picks from',
      'python3 (pid 21326)',
      'Accepted: it has the same local port as its listener.',
    ]) {
      assert.ok(facts.includes(part), `${part} in ${facts}`);
    }
    const rows = await page.locator('.call-rows li').allInnerTexts();
    assert.deepEqual(
      rows.map((row) => row.replace(/\s+\d\d:\d\d:\d\d\.\d{3}$/, '').replace(/\s+/g, ' ')),
      [
        'accept → :47980',
        '1,234 earlier calls are not listed.',
        'recv(4) = 4',
        'send(8000) = 8000',
        'recv = -1 ECONNRESET',
        'send(8000000) = 2531840 … waiting, 2 more behind it',
      ],
    );
  });

  it('marks both ends in the diagram, and fills four bars', async () => {
    const { page } = await open();
    await panel!.tell(...ALL);
    const marked = () =>
      page
        .locator('.place.own, .place.peer')
        .evaluateAll((all) => all.map((place) => `${place.getAttribute('data-state')} ${place.getAttribute('class')}`));
    assert.deepEqual(await marked(), ['established place own peer']);
    const states = { ...BLOCKED, own: { state: 'time-wait', secondsLeft: 59 }, peer: { state: 'closed' } };
    const bars = await page
      .locator('.bar-line')
      .evaluateAll((all) => all.map((bar) => bar.getAttribute('aria-valuetext')));
    assert.deepEqual(bars, [
      '5,468,160 bytes',
      '2,531,840 bytes of 4,194,304',
      '128,512 bytes of 131,072',
      '0 bytes of 87,040',
      '0 bytes of 131,072',
    ]);
    await panel!.tell({ type: 'kernel', kernel: { ...states, waiting: { kind: 'timeWait', secondsLeft: 59 } } });
    assert.deepEqual(await marked(), ['time-wait place own', 'over place peer']);
    assert.match((await page.textContent('[data-section=identity]')) ?? '', /TIME-WAIT, 59 s left/);
    assert.match(
      (await page.getAttribute('.states', 'aria-label')) ?? '',
      /this end is in TIME-WAIT, the peer in CLOSED/,
    );
    assert.match(await page.locator('[role=status]').innerText(), /^TIME-WAIT\. Nobody waits/);
  });

  it('says what the system does not tell', async () => {
    const { page } = await open();
    const unknown: PanelKernel = {
      own: null,
      bytesWaiting: 0,
      isPeerHere: true,
      peer: null,
      peerProcesses: null,
      waiting: null,
      details: null,
    };
    await panel!.tell({ type: 'socket', socket: CONNECTION }, { type: 'kernel', kernel: unknown });
    assert.equal(await page.textContent('.waits'), 'Who waits for whom: not known on this system');
    assert.deepEqual(await page.locator('.bar-value').allInnerTexts(), Array(4).fill('not known on this system'));
    assert.equal(await page.locator('svg.states').count(), 0);
    assert.match((await page.textContent('[data-section=states]')) ?? '', /not known on this system/);
  });

  it('finds calls, and leads to their bytes by mouse and keyboard', async () => {
    const { page } = await open();
    await panel!.tell(...ALL);
    await page.getByRole('searchbox').fill('SEND');
    assert.equal(await page.locator('.call-rows li').count(), 2);
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    assert.deepEqual(panel!.asked.at(-1), {
      type: 'showBytes',
      socket: 'c1',
      conversation: 2,
      bytes: { direction: 'sent', offset: 0, length: 8000 },
    });
    await page.getByRole('searchbox').fill('nothing of the kind');
    await page.getByText('No call matches.').waitFor();
    await page.getByRole('searchbox').fill('');
    await page.getByText('recv(4) = 4').click();
    assert.deepEqual(panel!.asked.at(-1), {
      type: 'showBytes',
      socket: 'c1',
      conversation: 2,
      bytes: { direction: 'received', offset: 0, length: 4 },
    });
  });

  it('does what the row does, sets options, and says what was refused', async () => {
    const { page } = await open();
    await panel!.tell(...ALL);
    await page.getByRole('button', { name: 'Pause Receiving' }).click();
    await page.getByRole('button', { name: 'Inspect sockaddr of 127.0.0.1:9000' }).click();
    await page.locator('[data-option=keepAlive]').check();
    assert.deepEqual(panel!.asked, [
      { type: 'act', socket: 'c1', command: 'sockscope.pauseReceiving' },
      { type: 'inspectAddress', socket: 'c1', end: 'local' },
      { type: 'setOption', socket: 'c1', option: 'keepAlive', value: true },
    ]);
    panel!.refusal = 'It is closed.';
    await page.locator('[data-option=noDelay]').click();
    await page.getByRole('alert').getByText('That did not work. It is closed.').waitFor();
    assert.equal(await page.locator('[data-option=noDelay]').isChecked(), true);
    for (const word of ['SO_LINGER', 'SO_RCVBUF', 'MSG_PEEK']) {
      assert.match((await page.textContent('.c-lines')) ?? '', new RegExp(word));
    }
  });

  it('stays at the end of the calls as others come, unless somebody looks back', async () => {
    const { page } = await open({ height: 500 });
    const call = (index: number) => ({ text: `send(${index}) = ${index}`, conversation: 0 });
    const calls = (count: number): PanelCalls => ({
      first: [],
      omitted: 0,
      last: Array.from({ length: count }, (_, index) => call(index)),
    });
    await panel!.tell(ALL[0], { type: 'calls', calls: calls(100) });
    const rest = () =>
      page.locator('.call-rows').evaluate((list) => Math.round(list.scrollHeight - list.scrollTop - list.clientHeight));
    assert.equal(await rest(), 0);
    await panel!.tell({ type: 'calls', calls: calls(120) });
    assert.equal(await rest(), 0);
    await page.locator('.call-rows').evaluate((list) => {
      list.scrollTo(0, 0);
    });
    await panel!.tell({ type: 'calls', calls: calls(140) });
    assert.equal(await page.locator('.call-rows').evaluate((list) => list.scrollTop), 0);
  });

  for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
    it(`can be read and used in ${theme}, 300 pixels wide`, async () => {
      const { page } = await open({ theme });
      await panel!.tell(...ALL);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 300, `${width} pixels wide`);
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
      if (shots) await page.screenshot({ path: `${shots}/panel-${theme}.png`, fullPage: true });
    });
  }
});
