import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { TYPE_ROWS } from '../../src/bytes/inspect/typeRows';
import type { MockConversation } from './mockHost';
import { useInspectorPage } from './useInspectorPage';

type Orders = readonly [bigEndian: string, littleEndian: string];
type Values = Readonly<Record<string, Orders>>;

const both = (text: string): Orders => [text, text];
const received = (bytes: Uint8Array): MockConversation => ({
  summary: {},
  happenings: [{ direction: 'received', bytes: [...bytes] }],
});

/** A number that looks like a time in every type, so that each row has a value: 2024-01-01 in the first 32 bits. */
const NUMBERS = Buffer.from('6592007fc3a95048aabbccddeeff1a2b3c4d5e6f', 'hex');

const ended = 'End of data';

function numbersExpected(bytes: Buffer): Values {
  const reversed = (length: number) => Buffer.from(bytes.subarray(0, length)).reverse();
  const iso = (milliseconds: number) => new Date(milliseconds).toISOString().replace('.000Z', 'Z');
  const half = (order: 'readUInt16BE' | 'readUInt16LE') => {
    const bits = bytes[order]();
    const sign = bits & 0x8000 ? -1 : 1;
    return sign * (1 + (bits & 0x3ff) / 1024) * 2 ** (((bits >> 10) & 0x1f) - 15);
  };
  const brain = (bits: number) => {
    const view = new DataView(new ArrayBuffer(4));
    view.setUint32(0, bits << 16);
    return view.getFloat32(0);
  };
  return {
    u8: both(String(bytes.readUInt8())),
    i8: both(String(bytes.readInt8())),
    u16: [String(bytes.readUInt16BE()), String(bytes.readUInt16LE())],
    i16: [String(bytes.readInt16BE()), String(bytes.readInt16LE())],
    u24: [String(bytes.readUIntBE(0, 3)), String(bytes.readUIntLE(0, 3))],
    i24: [String(bytes.readIntBE(0, 3)), String(bytes.readIntLE(0, 3))],
    u32: [String(bytes.readUInt32BE()), String(bytes.readUInt32LE())],
    i32: [String(bytes.readInt32BE()), String(bytes.readInt32LE())],
    u48: [String(bytes.readUIntBE(0, 6)), String(bytes.readUIntLE(0, 6))],
    i48: [String(bytes.readIntBE(0, 6)), String(bytes.readIntLE(0, 6))],
    u64: [String(bytes.readBigUInt64BE()), String(bytes.readBigUInt64LE())],
    i64: [String(bytes.readBigInt64BE()), String(bytes.readBigInt64LE())],
    uN: both(String(bytes[0])),
    iN: both(String(bytes.readInt8())),
    hex: both(`0x${bytes.toString('hex', 0, 1)}`),
    octal: both(`0${bytes[0]!.toString(8).padStart(3, '0')}`),
    bits: both(bytes[0]!.toString(2).padStart(8, '0')),
    bool: both('true'),
    uleb128: both(String(bytes[0])),
    sleb128: both(String(bytes[0]! - 128)),
    f16: [String(half('readUInt16BE')), String(half('readUInt16LE'))],
    bf16: [String(brain(bytes.readUInt16BE())), String(brain(bytes.readUInt16LE()))],
    f32: [String(bytes.readFloatBE()), String(bytes.readFloatLE())],
    f64: [String(bytes.readDoubleBE()), String(bytes.readDoubleLE())],
    ascii: both('e'),
    text: both('e'),
    utf16: [String.fromCharCode(bytes.readUInt16BE()), String.fromCharCode(bytes.readUInt16LE())],
    ipv4: [[...bytes.subarray(0, 4)].join('.'), [...reversed(4)].join('.')],
    ipv6: both('6592:7f:c3a9:5048:aabb:ccdd:eeff:1a2b'),
    mac: [bytes.toString('hex', 0, 6), reversed(6).toString('hex')].map((hex) =>
      hex.replace(/..(?=.)/g, '$&:'),
    ) as unknown as Orders,
    port: [String(bytes.readUInt16BE()), String(bytes.readUInt16LE())],
    time32: [iso(bytes.readInt32BE() * 1000), iso(bytes.readInt32LE() * 1000)],
    time64: both('Out of range'),
    time64ms: both('Out of range'),
    time868: [iso((bytes.readUInt32BE() - 2_208_988_800) * 1000), iso((bytes.readUInt32LE() - 2_208_988_800) * 1000)],
    guid: ['6592007f-c3a9-5048-aabb-ccddeeff1a2b', '7f009265-a9c3-4850-aabb-ccddeeff1a2b'],
    sockaddr_in_linux: [`Family ${bytes.readUInt16BE()}`, `Family ${bytes.readUInt16LE()}`],
    sockaddr_in_bsd: both(`Family ${bytes[1]}`),
    sockaddr_in6_linux: both(ended),
    sockaddr_in6_bsd: both(ended),
    sockaddr_un_linux: [`Family ${bytes.readUInt16BE()}`, `Family ${bytes.readUInt16LE()}`],
    sockaddr_un_bsd: both(`Family ${bytes[1]}`),
  };
}

describe('data inspector', function () {
  const openPage = useInspectorPage();
  let page: Page;

  const open = async (bytes: Uint8Array, opening = {}) => {
    page = await openPage([received(bytes)], opening);
    await page.locator('[data-offset="0"][data-direction="received"]').click();
    await page.locator('[data-type="u8"][data-endian="be"]').waitFor();
  };
  const shown = async (): Promise<Record<string, string[]>> => {
    const cells = await page.$$eval('td[data-endian]', (all) =>
      all.map((cell) => [cell.getAttribute('data-type')!, cell.getAttribute('data-endian')!, cell.textContent]),
    );
    const values: Record<string, string[]> = {};
    for (const [type, endian, text] of cells) (values[type!] ??= ['', ''])[endian === 'be' ? 0 : 1] = text!;
    return values;
  };
  const valueOf = (type: string, endian: string) => page.locator(`td[data-type="${type}"][data-endian="${endian}"]`);
  const copied = () =>
    page.evaluate(() => window.mockHost.said.flatMap((message) => (message.type === 'copy' ? [message.text] : [])));

  it('shows every row in both byte orders as Buffer and DataView read it', async () => {
    await open(NUMBERS);
    const { ntp, ...values } = await shown();
    // Their decimals are the shortest that give the same number again.
    const expected = numbersExpected(NUMBERS);
    for (const [type, tolerance] of Object.entries({ f16: 2 ** -11, bf16: 2 ** -8, f32: 2 ** -24 })) {
      for (const [i, text] of values[type]!.entries()) {
        const number = Number(expected[type]![i]);
        assert.ok(Math.abs(Number(text) - number) <= tolerance * Math.abs(number), `${type} ${text} for ${number}`);
      }
      values[type] = [...expected[type]!];
    }
    assert.deepEqual(values, expected);
    assert.equal(ntp![0], '2090-02-06T06:28:15.764302270Z');
    assert.deepEqual(Object.keys({ ...values, ntp }).toSorted(), TYPE_ROWS.map(({ id }) => id).toSorted());
  });

  it('reads the whole selection, as numbers and as text', async () => {
    await open(Buffer.from('0041004200', 'hex'));
    for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowRight');
    await valueOf('hex', 'be').getByText('0x00410042').waitFor();
    const values = await shown();
    assert.deepEqual(values['uN'], [String(0x00410042), String(0x42004100)]);
    assert.deepEqual(values['bits'], ['00000000 01000001 00000000 01000010', '01000010 00000000 01000001 00000000']);
    assert.deepEqual(values['utf16'], ['AB', '䄀䈀']);
    assert.deepEqual(values['ascii'], both('␀A␀B'));
    assert.equal(await page.locator('tr.fits').count(), 6);
  });

  it('says where the data ends', async () => {
    await open(Uint8Array.of(0x80));
    const values = await shown();
    assert.deepEqual(values['u16'], both(ended));
    assert.deepEqual(values['uleb128'], both(ended));
    assert.deepEqual(values['ascii'], both('Not ASCII'));
    assert.deepEqual(values['u8'], both('128'));
  });

  it('copies a value, and tells the expression that C needs for it', async () => {
    await open(NUMBERS);
    await valueOf('u16', 'be').getByRole('button').click();
    assert.deepEqual(await copied(), [String(NUMBERS.readUInt16BE())]);
    assert.match((await valueOf('u16', 'be').getByRole('button').getAttribute('title'))!, /ntohs\(x\)/);
    assert.match(
      await page.locator('.expression').innerText(),
      /Unsigned 16-bit, in C:\s+BE\s+ntohs\(x\)\s+LE\s+le16toh\(x\)/,
    );
    await page.keyboard.press('End');
    await page.locator('.expression').getByText('GUID, UUID, in C:').waitFor();
  });

  it('pins and hides rows by keyboard, and shows them again', async () => {
    await open(NUMBERS);
    const names = () => page.$$eval('.types tbody th .name', (all) => all.map((each) => each.textContent));
    const all = await names();
    await valueOf('u8', 'be').getByRole('button').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowLeft');
    assert.equal(await page.locator(':focus').getAttribute('aria-label'), 'Hide i8');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Show hidden types (1)' }).waitFor();
    assert.deepEqual(
      await names(),
      all.filter((name) => name !== 'i8'),
    );
    await page.getByRole('button', { name: 'Pin GUID' }).click({ force: true });
    await page.getByText('Pinned').waitFor();
    assert.equal((await names())[0], 'GUID');
    await page.getByRole('button', { name: 'Show hidden types (1)' }).click();
    await page.waitForFunction(
      (count) => document.querySelectorAll('.types tbody th .name').length === count,
      all.length,
    );
    await page.getByRole('button', { name: 'Pin GUID' }).click({ force: true });
    await page.waitForFunction(() => !document.body.innerText.includes('Pinned'));
    assert.deepEqual(await names(), all);
  });

  it('leaves the keyboard at the row that was pinned, and beside one that was hidden', async () => {
    await open(NUMBERS);
    const focused = () => page.locator(':focus').getAttribute('aria-label');
    const focusIs = (label: string) =>
      page.waitForFunction((wanted) => document.activeElement?.getAttribute('aria-label') === wanted, label);
    await page.getByRole('button', { name: 'Pin i16' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Pinned').waitFor();
    await focusIs('Pin i16');
    assert.equal(await page.locator(':focus').getAttribute('aria-pressed'), 'true');
    await page.keyboard.press('Enter');
    await page.getByText('Pinned').waitFor({ state: 'detached' });
    await focusIs('Pin i16');
    await page.keyboard.press('ArrowRight');
    assert.equal(await focused(), 'Hide i16');
    await page.keyboard.press('Enter');
    await focusIs('Hide u24');
  });

  it('is one stop for Tab, which comes back to where it was', async () => {
    await open(NUMBERS);
    const stops = () =>
      page.$$eval('.types [tabindex="0"]', (all) =>
        all.map((each) => [each.closest('tr')!.dataset['id'], (each as HTMLElement).dataset['column']]),
      );
    assert.deepEqual(await stops(), [['u8', 'be']]);
    await valueOf('u8', 'be').getByRole('button').focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
    await page.waitForFunction(() =>
      document.activeElement?.matches('[data-id="u16"] [data-column="le"][tabindex="0"]'),
    );
    assert.deepEqual(await stops(), [['u16', 'le']]);
    await page.keyboard.press('Shift+Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.closest('.types') === null), true);
    await page.keyboard.press('Tab');
    assert.deepEqual(
      await page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-id]')?.dataset['id']),
      'u16',
    );
  });

  it('has a stop for Tab where the first row has no value, nor any', async () => {
    // The GUID takes sixteen bytes, and is the first row once it is pinned.
    await open(Buffer.of(7));
    await page.getByRole('button', { name: 'Pin GUID' }).click({ force: true });
    await page.getByText('Pinned').waitFor();
    await page.locator('[data-id="u8"] [data-column="be"]').focus();
    assert.equal(await page.locator('.types [tabindex="0"]').count(), 1);
    assert.equal(await page.locator('.types tr[data-id="guid"] th').getAttribute('aria-label'), 'GUID');
  });

  it('computes checksums, hashes and the distribution of a selection', async () => {
    const bytes = Buffer.from('123456789123456789');
    await open(bytes);
    await page.keyboard.press('Control+a');
    const digest = (id: string) => page.locator(`td[data-type="${id}"]:not([data-endian])`);
    await digest('sha256').getByText(createHash('sha256').update(bytes).digest('hex')).waitFor();
    assert.equal(await digest('md5').innerText(), createHash('md5').update(bytes).digest('hex'));
    assert.equal(await digest('length').innerText(), '18 bytes');
    assert.equal(await digest('entropy').innerText(), `${Math.log2(9).toFixed(3)} bits per byte`);
    const picture = page.getByRole('img', { name: /9 of 256 values; most frequent: 31 \(11.1 %\)/ });
    assert.ok(await picture.isVisible());
    await digest('length').getByRole('button').click();
    assert.deepEqual(await copied(), ['18']);
  });

  it('keeps to its pane, however narrow', async () => {
    await open(NUMBERS, { width: 320, height: 900 });
    const overflow = await page.evaluate(() => {
      const pane = document.querySelector('aside')!;
      return [...pane.querySelectorAll('.value, .name, code')]
        .filter((element) => element.getBoundingClientRect().right > pane.getBoundingClientRect().right + 1)
        .map((element) => element.textContent);
    });
    assert.deepEqual(overflow, []);
  });
});
