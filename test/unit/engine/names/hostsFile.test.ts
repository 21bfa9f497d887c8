import assert from 'node:assert/strict';
import { hostsPath, linesNamed, namesAt, parseHosts } from '../../../../src/engine/names/hostsFile';

const HOSTS = `# a comment
127.0.0.1\tlocalhost
::1     localhost ip6-localhost # loopback
192.0.2.7  Real.test real   www
999.1.1.1 nonsense
192.0.2.8
#192.0.2.9 off.test
0:0:0:0:0:0:0:1 six
fe80::1%lo0 zoned\r
`;
const lines = parseHosts(HOSTS);

describe('engine/names/hostsFile', () => {
  it('reads hosts(5), and leaves out what the system would not understand', () => {
    assert.deepEqual(
      lines.map(({ address, names }) => [address, ...names].join(' ')),
      [
        '127.0.0.1 localhost',
        '::1 localhost ip6-localhost',
        '192.0.2.7 Real.test real www',
        '0:0:0:0:0:0:0:1 six',
        'fe80::1%lo0 zoned',
      ],
    );
  });

  it('finds names in any case, and with the dot of the root', () => {
    assert.deepEqual(
      linesNamed(lines, 'LOCALHOST').map(({ address }) => address),
      ['127.0.0.1', '::1'],
    );
    assert.deepEqual(
      linesNamed(lines, 'real.TEST.').map(({ names }) => names[0]),
      ['Real.test'],
    );
    assert.deepEqual(linesNamed(lines, 'eal.test'), []);
    assert.deepEqual(linesNamed(lines, 'off.test'), []);
  });

  it('finds the names of an address, however it is written', () => {
    assert.deepEqual(namesAt(lines, '::1'), ['localhost', 'ip6-localhost', 'six']);
    assert.deepEqual(namesAt(lines, '192.0.2.7'), ['Real.test', 'real', 'www']);
    assert.deepEqual(namesAt(lines, '192.0.2.9'), []);
  });

  it('lies elsewhere on Windows', () => {
    assert.equal(hostsPath('linux'), '/etc/hosts');
    assert.match(hostsPath('win32'), /\\System32\\drivers\\etc\\hosts$/i);
  });
});
