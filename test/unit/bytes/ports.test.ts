import assert from 'node:assert/strict';
import { nameOfPort, portByName, WELL_KNOWN_PORTS } from '../../../src/bytes/ports';

describe('bytes/ports', () => {
  it('is sorted, has valid ports, and names nothing twice', () => {
    const names = new Set<string>();
    const ports = new Set<string>();
    let before = 0;
    for (const { port, name, transports } of WELL_KNOWN_PORTS) {
      assert.ok(port >= before && port <= 65535, name);
      before = port;
      assert.match(name, /^(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/);
      assert.ok(!names.has(name), name);
      names.add(name);
      assert.ok(transports.length > 0, name);
      for (const transport of transports) {
        const key = `${port}/${transport}`;
        assert.ok(!ports.has(key), key);
        ports.add(key);
      }
    }
  });

  it('finds every row by name and by port', () => {
    for (const { port, name, transports } of WELL_KNOWN_PORTS) {
      for (const transport of transports) {
        assert.equal(portByName(name, transport), port);
        assert.equal(nameOfPort(port, transport), name);
      }
    }
  });

  it('takes names in any case, and aliases', () => {
    assert.equal(portByName('HTTP', 'tcp'), 80);
    assert.equal(portByName('dns', 'udp'), 53);
    assert.equal(portByName('Postgres', 'tcp'), 5432);
    assert.equal(portByName('rdp', 'tcp'), 3389);
    assert.equal(portByName('vnc', 'tcp'), 5900);
    assert.equal(portByName('mssql', 'tcp'), 1433);
  });

  it('keeps the transports apart', () => {
    assert.equal(portByName('ssh', 'udp'), undefined);
    assert.equal(nameOfPort(514, 'tcp'), 'shell');
    assert.equal(nameOfPort(514, 'udp'), 'syslog');
  });

  it('does not know what is not in the table', () => {
    for (const name of ['', 'nonsense', 'constructor', '80']) assert.equal(portByName(name, 'tcp'), undefined);
    assert.equal(nameOfPort(0, 'tcp'), undefined);
  });
});
