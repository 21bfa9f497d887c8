import assert from 'node:assert/strict';
import { findServices } from '../../../../src/engine/names/serviceNames';

const OWN = [
  { name: 'http', port: 80, transport: 'tcp', aliases: ['www'] },
  { name: 'mine', port: 9000, transport: 'udp', aliases: ['Ours'] },
];
const told = (query: Parameters<typeof findServices>[1]): string[] =>
  findServices(OWN, query).map(({ name, port, transport, source }) => `${name} ${port}/${transport} ${source}`);

describe('engine/names/serviceNames', () => {
  it('finds services by name, alias or port, this machine’s before those of the registry', () => {
    assert.deepEqual(told({ name: 'WWW' }), ['http 80/tcp services']);
    assert.deepEqual(told({ name: 'ours' }), ['mine 9000/udp services']);
    assert.deepEqual(told({ port: 80 }), ['http 80/tcp services', 'http 80/udp registry']);
    assert.deepEqual(told({ name: 'https' }), ['https 443/tcp registry', 'https 443/udp registry']);
    assert.deepEqual(told({ port: 514 }), ['shell 514/tcp registry', 'syslog 514/udp registry']);
    assert.deepEqual(told({ name: 'nobody', port: undefined }), []);
    assert.deepEqual(told({}), []);
  });

  it('says of what class the port is, and lists no more than twenty', () => {
    assert.deepEqual(
      findServices(OWN, { port: 9000 }).map((row) => row.class),
      ['registered'],
    );
    const many = Array.from({ length: 50 }, (_, at) => ({ name: `n${at}`, port: 7, transport: 'tcp', aliases: [] }));
    assert.equal(findServices(many, { port: 7 }).length, 20);
  });
});
