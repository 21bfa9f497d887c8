import assert from 'node:assert/strict';
import { TCP_FLAG } from '../../../src/capture/pcapng';
import { sideOf } from '../../../src/capture/side';
import { ipPacket, LINK, PcapFile, tcp, udp } from './foreign';
import { withOpened } from './recording';

interface Ports {
  readonly from: number;
  readonly to: number;
  readonly flags?: number;
}

/** Which side sent the first packet of a capture. */
async function firstSide(packet: Buffer, protocol: number): Promise<unknown> {
  let side: unknown;
  await withOpened(new PcapFile(LINK.raw).packet(ipPacket(packet, { protocol })).bytes, (capture) => {
    const { conversations } = capture;
    assert.equal(conversations.overview(0)!.initiator, conversations.at(0)!.initiator);
    side = sideOf(capture, conversations.at(0)!, conversations.at(0)!.log.direction(0));
    return Promise.resolve();
  });
  return side;
}

const ofTcp = (ports: Ports): Promise<unknown> => firstSide(tcp('x', { flags: TCP_FLAG.ack, ...ports }), 6);
const ofUdp = (ports: Ports): Promise<unknown> => firstSide(udp('x', ports.from, ports.to), 17);

describe('side', () => {
  it('of a connection is the client where it dials, the server where it answers', async () => {
    assert.equal(await ofTcp({ from: 80, to: 5000, flags: TCP_FLAG.syn }), 'client');
    assert.equal(await ofTcp({ from: 5000, to: 80, flags: TCP_FLAG.syn | TCP_FLAG.ack }), 'server');
  });

  it('of a connection that began before the capture is the server at the lower port', async () => {
    assert.equal(await ofTcp({ from: 80, to: 5000 }), 'server');
    assert.equal(await ofTcp({ from: 5000, to: 80 }), 'client');
    assert.equal(await ofTcp({ from: 5000, to: 5000 }), 'client');
  });

  it('of datagrams is the client where it speaks first, unless a system port answers', async () => {
    assert.equal(await ofUdp({ from: 5000, to: 4000 }), 'client');
    assert.equal(await ofUdp({ from: 4000, to: 5000 }), 'client');
    assert.equal(await ofUdp({ from: 5000, to: 53 }), 'client');
    assert.equal(await ofUdp({ from: 53, to: 5000 }), 'server');
    assert.equal(await ofUdp({ from: 123, to: 123 }), 'client');
  });

  it('is none in a capture of ours', () => {
    assert.equal(sideOf({ title: 'tcp 9000' }, { initiator: 'sent' }, 'sent'), undefined);
  });
});
