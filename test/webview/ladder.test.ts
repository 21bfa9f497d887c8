import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually';
import type { Opening } from './inspectorPage';
import type { MockConversation, MockStep } from './mockHost';
import { useInspectorPage } from './useInspectorPage';

const bytes = (text: string): number[] => [...Buffer.from(text)];
const states = (local: string, remote: string, changed: readonly [boolean, boolean]): Partial<MockStep> => ({
  states: [local, remote],
  changed,
});
const OPEN = states('ESTABLISHED', 'ESTABLISHED', [false, false]);

const OWN: MockConversation = {
  summary: {},
  happenings: [
    { direction: 'sent', bytes: bytes('request\r\n') },
    { direction: 'received', bytes: bytes('answer') },
    { direction: 'received', bytes: bytes('<b>more</b>') },
  ],
  steps: [
    { kind: 'packet', flags: 'SYN', inferred: true, ...states('SYN-SENT', 'SYN-RECEIVED', [true, true]) },
    { direction: 'sent', bytes: bytes('request\r\n'), ...states('ESTABLISHED', 'ESTABLISHED', [true, true]) },
    { direction: 'received', bytes: bytes('answer'), ...OPEN },
    { direction: 'received', bytes: bytes('<b>more</b>'), continues: true, ...OPEN },
    {
      kind: 'event',
      direction: 'received',
      label: 'peer sent RST',
      flags: 'RST',
      ...states('CLOSED', 'CLOSED', [true, true]),
    },
  ],
};

const packet = (sequence: number, marks: readonly never[] | readonly ['retransmission'] = []) => ({
  packet: { sequence, acknowledgement: 4001, window: 512, base: 1000, otherBase: 4000, marks },
});

const FOREIGN: MockConversation = {
  summary: { client: 'sent' },
  happenings: OWN.happenings,
  steps: [
    { kind: 'packet', flags: 'PSH, ACK', bytes: bytes('request\r\n'), ...packet(1001), ...OPEN },
    { kind: 'packet', flags: 'PSH, ACK', size: 9, ...packet(1001, ['retransmission']), ...OPEN },
  ],
};

const PEERS: MockConversation = {
  summary: { scheme: 'udp', local: 'udp://127.0.0.1:9000', remote: '', whole: true },
  happenings: OWN.happenings,
  steps: [1, 2, 3, 2].map((lane) => ({ bytes: bytes('ping'), peer: `127.0.0.1:5000${lane}`, lane })),
};

describe('the ladder', function () {
  const openPage = useInspectorPage();
  let page: Page;

  const open = async (
    conversation: MockConversation,
    opening: Opening = {},
    more: Readonly<Record<string, unknown>> = {},
  ) => {
    const state = { conversation: 0, top: 0, follow: false, settings: { view: 'sequence' }, ...more };
    page = await openPage([conversation], { ...opening, state });
    await page.locator('[data-step="0"]').waitFor();
  };
  const row = (step: number) => page.locator(`[data-step="${step}"]`);
  const current = (step: number) => page.waitForSelector(`.ladder-row.current[data-step="${step}"]`);
  const selected = (direction: string, offset: number, length: number) =>
    page.waitForFunction(
      ([...wanted]) =>
        window.mockHost.said.some(
          (each) =>
            each.type === 'selected' &&
            [each.direction, each.offset, each.length].every((value, i) => value === wanted[i]),
        ),
      [direction, offset, length] as const,
    );
  const copied = () =>
    page.evaluate(() => window.mockHost.said.flatMap((each) => (each.type === 'copy' ? [each.text] : [])));

  it('draws what was recorded whole, what is inferred dashed, and says which is which', async () => {
    await open(OWN);
    const dashes = (step: number) =>
      row(step)
        .locator('.ladder-arrow')
        .evaluate((line) => getComputedStyle(line).strokeDasharray);
    assert.notEqual(await dashes(0), 'none');
    assert.equal(await dashes(1), 'none');
    await page.getByRole('list', { name: 'What the lines mean' }).getByText('inferred').waitFor();
    assert.match((await row(0).getAttribute('aria-label'))!, /^this side to the peer: SYN, inferred, not recorded/);
    assert.equal(await row(0).locator('.ladder-time').textContent(), '');
    assert.equal(await row(4).locator('.ladder-cross').count(), 1);
  });

  it('says how much went over, with first bytes that are text and nothing else, and where recv cut', async () => {
    await open(OWN);
    assert.equal((await row(1).locator('.ladder-label').textContent())!.trim(), 'send(9) request␍␊');
    assert.match(
      (await row(3).locator('.ladder-label').textContent())!,
      /recv = 11 <b>more<\/b> recv cut the stream here/,
    );
    assert.equal(await page.locator('sockscope-ladder b').count(), 0);
    const label = await row(3).getAttribute('aria-label');
    assert.match(label!, /^21:10:03\.\d+: the peer to this side: recv = 11, Text: <b>more<\/b>/);
  });

  it('shows states where they change, and over both lines as they are at the end of the view', async () => {
    await open(OWN);
    const cells = (step: number) => row(step).locator('.ladder-state').allTextContents();
    assert.deepEqual(await cells(0), ['SYN-SENT', 'SYN-RECEIVED']);
    assert.deepEqual(await cells(2), ['', '']);
    assert.deepEqual(await page.locator('.ladder-now').allTextContents(), ['CLOSED', 'CLOSED']);
  });

  it('leads to the bytes of an arrow by a click or the keyboard, and back from them', async () => {
    await open(OWN);
    await row(2).click();
    await selected('received', 0, 6);
    await page.keyboard.press('ArrowDown');
    await selected('received', 6, 11);
    await page.keyboard.press('Home');
    await current(0);
    await page.keyboard.press('End');
    await current(4);
    await page.keyboard.press('ArrowUp');
    await current(3);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.byte.caret:focus');
    await page.getByRole('radio', { name: 'Exchange' }).check();
    await page.locator('[data-offset="2"][data-direction="received"]').first().click();
    await page.getByRole('radio', { name: 'Sequence' }).check();
    await current(2);
  });

  it('brings the step of chosen bytes into view, however far away it is', async () => {
    await open({ summary: {}, happenings: OWN.happenings, countedSteps: 900 });
    const shown = await page.locator('.ladder-row').count();
    assert.ok(shown < 60, `${shown} rows`);
    await page.evaluate(() => {
      window.mockHost.select = { direction: 'sent', offset: 7, length: 1 };
      window.mockHost.show(0);
    });
    await current(15);
  });

  it('scrolls through a million steps with a few dozen elements', async () => {
    await open({ summary: {}, happenings: OWN.happenings, countedSteps: 1_000_000 });
    await row(0).click();
    await page.keyboard.press('End');
    await current(999_999);
    await row(999_999).getByText('step 999999').waitFor();
    await page.locator('.ladder-scroller').evaluate((each) => {
      each.scrollTop = each.scrollHeight / 2;
    });
    await page.waitForFunction(() => {
      const steps = [...document.querySelectorAll<HTMLElement>('.ladder-row[data-step]:not(.pinned)')];
      const first = Number(steps[0]?.dataset['step']);
      return first > 400_000 && first < 600_000;
    });
    assert.ok((await page.locator('.ladder-row').count()) < 60);
  });

  it('numbers packets from 0 or as captured, and marks what is of note', async () => {
    await open(FOREIGN);
    assert.match((await row(0).textContent())!, /PSH, ACK Seq=1 Ack=1 Win=512 Len=9/);
    assert.equal(await row(1).locator('.ladder-note').textContent(), 'retransmission');
    await page.getByRole('combobox', { name: 'Sequence numbers' }).selectOption({ index: 1 });
    await row(0).getByText('PSH, ACK Seq=1001 Ack=4001 Win=512 Len=9').waitFor();
    assert.equal(await page.locator('.ladder-legend').count(), 0);
    assert.match((await row(0).getAttribute('aria-label'))!, /client to server/);
  });

  it('has a line for each peer of a datagram socket, and one for all others where there is no room', async () => {
    await open(PEERS);
    const names = () => page.locator('.ladder-head text').allTextContents();
    assert.deepEqual(await names(), ['127.0.0.1:9000', '127.0.0.1:50001', '127.0.0.1:50002', '127.0.0.1:50003']);
    const end = (step: number) => row(step).locator('.ladder-arrow').getAttribute('x2');
    assert.deepEqual(await Promise.all([0, 1, 2].map(end)), [`${100 / 3}%`, `${200 / 3}%`, '100%']);
    await page.setViewportSize({ width: 400, height: 720 });
    await eventually(async () => {
      assert.deepEqual(await names(), ['127.0.0.1:9000', '127.0.0.1:50001', 'other peers']);
    });
    await row(2).locator('.ladder-peer').getByText('127.0.0.1:50003').waitFor();
  });

  it('is copied as Mermaid, from the steps in view on where it is too long', async () => {
    await open(OWN);
    await page.getByRole('button', { name: 'Copy as Mermaid' }).click();
    await page.getByRole('status').getByText('Copied 5 steps as Mermaid.').waitFor();
    const [text] = await copied();
    assert.match(text!, /^sequenceDiagram\n {4}participant p0 as 127\.0\.0\.1:9000\n/);
    assert.match(text!, /p0-->>p1: SYN/);
    assert.ok(!text!.includes('<b>'));
  });

  it('says which part of a long sequence a copy holds', async () => {
    await open({ summary: {}, happenings: OWN.happenings, countedSteps: 1_000_000 });
    await page.getByRole('button', { name: 'Copy as Mermaid' }).click();
    const sentence =
      'Copied steps 1 to 250 of 1000000 as Mermaid: it holds at most 250. Scroll to where the copy is to begin.';
    await page.getByRole('status').getByText(sentence).waitFor();
    await page.getByRole('button', { name: 'Save as SVG' }).click();
    await page
      .getByRole('status')
      .getByText(/^Saved steps 1 to 1000 of 1000000 in sequence\.svg/)
      .waitFor();
    const drawings = await page.evaluate(() =>
      window.mockHost.said.flatMap((each) => (each.type === 'saveDrawing' ? [each.svg] : [])),
    );
    assert.equal(drawings.length, 1);
    assert.ok(drawings[0]!.includes('>step 999 A<'));
  });

  it('says why a drawing was not saved, and why there is no more of a sequence', async () => {
    await open(OWN);
    await page.evaluate(() => {
      window.mockHost.failing = 'saveDrawing';
    });
    await page.getByRole('button', { name: 'Save as SVG' }).click();
    await page.getByRole('status').getByText('The sequence was not copied. The file was removed.').waitFor();
    await page.evaluate(() => {
      window.mockHost.sequenceFacts = { full: true, failure: 'The disk is gone.' };
      window.mockHost.tellSequence();
    });
    await page.getByRole('alert').getByText('The disk is gone.').waitFor();
    await page.getByText('The first 5 packets: a sequence holds no more.').waitFor();
  });

  for (const [width, height] of [
    [625, 700],
    [320, 640],
  ] as const) {
    it(`leaves room for arrows and what stands over them at ${width} pixels`, async () => {
      await open(OWN, { width, height });
      const arrow = (await row(1).locator('.ladder-label').boundingBox())!;
      assert.ok(arrow.width > 200, `${arrow.width}`);
      const [scrolled, shown] = await page
        .locator('.ladder-scroller')
        .evaluate((each) => [each.scrollWidth, each.clientWidth]);
      assert.ok(scrolled <= shown, `${scrolled} in ${shown}`);
    });
  }

  it('is told apart by its lines where the system forces its colours', async () => {
    await open(OWN);
    await page.emulateMedia({ forcedColors: 'active' });
    await row(1).click();
    await current(1);
    const colors = await page.evaluate(() =>
      ['[data-step="2"] .ladder-arrow', '.current .ladder-arrow', '.current .ladder-what'].map((each) => {
        const style = getComputedStyle(document.querySelector(each)!);
        return each.endsWith('arrow') ? style.stroke : style.color;
      }),
    );
    assert.equal(colors[1], colors[2]);
    assert.notEqual(colors[0], colors[1]);
  });
});
