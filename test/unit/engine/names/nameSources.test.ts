import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { PortNames } from '../../../../src/engine/kernel/portFacts';
import { parseAskedName } from '../../../../src/engine/names/askedName';
import { lookUpName } from '../../../../src/engine/names/lookUp';
import { dnsQuestions, systemNames } from '../../../../src/engine/names/nameSources';

const PTR = 12;

/** A name as DNS writes it: each label with its length, and the root. */
function wireName(labels: readonly string[]): Buffer {
  return Buffer.concat([...labels.map((label) => Buffer.from([label.length, ...Buffer.from(label, 'latin1')])), Buffer.of(0)]); // prettier-ignore
}

/** The answer to a question, with so many records of the kind that was asked for. */
function answerTo(question: Buffer, records: readonly Buffer[]): Buffer {
  const head = Buffer.from(question.subarray(0, 12));
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(records.length, 6);
  head.fill(0, 8);
  const end = question.indexOf(0, 12) + 5;
  const type = question.subarray(end - 4, end - 2);
  return Buffer.concat([
    head,
    question.subarray(12, end),
    ...records.flatMap((data) => [
      Buffer.from([0xc0, 12, ...type, 0, 1, 0, 0, 0, 60]),
      Buffer.from([data.length >> 8, data.length & 255]),
      data,
    ]),
  ]);
}

describe('engine/names/nameSources', () => {
  let server: Socket;
  let records: (type: number) => readonly Buffer[];
  before(async () => {
    server = createSocket('udp4');
    server.on('message', (question, peer) => {
      const type = question.readUInt16BE(question.indexOf(0, 12) + 1);
      server.send(answerTo(question, records(type)), peer.port, peer.address);
    });
    server.bind(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => {
    server.close();
  });

  const find = (name: string) =>
    lookUpName(parseAskedName(name), {
      sources: {
        addresses: () => Promise.resolve([{ address: '192.0.2.7' }]),
        hosts: () => Promise.resolve(''),
        dns: () => dnsQuestions([`127.0.0.1:${server.address().port}`]),
      },
      ports: new PortNames(),
    });

  it('takes what a hostile server says for data, or for no answer', async () => {
    const evil = 'a\u001b[31m\u0000\n';
    records = () => [wireName([evil, 'test'])];
    const { canonical, addresses, unanswered } = await find('victim.test');
    const names = [canonical, ...addresses.flatMap((row) => row.names.map(({ name }) => name))];
    // Whatever the resolver makes of such bytes, none of them is lost on the way or taken for something else.
    for (const name of names) assert.ok(name === 'victim.test' || name.length < 100, name);
    assert.ok(unanswered.length > 0 || names.some((name) => name !== 'victim.test'));
  });

  it('takes the longest names, and a server that answers itself for ever', async () => {
    const long = [...Array.from({ length: 3 }, () => 'x'.repeat(63)), 'y'.repeat(50)];
    records = (type) => (type === PTR ? Array.from({ length: 50 }, () => wireName(long)) : [wireName(long)]);
    const found = await find('long.test');
    assert.equal(found.canonical, long.join('.'));
    // It is the alias of itself.
    assert.deepEqual(found.aliases, ['long.test']);
    assert.equal(found.addresses[0]?.names.length, 16);
  });

  it('takes nonsense for no answer', async () => {
    records = () => [Buffer.from([0xc0, 0xc0, 0xff])];
    const found = await find('bad.test');
    assert.equal(found.canonical, 'bad.test');
    assert.deepEqual([...found.unanswered].toSorted(), ['aliases', 'names', 'source']);
  });

  it('asks the system for this machine’s own names', async () => {
    const { addresses, hosts } = systemNames();
    const own = await addresses('localhost');
    assert.ok(own.some(({ address }) => address === '127.0.0.1' || address === '::1'));
    // A machine may have none.
    assert.equal(typeof (await hosts().catch(() => '')), 'string');
  });
});
