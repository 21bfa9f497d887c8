import assert from 'node:assert/strict';
import { lookup } from '../../../../src/cli/commands/lookUpCommand';
import type { NameSources } from '../../../../src/engine/names/nameSources';
import { FakeTerminal, sockscope } from '../fakeTerminal';

const none = (code: string) => (): Promise<never> => Promise.reject(Object.assign(new Error(code), { code }));

const NAMES: NameSources = {
  addresses: () => Promise.resolve([{ address: '2001:db8::7' }, { address: '8.8.8.8' }]),
  hosts: none('ENOENT'),
  dns: () => ({
    alias: (name) => (name === 'www.test' ? Promise.resolve('real\u001b[31m.test') : none('ENODATA')()),
    addresses: () => Promise.resolve(['8.8.8.8']),
    names: (name) => (name.endsWith('in-addr.arpa') ? Promise.resolve(['dns.test', 'two.test']) : none('ETIMEOUT')()),
    cancel: () => undefined,
  }),
};

describe('cli/lookUpCommand', () => {
  it('prints addresses in their order, whence they are, what is special about them, and their names', async () => {
    const terminal = new FakeTerminal();
    assert.equal(await lookup(['www.test'], terminal, NAMES), 0);
    await terminal.finish();
    assert.deepEqual(terminal.output.split('\n'), [
      'www.test',
      'canonical name: real␛[31m.test',
      'alias: www.test',
      '  2001:db8::7  IPv6  system  documentation (RFC 3849)',
      '  8.8.8.8      IPv4  DNS                               dns.test, two.test',
      '',
    ]);
    assert.match(terminal.complaints, /DNS did not say all names/);
  });

  it('prints services, and says what is wrong with what was typed', async () => {
    const { code, output } = await sockscope(['lookup', 'syslog']);
    assert.equal(code, 0);
    assert.match(output, /^syslog\n(?: {2}\d+\/\w+.*\n)* {2}514\/udp +syslog +well-known\n/);
    for (const [args, said] of [
      [['lookup'], /takes a name/],
      [['lookup', 'a', 'b'], /takes a name/],
      [['lookup', 'a b'], /no blanks/],
      [['lookup', 'a..b'], /empty/],
      [['lookup', 'a.test', '--timeout', 'soon'], /needs a time/],
    ] as const) {
      const { code: wrong, complaints } = await sockscope([...args]);
      assert.equal(wrong, 2, complaints);
      assert.match(complaints, said);
    }
    const failed = await sockscope(['lookup', 'no.such.invalid', '--timeout', '10s']);
    assert.equal(failed.code, 1);
    assert.match(failed.complaints, /no\.such\.invalid/);
  });
});
