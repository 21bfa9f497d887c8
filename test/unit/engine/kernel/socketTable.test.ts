import assert from 'node:assert/strict';
import { LineFinder, parseSocketLine, type PortQuery } from '../../../../src/engine/kernel/socketTable';

const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     
   0: 0100007F:1F90 00000000:0000 0A 00000003:00000001 00:00000000 00000000  1000        0 12345 1 0000000000000000 100 0 0 10 0                      
   1: 0100007F:1F90 0200007F:D431 01 0000000A:000000FF 01:00000014 00000002     0        0 23456 2 0000000000000000 20 4 30 10 -1                    
   2: 0100007F:0016 0200007F:D432 06 00000000:00000000 03:0000176F 00000000     0        0 0 3 0000000000000000                                      
`;
const TCP6 =
  '   0: 0000000000000000FFFF00000100007F:1F91 000080FE000000000000000001020304:0050 08 00000000:00000000 00:00000000 00000000 33 0 7 1 0 20 4 30 10 -1';
const UDP =
  ' 5316: 00000000:14E9 00000000:0000 07 00000000:00000A00 00:00000000 00000000   101        0 21234 2 0000000000000000 4711';

function linesOf(table: string, query: PortQuery): readonly string[] | undefined {
  const finder = new LineFinder([query], 100);
  finder.add(table);
  finder.end();
  return finder.linesOf(query);
}

describe('engine/kernel/socketTable', () => {
  it('finds the lines that are asked for, in their order, and neither the heading nor what is no line', () => {
    assert.deepEqual(
      linesOf(`${TCP}nonsense\n: x\n`, { local: 8080 })?.map((line) => line.trim().slice(0, 2)),
      ['0:', '1:'],
    );
    assert.match(linesOf(TCP, { local: 22 })?.[0] ?? '', /^ +2: /);
    assert.deepEqual(linesOf(TCP, { local: 23 }), []);
    assert.deepEqual(linesOf('', { local: 80 }), []);
    assert.equal(linesOf('heading\n  0: 0100007F:0050', { local: 80 })?.length, 1);
  });

  it('finds those with one peer alone', () => {
    assert.deepEqual(
      linesOf(TCP, { local: 8080, remote: 0xd431 })?.map((line) => line.trim().slice(0, 2)),
      ['1:'],
    );
    assert.deepEqual(linesOf(TCP, { local: 8080, remote: 0xd432 }), []);
    assert.equal(linesOf(TCP6, { local: 8081, remote: 80 })?.length, 1);
  });

  it('finds the same wherever the table is cut', () => {
    for (let at = 0; at < TCP.length; at++) {
      const finder = new LineFinder([{ local: 8080 }], 2);
      finder.add(TCP.slice(0, at));
      finder.add(TCP.slice(at));
      finder.end();
      assert.deepEqual(finder.linesOf({ local: 8080 }), linesOf(TCP, { local: 8080 }));
    }
  });

  it('has no answer when there are more lines than it may keep, and still one to the other questions', () => {
    const finder = new LineFinder([{ local: 8080 }, { local: 8080, remote: 0xd431 }], 1);
    finder.add(TCP);
    finder.end();
    assert.equal(finder.linesOf({ local: 8080 }), undefined);
    assert.equal(finder.linesOf({ local: 8080, remote: 0xd431 })?.length, 1);
  });

  it('reads a connection', () => {
    const [listening, connection] = linesOf(TCP, { local: 8080 }) ?? [];
    assert.deepEqual(parseSocketLine(connection ?? '', 'tcp', 'LE'), {
      transport: 'tcp',
      local: { family: 'ip', address: '127.0.0.1', port: 8080 },
      remote: { family: 'ip', address: '127.0.0.2', port: 0xd431 },
      state: 'ESTABLISHED',
      sendQueue: 10,
      receiveQueue: 255,
      timer: 'retransmit',
      timerIn: 200,
      retransmits: 2,
      uid: 0,
      inode: 23_456,
    });
    const listener = parseSocketLine(listening ?? '', 'tcp', 'LE');
    assert.deepEqual(
      [listener?.state, listener?.sendQueue, listener?.receiveQueue, listener?.timer, listener?.uid],
      ['LISTEN', 3, 1, 'none', 1000],
    );
  });

  it('reads what nobody has any more', () => {
    const [line] = linesOf(TCP, { local: 22 }) ?? [];
    const socket = parseSocketLine(line ?? '', 'tcp', 'LE');
    assert.deepEqual([socket?.state, socket?.inode, socket?.timer, socket?.timerIn], ['TIME_WAIT', 0, 'timeWait', 59_990]); // prettier-ignore
  });

  it('reads IPv6 addresses, four bytes at a time in the machine’s order', () => {
    const socket = parseSocketLine(TCP6, 'tcp', 'LE');
    assert.equal(socket?.local.address, '::ffff:127.0.0.1');
    assert.equal(socket.remote.address, 'fe80::403:201');
    assert.equal(socket.state, 'CLOSE_WAIT');
    const big = '0: 7F000001:0050 00000000:0000 0A 0:0 0:0 0 0 0 1';
    assert.equal(parseSocketLine(big, 'tcp', 'BE')?.local.address, '127.0.0.1');
  });

  it('reads what was dropped by a UDP socket', () => {
    const socket = parseSocketLine(UDP, 'udp', 'LE');
    assert.deepEqual([socket?.local.port, socket?.state, socket?.receiveQueue], [5353, 'CLOSE', 2560]);
    assert.equal(socket?.drops, 4711);
  });

  it('takes nothing else for a socket', () => {
    const broken = [
      '',
      'x',
      TCP.split('\n')[0] ?? '',
      UDP.replace('00000000:14E9', '0000000:14E9'),
      UDP.replace('00000000:0000', '00000000'),
      UDP.replace(' 07 ', ' 00 '),
      UDP.replace(' 07 ', ' FF '),
      UDP.replace('00000000:00000A00', 'q:0'),
      UDP.replace('00000000:00000A00', '0'),
      UDP.replace(' 00:00000000', ' 00'),
      UDP.replace(' 101 ', ' abc '),
      UDP.replace('21234', '-'),
      // A kernel before 2.6.27 does not tell.
      UDP.replace(' 4711', ''),
    ];
    for (const line of broken) assert.equal(parseSocketLine(line, 'udp', 'LE'), undefined, line);
    assert.equal(parseSocketLine(UDP.replace(' 00:00000000', ' 09:00000000'), 'udp', 'LE')?.timer, 'none');
  });
});
