import assert from 'node:assert/strict';
import { SockscopeError } from '../../../../src/base/error';
import { PortNames } from '../../../../src/engine/kernel/portFacts';
import { parseAskedName } from '../../../../src/engine/names/askedName';
import { lookUpName, type LookedUp } from '../../../../src/engine/names/lookUp';
import type { DnsQuestions, NameSources } from '../../../../src/engine/names/nameSources';

const none = (code: string): Promise<never> => Promise.reject(Object.assign(new Error(code), { code }));
const never = (): Promise<never> => new Promise(() => undefined);

/** What is asked of name servers, in the order in which it is. */
interface World extends NameSources {
  readonly asked: string[];
  isCancelled: boolean;
}

interface Zone {
  readonly hosts?: string;
  readonly addresses?: NameSources['addresses'];
  readonly alias?: DnsQuestions['alias'];
  readonly dns?: DnsQuestions['addresses'];
  readonly names?: DnsQuestions['names'];
}

function world({ hosts, addresses, alias, dns, names }: Zone): World {
  const asked: string[] = [];
  const self: World = {
    asked,
    isCancelled: false,
    addresses: (name) => addresses?.(name) ?? none('ENOTFOUND'),
    hosts: () => (hosts === undefined ? none('ENOENT') : Promise.resolve(hosts)),
    dns: () => ({
      alias: (name) => {
        asked.push(`CNAME ${name}`);
        return alias?.(name) ?? none('ENODATA');
      },
      addresses: (name) => {
        asked.push(`A ${name}`);
        return dns?.(name) ?? none('ENOTFOUND');
      },
      names: (name) => {
        asked.push(`PTR ${name}`);
        return names?.(name) ?? none('ENOTFOUND');
      },
      cancel: () => {
        self.isCancelled = true;
      },
    }),
  };
  return self;
}

const ports = new PortNames({ platform: 'linux', read: () => Promise.resolve('echo 7/tcp\nmine 4711/tcp alias\n') });

function find(name: string, sources: NameSources, more: { signal?: AbortSignal; timeout?: number } = {}) {
  return lookUpName(parseAskedName(name), { sources, ports, ...more });
}

const failure =
  (code: string, message = /./) =>
  (error: unknown) =>
    error instanceof SockscopeError && error.code === code && message.test(error.message);

const told = ({ addresses }: LookedUp): string[] =>
  addresses.map(
    ({ address, source, kind, names }) =>
      `${address} ${source ?? '-'} ${kind?.id ?? 'any'} ${names.map(({ name, source: from }) => `${name}/${from}`).join(',')}`,
  );

describe('engine/names/lookUp', () => {
  const chain = world({
    addresses: () => Promise.resolve([{ address: '2001:db8::7' }, { address: '192.0.2.7' }, { address: '192.0.2.7' }]),
    alias: (name) =>
      ({ 'www.test': Promise.resolve('alias.test'), 'alias.test': Promise.resolve('real.test') })[name] ??
      none('ENODATA'),
    dns: () => Promise.resolve(['192.0.2.7']),
    names: (name) => (name.startsWith('7.2') ? Promise.resolve(['real.test']) : none('ENOTFOUND')),
  });

  it('follows a chain of aliases to the canonical name, and keeps the order of getaddrinfo', async () => {
    const found = await find('www.test', chain);
    assert.deepEqual([found.canonical, found.aliases], ['real.test', ['www.test', 'alias.test']]);
    assert.deepEqual(told(found), ['2001:db8::7 system documentation ', '192.0.2.7 dns documentation real.test/dns']);
    assert.deepEqual([found.more, found.unanswered, chain.isCancelled], [0, [], true]);
    assert.deepEqual(JSON.parse(JSON.stringify(found)), found);
  });

  it('takes what the hosts file has, and asks no name server for such a name', async () => {
    const hosts = '192.0.2.9 box.test box\n127.0.0.1 localhost\n';
    const sources = world({ hosts, addresses: () => Promise.resolve([{ address: '192.0.2.9' }]) });
    const found = await find('BOX', sources);
    assert.deepEqual([found.canonical, found.aliases], ['box.test', ['box']]);
    assert.deepEqual(told(found), ['192.0.2.9 hosts documentation box.test/hosts,box/hosts']);
    assert.deepEqual(sources.asked, ['PTR 9.2.0.192.in-addr.arpa']);
  });

  it('asks no name server for this machine’s own name and addresses', async () => {
    const sources = world({ addresses: () => Promise.resolve([{ address: '::1' }, { address: '127.0.0.1' }]) });
    assert.deepEqual(told(await find('localhost', sources)), ['::1 system loopback ', '127.0.0.1 system loopback ']);
    for (const address of ['127.0.0.1', '::', 'fe80::1%eth0', 'ff02::1', '224.0.0.1']) await find(address, sources);
    assert.deepEqual(sources.asked, []);
  });

  it('knows the names of an address', async () => {
    const found = await find('192.0.2.7', chain);
    assert.deepEqual([found.canonical, found.aliases], ['real.test', []]);
    assert.deepEqual(told(found), ['192.0.2.7 - documentation real.test/dns']);
    const nameless = await find('2001:db8::1', chain);
    assert.deepEqual([nameless.canonical, nameless.aliases], ['2001:db8::1', []]);
  });

  it('tells ports and services without asking anybody', async () => {
    const sources = world({});
    assert.deepEqual((await find('4711', sources)).services.map(({ name }) => name), ['mine']); // prettier-ignore
    assert.deepEqual(sources.asked, []);
    assert.deepEqual((await find('alias', sources)).services.map(({ port }) => port), [4711]); // prettier-ignore
    await assert.rejects(find('4712', sources), failure('UNKNOWN_SERVICE_NAME', /4712/));
  });

  it('says why a name has no address', async () => {
    await assert.rejects(find('no.test', world({})), failure('ENOTFOUND', /Nobody knows the name no\.test/));
    await assert.rejects(
      find('down.test', world({ addresses: () => none('EAI_AGAIN') })),
      failure('EAI_AGAIN', /no name server answered/),
    );
    const dangling = world({
      alias: (name) => (name === 'a.test' ? Promise.resolve('gone.test') : none('ENOTFOUND')),
    });
    await assert.rejects(
      find('a.test', dangling),
      failure('NO_ADDRESS', /an alias of gone\.test, which has no address/),
    );
    const other = world({ dns: () => Promise.resolve(['192.0.2.1']) });
    await assert.rejects(find('b.test', other), failure('NO_ADDRESS', /such as 192\.0\.2\.1/));
    await assert.rejects(find('x.test', world({ addresses: () => none('ESTRANGE') })), failure('ESTRANGE', /x\.test/));
  });

  it('tells what it knows where name servers answer late, wrongly or never', async () => {
    const sources = world({
      addresses: () => Promise.resolve([{ address: '192.0.2.7' }]),
      alias: never,
      dns: () => none('ETIMEOUT'),
      names: () => none('EBADRESP'),
    });
    const found = await find('slow.test', sources, { timeout: 20 });
    assert.deepEqual(told(found), ['192.0.2.7 - documentation ']);
    assert.deepEqual([...found.unanswered].toSorted(), ['aliases', 'names', 'source']);
    await assert.rejects(find('x.test', world({ addresses: never }), { timeout: 20 }), failure('ETIMEDOUT'));
  });

  it('is called off', async () => {
    const cancel = new AbortController();
    const sources = world({ addresses: never, alias: never });
    const finding = find('x.test', sources, { signal: cancel.signal });
    cancel.abort();
    await assert.rejects(finding, failure('CANCELLED'));
    assert.equal(sources.isCancelled, true);
    await assert.rejects(find('alias', sources, { signal: cancel.signal }), failure('CANCELLED'));
  });

  it('follows neither circles nor endless chains nor endless names', async () => {
    const addresses = (): Promise<{ address: string }[]> => Promise.resolve([{ address: '192.0.2.7' }]);
    const circle = world({ addresses, alias: (name) => Promise.resolve(name === 'a.test' ? 'B.test' : 'A.test') });
    assert.deepEqual((await find('a.test', circle)).aliases, ['a.test']);
    let count = 0;
    const endless = world({ addresses, alias: () => Promise.resolve(`n${++count}.test`) });
    const found = await find('a.test', endless);
    assert.deepEqual([found.aliases.length, found.unanswered], [16, ['aliases']]);
    const long = 'x'.repeat(100_000);
    const wide = world({ addresses, alias: () => Promise.resolve(long), names: () => Promise.resolve([long, 'ok']) });
    const short = await find('a.test', wide);
    assert.deepEqual([short.canonical, told(short)], ['a.test', ['192.0.2.7 system documentation ok/dns']]);
    assert.deepEqual([...short.unanswered].toSorted(), ['aliases', 'names']);
  });

  it('lists some of very many addresses, says how many there are, and asks for the names of few', async () => {
    const many = Array.from({ length: 1_000 }, (_, at) => ({ address: `8.8.${at >> 8}.${at & 255}` }));
    const sources = world({ addresses: () => Promise.resolve(many), names: () => Promise.resolve(many.map(String)) });
    const found = await find('many.test', sources);
    assert.deepEqual([found.addresses.length, found.more], [200, 800]);
    assert.equal(sources.asked.filter((each) => each.startsWith('PTR')).length, 16);
    assert.equal(found.addresses[0]?.names.length, 16);
  });

  it('hands on what a hostile server says as data', async () => {
    const evil = 'a\u001b[31m\u202e$(error)\n[x](command:y)';
    const sources = world({
      addresses: () => Promise.resolve([{ address: '192.0.2.7' }]),
      alias: (name) => (name === 'a.test' ? Promise.resolve(evil) : none('ENODATA')),
      names: () => Promise.resolve([evil]),
    });
    const found = await find('a.test', sources);
    assert.deepEqual([found.canonical, found.addresses[0]?.names[0]?.name], [evil, evil]);
  });
});
