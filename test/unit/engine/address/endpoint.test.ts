import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatIpv4, formatIpv6 } from '../../../../src/bytes/ip';
import type { IpScheme } from '../../../../src/engine/address/schemes';
import { nameOfPort, WELL_KNOWN_PORTS } from '../../../../src/bytes/ports';
import { SockscopeError } from '../../../../src/base/error';
import {
  formatEndpoint,
  formatHostPort,
  formatSocketAddress,
  isEveryAddress,
  parseEndpoint,
  parsePeer,
  reachOf,
  requireZone,
  type Endpoint,
} from '../../../../src/engine/address/endpoint';

const label = fc.stringMatching(/^[a-z0-9_]([a-z0-9_-]{0,20}[a-z0-9_])?$/);
const hostName = fc
  .tuple(fc.array(label, { maxLength: 3 }), fc.stringMatching(/^[a-z][a-z0-9]{0,10}$/))
  .map(([labels, last]) => [...labels, last].join('.'));
const ipv4 = fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => formatIpv4(bytes));
const ipv6 = fc
  .array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 })), { minLength: 16, maxLength: 16 })
  .map((bytes) => formatIpv6(Uint8Array.from(bytes)));
const zone = fc.stringMatching(/^[a-zA-Z0-9_.-]{1,15}$/);
const host = fc.oneof(
  hostName,
  ipv4,
  ipv6,
  fc.tuple(ipv6, zone).map(([address, name]) => `${address}%${name}`),
);
const hostEndpoint: fc.Arbitrary<Endpoint> = fc
  .tuple(fc.constantFrom<IpScheme>('tcp', 'udp', 'tls'), host, fc.integer({ min: 0, max: 65_535 }))
  .map(([scheme, name, port]) => ({ scheme, host: name, port }));
const pathEndpoint: fc.Arbitrary<Endpoint> = fc
  .stringMatching(/^[^\s/\0][^\0]{0,60}[^\s\0]$/)
  .filter((path) => new TextEncoder().encode(path).length < 100)
  .map((path) => ({ scheme: 'unix', path: `/${path}` }));

function sentence(text: string, platform = 'linux'): string {
  try {
    parseEndpoint(text, platform);
  } catch (error) {
    assert.ok(error instanceof SockscopeError);
    assert.equal(error.code, 'BAD_ENDPOINT');
    return error.message;
  }
  assert.fail(`${text} should be malformed`);
}

describe('engine/endpoint', () => {
  describe('parseEndpoint', () => {
    const READ: readonly (readonly [text: string, endpoint: Endpoint])[] = [
      ['tcp://127.0.0.1:9000', { scheme: 'tcp', host: '127.0.0.1', port: 9000 }],
      ['udp://127.0.0.1:9000', { scheme: 'udp', host: '127.0.0.1', port: 9000 }],
      ['TCP://LocalHost:9000/', { scheme: 'tcp', host: 'localhost', port: 9000 }],
      ['tcp://[::1]:0', { scheme: 'tcp', host: '::1', port: 0 }],
      ['tcp://[0:0:0:0:0:0:0:1]:1', { scheme: 'tcp', host: '::1', port: 1 }],
      ['[fe80::1%eth0]:9000', { scheme: 'tcp', host: 'fe80::1%eth0', port: 9000 }],
      ['tcp://localhost:http', { scheme: 'tcp', host: 'localhost', port: 80 }],
      ['udp://127.0.0.1:SYSLOG', { scheme: 'udp', host: '127.0.0.1', port: 514 }],
      ['tcp://127.0.0.1:shell', { scheme: 'tcp', host: '127.0.0.1', port: 514 }],
      ['127.0.0.1:65535', { scheme: 'tcp', host: '127.0.0.1', port: 65_535 }],
      ['example.org:80', { scheme: 'tcp', host: 'example.org', port: 80 }],
      ['example.org.:80', { scheme: 'tcp', host: 'example.org.', port: 80 }],
      [':9000', { scheme: 'tcp', host: '127.0.0.1', port: 9000 }],
      ['9000', { scheme: 'tcp', host: '127.0.0.1', port: 9000 }],
      ['  9000/ ', { scheme: 'tcp', host: '127.0.0.1', port: 9000 }],
      ['0', { scheme: 'tcp', host: '127.0.0.1', port: 0 }],
      [':daytime', { scheme: 'tcp', host: '127.0.0.1', port: 13 }],
      ['daytime', { scheme: 'tcp', host: '127.0.0.1', port: 13 }],
      ['udp://:9000', { scheme: 'udp', host: '127.0.0.1', port: 9000 }],
      ['udp://9000', { scheme: 'udp', host: '127.0.0.1', port: 9000 }],
      ['udp://echo', { scheme: 'udp', host: '127.0.0.1', port: 7 }],
      ['unix:/run/x.sock', { scheme: 'unix', path: '/run/x.sock' }],
      ['unix:///run/x.sock', { scheme: 'unix', path: '/run/x.sock' }],
      ['UNIX:/tmp/with blank', { scheme: 'unix', path: '/tmp/with blank' }],
      ['unix:////run/x.sock', { scheme: 'unix', path: '/run/x.sock' }],
    ];
    for (const [text, endpoint] of READ) {
      it(`reads "${text}"`, () => {
        assert.deepEqual(parseEndpoint(text, 'linux'), endpoint);
      });
    }

    const long = 'x'.repeat(64);
    const MALFORMED: readonly (readonly [text: string, sentence: RegExp])[] = [
      ['', /^Enter an address, such as/],
      ['   ', /^Enter an address, such as/],
      [
        'http://localhost:80',
        /"http:\/\/" is not known here: use one of tcp:\/\/, udp:\/\/, tls:\/\/, unix:, pipe:, local:\./,
      ],
      ['tcp:/127.0.0.1:9000', /Two slashes belong after "tcp:"/],
      ['tcp:', /Two slashes belong after "tcp:"/],
      ['udp:9000', /Two slashes belong after "udp:"/],
      ['/run/x.sock', /A path needs "unix:" before it: unix:\/run\/x\.sock/],
      ['unix:', /A path is missing/],
      ['unix://', /A path is missing/],
      ['unix:x.sock', /must be absolute: write unix:\/…, not unix:x\.sock/],
      ['unix://x.sock', /must be absolute/],
      ['unix:/a\0b', /cannot contain a NUL character/],
      ['unix:@a\0b', /cannot contain a NUL character/],
      ['unix:@', /A name is missing behind "@": write unix:@name/],
      [`unix:@${'x'.repeat(108)}`, /This abstract name has 108 bytes; at most 107 are allowed/],
      [`unix:/${'x'.repeat(107)}`, /This path has 108 bytes; a Unix socket allows 107 here/],
      ['tcp://', /A host and a port are missing: write tcp:\/\/127\.0\.0\.1:9000/],
      ['udp:///', /A host and a port are missing: write udp:\/\//],
      ['127.0.0.1 9000', /cannot contain blanks/],
      ['tcp://me@localhost:9000', /A user name \("…@"\) is not part/],
      ['localhost:9000/index.html', /A path \("\/index\.html"\) is not part/],
      ['::1]:9000', /The opening bracket .* is missing/],
      ['[::1:9000', /The closing bracket .* is missing/],
      ['[]:9000', /The host between the brackets is empty/],
      ['[127.0.0.1]:9000', /Brackets are for IPv6 addresses: write 127\.0\.0\.1:9000/],
      ['[localhost]:9000', /"localhost" is not an IPv6 address/],
      ['[::12345]:9000', /"::12345" is not an IPv6 address/],
      ['[fe80::1%]:9000', /The zone after "%" is empty/],
      ['[fe80::1%abcdefghijklmnop]:9000', /The zone "abcdefghijklmnop" is too long/],
      ['fe80::1%eth0:9000', /An IPv6 address needs brackets: write \[fe80::1%eth0\]:9000\./],
      ['udp://[::1]', /A port is missing: write udp:\/\/\[::1\]:9000/],
      ['[::1]:', /A port is missing: write tcp:\/\/\[::1\]:9000/],
      ['[::1]9000', /Only ":port" can stand after the bracket, not "9000"/],
      ['[::1]:80:81', /The port is given twice \(:80 and :81\)/],
      ['localhost:80:81', /The port is given twice \(:80 and :81\)/],
      ['127.0.0.1:http:81', /The port is given twice \(:http and :81\)/],
      ['a:b:c:d', /There are too many colons in "a:b:c:d"/],
      ['::1', /An IPv6 address needs brackets and a port: write \[::1\]:9000/],
      ['fe80::1%eth0', /An IPv6 address needs brackets and a port: write \[fe80::1%eth0\]:9000/],
      ['::1:9000', /write \[::1\]:9000 if 9000 is the port, or \[::1:9000\]:9000 if it belongs to the address/],
      ['1:2:3:4:5:6:7:8:9000', /An IPv6 address needs brackets: write \[1:2:3:4:5:6:7:8\]:9000/],
      ['::1:http', /An IPv6 address needs brackets: write \[::1\]:http/],
      ['localhost', /A port is missing: write tcp:\/\/localhost:9000/],
      ['udp://localhost', /A port is missing: write udp:\/\/localhost:9000/],
      ['127.0.0.1', /A port is missing: write tcp:\/\/127\.0\.0\.1:9000/],
      ['localhost:', /A port is missing after the colon/],
      ['localhost:65536', /Port 65536 is out of range: 0 to 65535/],
      ['70000', /Port 70000 is out of range/],
      ['localhost:-1', /Port -1 is out of range/],
      ['localhost:9e3', /"9e3" is neither a port \(0 to 65535\) nor a tcp service known here/],
      ['udp://localhost:ssh', /"ssh" is neither a port .* nor a udp service/],
      ['256.0.0.1:80', /"256\.0\.0\.1" is not an IPv4 address/],
      ['127.0.0.01:80', /"127\.0\.0\.01" is not an IPv4 address: .* without leading zeros/],
      ['127.0.1:80', /"127\.0\.1" is not an IPv4 address/],
      ['localhost%lo:80', /A zone \("%…"\) belongs to a bracketed IPv6 address/],
      ['a..b:80', /A part of the host name "a\.\.b" is empty/],
      [`${long}.org:80`, /is too long for a part of a host name: at most 63/],
      [`${'abcdefg.'.repeat(40)}org:80`, /This host name has 323 characters; at most 253/],
      ['-a.org:80', /"-a" cannot be a part of a host name/],
      ['müller.de:80', /"müller" cannot be a part of a host name: .*"xn--"/],
    ];
    for (const [text, expected] of MALFORMED) {
      it(`refuses "${text.length > 40 ? `${text.slice(0, 40)}…` : text.replace('\0', '\\0')}"`, () => {
        assert.match(sentence(text), expected);
      });
    }

    it('measures a Unix path in bytes, with the limit of the platform', () => {
      assert.deepEqual(parseEndpoint(`unix:/${'x'.repeat(106)}`, 'linux'), {
        scheme: 'unix',
        path: `/${'x'.repeat(106)}`,
      });
      assert.deepEqual(parseEndpoint(`unix:@${'é'.repeat(53)}x`, 'linux'), {
        scheme: 'unix',
        path: `@${'é'.repeat(53)}x`,
      });
      for (const platform of ['darwin', 'freebsd']) {
        assert.match(sentence('unix:@name', platform), /such as unix:@name exist on Linux alone: use a path, such as/);
      }
      assert.match(sentence(`unix:/${'é'.repeat(54)}`, 'linux'), /has 109 bytes; a Unix socket allows 107/);
      assert.match(sentence(`unix:/${'x'.repeat(103)}`, 'darwin'), /has 104 bytes; a Unix socket allows 103/);
      assert.doesNotThrow(() => parseEndpoint(`unix:/${'x'.repeat(102)}`, 'darwin'));
    });

    it('reads every well-known port by its name', () => {
      for (const { name, port, transports } of WELL_KNOWN_PORTS) {
        for (const transport of transports) {
          assert.deepEqual(parseEndpoint(`${transport}://[::1]:${name}`), { scheme: transport, host: '::1', port });
          assert.equal(nameOfPort(port, transport), name);
        }
      }
    });

    it('either reads a text or says what is wrong with it, and never anything else', () => {
      const piece = fc.constantFrom(
        'tcp',
        'udp',
        'unix',
        ':',
        '://',
        '/',
        '[',
        ']',
        '::1',
        '127.0.0.1',
        '%',
        '.',
        '80',
        '@',
        'é',
        '\0',
        ' ',
        'http',
      );
      const text = fc.oneof(
        fc.string(),
        fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
      );
      fc.assert(
        fc.property(text, (input) => {
          try {
            const endpoint = parseEndpoint(input, 'linux');
            assert.deepEqual(parseEndpoint(formatEndpoint(endpoint), 'linux'), endpoint);
          } catch (error) {
            assert.ok(error instanceof SockscopeError);
            assert.equal(error.code, 'BAD_ENDPOINT');
            assert.doesNotMatch(error.message, /\{\d\}|undefined/);
          }
        }),
      );
    });
  });

  it('formats what it reads back as the same endpoint', () => {
    fc.assert(
      fc.property(fc.oneof(hostEndpoint, pathEndpoint), (endpoint) => {
        assert.deepEqual(parseEndpoint(formatEndpoint(endpoint), 'linux'), endpoint);
      }),
    );
  });

  it('formats the ends of live sockets', () => {
    assert.equal(formatHostPort('::1', 80), '[::1]:80');
    assert.equal(formatSocketAddress('udp', { family: 'ip', address: '127.0.0.1', port: 1 }), 'udp://127.0.0.1:1');
    assert.equal(formatSocketAddress('tcp', { family: 'unix', path: '/x' }), 'unix:/x');
    assert.equal(formatSocketAddress('tcp', { family: 'unix', path: '' }), 'unix:');
  });

  describe('parsePeer', () => {
    it('reads a destination with or without its scheme', () => {
      for (const text of ['127.0.0.1:9000', 'udp://127.0.0.1:9000', ' :9000', '9000']) {
        assert.deepEqual(parsePeer(text), { family: 'ip', address: '127.0.0.1', port: 9000 });
      }
      assert.deepEqual(parsePeer('[fe80::1%lo]:1'), { family: 'ip', address: 'fe80::1%lo', port: 1 });
    });

    const REFUSED: readonly (readonly [text: string, code: string, sentence: RegExp])[] = [
      ['tcp://127.0.0.1:9000', 'BAD_ENDPOINT', /A datagram goes to a UDP address, .* not to tcp:\/\/127\.0\.0\.1:9000/],
      ['unix:/tmp/x', 'BAD_ENDPOINT', /A datagram goes to a UDP address, .* not to unix:\/tmp\/x/],
      ['localhost:9000', 'BAD_ENDPOINT', /needs a numeric address, not the name "localhost"/],
      ['127.0.0.1:0', 'BAD_ENDPOINT', /Nothing can be sent to port 0/],
      ['[fe80::1]:9000', 'ZONE_MISSING', /exists once on every interface/],
    ];
    for (const [text, code, expected] of REFUSED) {
      it(`refuses "${text}"`, () => {
        assert.throws(
          () => parsePeer(text, 'linux'),
          (error) => error instanceof SockscopeError && error.code === code && expected.test(error.message),
        );
      });
    }
  });

  it('knows what is reachable from this machine only, and that a name does not say', () => {
    const REACH = {
      local: ['127.0.0.1:1', '127.255.0.3:1', '[::1]:1', '[::1%lo]:1', 'unix:/x', '[::ffff:127.0.0.1]:1'],
      exposed: ['0.0.0.0:1', '[::]:1', '[::ffff:0.0.0.0]:1', '192.0.2.1:1', '[fe80::1%lo]:1', '[::127.0.0.1]:1'],
      name: ['localhost:1', 'example.localhost:1', '0x7f.1:1'],
    };
    for (const [reach, texts] of Object.entries(REACH)) {
      for (const text of texts) assert.equal(reachOf(parseEndpoint(text, 'linux')), reach, text);
    }
  });

  it('knows the addresses that mean all of them', () => {
    assert.equal(isEveryAddress('0.0.0.0'), true);
    assert.equal(isEveryAddress('::'), true);
    assert.equal(isEveryAddress('127.0.0.1'), false);
    assert.equal(isEveryAddress('localhost'), false);
  });

  it('wants a zone with an IPv6 link-local address only', () => {
    assert.throws(
      () => {
        requireZone(parseEndpoint('[fe80::1]:9000'));
      },
      {
        code: 'ZONE_MISSING',
        message:
          'The link-local address fe80::1 exists once on every interface: name the interface, as in [fe80::1%eth0]:9000.',
      },
    );
    for (const text of ['[fe80::1%eth0]:1', '[::1]:1', '169.254.1.1:1', 'localhost:1', 'unix:/x']) {
      assert.doesNotThrow(() => {
        requireZone(parseEndpoint(text, 'linux'));
      }, text);
    }
  });
});
