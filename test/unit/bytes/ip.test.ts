import assert from 'node:assert/strict';
import { isIP, isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import {
  formatIpv4,
  formatIpv6,
  isLinkLocal,
  isLoopback,
  isUnspecified,
  parseIpv4,
  parseIpv6,
  splitZone,
} from '../../../src/bytes/ip';

const anyIpv4 = fc.uint8Array({ minLength: 4, maxLength: 4 });
/** Half of the bytes zero, so that runs of zero groups occur. */
const anyIpv6 = fc
  .array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 })), { minLength: 16, maxLength: 16 })
  .map((bytes) => Uint8Array.from(bytes));
/** Text that is nearly an address. */
const nearAddress = fc
  .array(fc.constantFrom('0', '1', '9', '255', '256', '01', '.', ':', '::', 'f', 'ffff', 'g', ' ', '12345'), {
    maxLength: 20,
  })
  .map((parts) => parts.join(''));

function address(text: string): Uint8Array {
  const bytes = parseIpv4(text) ?? parseIpv6(text);
  assert.ok(bytes, text);
  return bytes;
}

describe('bytes/ip', () => {
  describe('IPv4', () => {
    it('round-trips every address', () => {
      fc.assert(
        fc.property(anyIpv4, (bytes) => {
          assert.deepEqual(parseIpv4(formatIpv4(bytes)), bytes);
        }),
      );
    });

    it('accepts what node:net accepts, and nothing else', () => {
      fc.assert(
        fc.property(fc.oneof(nearAddress, fc.ipV4(), fc.string()), (text) => {
          assert.equal(parseIpv4(text) !== undefined, isIPv4(text), text);
        }),
      );
    });

    it('is strict about leading zeros, ranges and the number of parts', () => {
      assert.deepEqual(parseIpv4('127.0.0.1'), Uint8Array.of(127, 0, 0, 1));
      assert.deepEqual(parseIpv4('255.255.255.255'), Uint8Array.of(255, 255, 255, 255));
      for (const text of [
        '',
        '1',
        '1.2.3',
        '1.2.3.4.5',
        '1.2.3.',
        '.1.2.3',
        '01.2.3.4',
        '1.2.3.256',
        '1.2.3.-4',
        '１.2.3.4',
      ]) {
        assert.equal(parseIpv4(text), undefined, text);
      }
    });

    it('refuses to format another number of bytes', () => {
      assert.throws(() => formatIpv4(new Uint8Array(3)), RangeError);
    });
  });

  describe('IPv6', () => {
    it('round-trips every address, canonically', () => {
      fc.assert(
        fc.property(anyIpv6, (bytes) => {
          const text = formatIpv6(bytes);
          assert.deepEqual(parseIpv6(text), bytes);
          assert.ok(isIPv6(text), text);
          assert.equal(text, text.toLowerCase());
        }),
      );
    });

    it('accepts what node:net accepts, and nothing else', () => {
      fc.assert(
        fc.property(fc.oneof(nearAddress, fc.ipV6(), fc.string()), (text) => {
          assert.equal(parseIpv6(text) !== undefined, isIP(text) === 6 && !text.includes('%'), text);
        }),
      );
    });

    it('formats as RFC 5952 shows', () => {
      const canonical = {
        '::': '::',
        '::1': '::1',
        '2001:0db8::0001': '2001:db8::1',
        '2001:db8:0:0:0:0:2:1': '2001:db8::2:1',
        '2001:db8:0:1:1:1:1:1': '2001:db8:0:1:1:1:1:1',
        '2001:db8:0:0:1:0:0:1': '2001:db8::1:0:0:1',
        '2001:0:0:1:0:0:0:1': '2001:0:0:1::1',
        '2001:DB8::A': '2001:db8::a',
        'fe80:0:0:0:0:0:0:0': 'fe80::',
        '::ffff:192.0.2.1': '::ffff:192.0.2.1',
        '::ffff:c000:201': '::ffff:192.0.2.1',
        '64:ff9b::192.0.2.33': '64:ff9b::c000:221',
      };
      for (const [text, expected] of Object.entries(canonical)) {
        const bytes = parseIpv6(text);
        assert.ok(bytes, text);
        assert.equal(formatIpv6(bytes), expected);
      }
    });

    it('rejects malformed addresses', () => {
      const malformed = [
        '',
        ':',
        ':::',
        '1::2::3',
        '1:2:3:4:5:6:7',
        '1:2:3:4:5:6:7:8:9',
        '1:2:3:4:5:6:7:8::',
        '1:2:3:4::5:6:7:8',
        '12345::',
        'g::',
        '::1%lo',
        '[::1]',
        '::1.2.3',
        '1.2.3.4::',
        '::1.2.3.4:5',
        ' ::1',
      ];
      for (const text of malformed) assert.equal(parseIpv6(text), undefined, text);
    });

    it('refuses to format another number of bytes', () => {
      assert.throws(() => formatIpv6(new Uint8Array(4)), RangeError);
    });
  });

  it('splits off a zone', () => {
    assert.deepEqual(splitZone('fe80::1%eth0'), { address: 'fe80::1', zone: 'eth0' });
    assert.deepEqual(splitZone('fe80::1%'), { address: 'fe80::1', zone: '' });
    assert.deepEqual(splitZone('fe80::1'), { address: 'fe80::1' });
    assert.deepEqual(splitZone('fe80::1%25a%b'), { address: 'fe80::1', zone: '25a%b' });
  });

  it('knows loopback addresses', () => {
    for (const text of ['127.0.0.1', '127.255.255.254', '::1', '::ffff:127.0.0.1'])
      assert.ok(isLoopback(address(text)), text);
    for (const text of ['126.0.0.1', '128.0.0.1', '::', '::2', '1::1', '::127.0.0.1', '::ffff:10.0.0.1']) {
      assert.ok(!isLoopback(address(text)), text);
    }
    assert.ok(!isLoopback(Uint8Array.of(127)));
  });

  it('knows unspecified addresses', () => {
    for (const text of ['0.0.0.0', '::', '::ffff:0.0.0.0']) assert.ok(isUnspecified(address(text)), text);
    for (const text of ['0.0.0.1', '::1']) assert.ok(!isUnspecified(address(text)), text);
    assert.ok(!isUnspecified(new Uint8Array(0)));
  });

  it('knows link-local addresses', () => {
    for (const text of ['169.254.0.1', 'fe80::1', 'febf::1', '::ffff:169.254.1.1'])
      assert.ok(isLinkLocal(address(text)), text);
    for (const text of ['169.253.0.1', 'fec0::1', 'fe00::1', '::1']) assert.ok(!isLinkLocal(address(text)), text);
  });
});
