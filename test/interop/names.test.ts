import assert from 'node:assert/strict';
import { SockscopeError } from '../../src/base/error';
import { PortNames } from '../../src/engine/kernel/portFacts';
import { parseAskedName } from '../../src/engine/names/askedName';
import { lookUpName, type LookedUp } from '../../src/engine/names/lookUp';
import { dnsQuestions } from '../../src/engine/names/nameSources';
import { killTools } from '../support/process';
import { startDnsmasq } from './cli/servers';

const KNOWS = [
  '--host-record=real.test,192.0.2.7,2001:db8::7',
  '--cname=www.test,alias.test',
  '--cname=alias.test,real.test',
  '--cname=dangling.test,nothing.test',
  '--local=/test/',
  '--ptr-record=8.2.0.192.in-addr.arpa,one.test',
];

describe('names, as dnsmasq has them', () => {
  let find: (name: string) => Promise<LookedUp>;
  before(async function () {
    const port = await startDnsmasq(this, KNOWS);
    const servers = [`127.0.0.1:${port}`];
    const sources = {
      // As the system would give them, if it asked this server.
      addresses: async (name: string) => {
        const dns = dnsQuestions(servers);
        try {
          return (await dns.addresses(name)).map((address) => ({ address }));
        } catch (error) {
          throw Object.assign(new Error('no address', { cause: error }), { code: 'ENOTFOUND' });
        }
      },
      hosts: () => Promise.resolve(''),
      dns: () => dnsQuestions(servers),
    };
    find = (name) => lookUpName(parseAskedName(name), { sources, ports: new PortNames() });
  });
  after(killTools);

  it('has a chain of CNAMEs, both addresses and their names', async () => {
    const { canonical, aliases, addresses, unanswered } = await find('www.test');
    assert.deepEqual([canonical, aliases, unanswered], ['real.test', ['www.test', 'alias.test'], []]);
    assert.deepEqual(
      addresses.map(({ address, source, names }) => [address, source, ...names.map(({ name }) => name)]),
      [
        ['192.0.2.7', 'dns', 'real.test'],
        ['2001:db8::7', 'dns', 'real.test'],
      ],
    );
  });

  it('has the name of an address, and says what is missing', async () => {
    assert.equal((await find('192.0.2.8')).canonical, 'one.test');
    await assert.rejects(
      find('dangling.test'),
      (error) =>
        error instanceof SockscopeError && error.code === 'NO_ADDRESS' && error.message.includes('nothing.test'),
    );
    await assert.rejects(find('no.test'), (error) => error instanceof SockscopeError && error.code === 'ENOTFOUND');
  });
});
