import assert from 'node:assert/strict';
import { classOfPort, parseServices, PortNames } from '../../../../src/engine/kernel/portFacts';

const SERVICES = `# comment
tcpmux\t\t1/tcp\t\t\t\t# TCP port service multiplexer
http\t\t80/tcp\t\twww\twww-http\t# WorldWideWeb HTTP
own-name 9000/udp mine
broken 9000
`;
const names = (platform: string): PortNames =>
  new PortNames({
    platform,
    read: (path) => Promise.resolve(path.endsWith('services') ? SERVICES : '32768\t60999\n'),
  });

describe('engine/kernel/portFacts', () => {
  it('tells the classes of RFC 6335 apart', () => {
    assert.deepEqual([0, 1023, 1024, 49_151, 49_152, 65_535].map(classOfPort), [
      'well-known',
      'well-known',
      'registered',
      'registered',
      'ephemeral',
      'ephemeral',
    ]);
  });

  it('reads services(5)', () => {
    assert.deepEqual(parseServices(SERVICES), [
      { name: 'tcpmux', port: 1, transport: 'tcp', aliases: [] },
      { name: 'http', port: 80, transport: 'tcp', aliases: ['www', 'www-http'] },
      { name: 'own-name', port: 9000, transport: 'udp', aliases: ['mine'] },
    ]);
  });

  it('names a port by the machine’s file, or else by the registry, and knows the machine’s range', async () => {
    const linux = names('linux');
    const range = { first: 32_768, last: 60_999 };
    assert.deepEqual(await linux.facts(9000, 'udp'), {
      class: 'registered',
      localRange: range,
      isOfLocalRange: false,
      name: 'own-name',
      aliases: ['mine'],
    });
    assert.deepEqual(await linux.facts(9000, 'tcp'), {
      class: 'registered',
      localRange: range,
      isOfLocalRange: false,
      aliases: [],
    });
    assert.equal((await linux.facts(60_999, 'tcp')).isOfLocalRange, true);
    assert.equal((await linux.facts(443, 'tcp')).name, 'https');
  });

  it('says nothing of the range where the system does not tell it', async () => {
    assert.deepEqual(await names('darwin').facts(22, 'tcp'), { class: 'well-known', name: 'ssh', aliases: [] });
    const none = new PortNames({ platform: 'linux', read: () => Promise.reject(new Error('ENOENT')) });
    assert.deepEqual(await none.facts(22, 'tcp'), { class: 'well-known', name: 'ssh', aliases: [] });
  });
});
