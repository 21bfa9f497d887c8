import assert from 'node:assert/strict';
import { describeFailure } from '../../../../src/wire/run/failureText';
import { isEnded } from '../../../../src/engine/socketInfo';
import { fail, makeEngine, pass, sentence } from '../running';

const SERVER = 'srv = listen tcp://127.0.0.1:0\n';
const RELAY = `${SERVER}r = relay tcp://127.0.0.1:0 to {{srv}}\n`;
const OPEN = `${RELAY}cli = dial {{r}}\ncon = accept srv\n`;
const DATAGRAMS = 'srv = listen udp://127.0.0.1:0\nr = relay udp://127.0.0.1:0 to {{srv}}\n';

describe('relays in wire files', () => {
  it('hand on what comes, both ways, and its end', async () => {
    await pass(`${OPEN}cli > "{{r.port}}"\ncon < "{{r.port}}"\ncon > "b"\ncli < "b"\ncli shutdown\ncon < eof\ncon > "c"\ncon close\ncli < "c"\ncli < eof\n`); // prettier-ignore
  });

  it('hand on datagrams, and answers to whoever asked', async () => {
    await pass(`${DATAGRAMS}one = dial {{r}}\ntwo = dial {{r}}\none > "1"\nsrv < "1"\nsrv > "a"\ntwo > "2"\nsrv < "2"\nsrv > "b"\none < "a"\ntwo < "b"\n`); // prettier-ignore
  });

  it('speak TLS outside and not inside', async () => {
    await pass(`${SERVER}r = relay tls://127.0.0.1:0 alpn "h2" backlog 4 to {{srv}}\ncli = dial {{r}} insecure alpn "h2"\ncon = accept srv\ncli > "a"\ncon < "a"\n`); // prettier-ignore
  });

  it('speak TLS inside and not outside', async () => {
    await pass(`srv = listen tls://127.0.0.1:0\nr = relay local:sockscope-relay-${process.pid} to {{srv}} insecure\ncli = dial {{r}}\ncon = accept srv\ncli > "a"\ncon < "a"\n`); // prettier-ignore
  });

  it('do what they are told, until it is taken back', async () => {
    const { events } = await pass(
      `@late = 80ms\n${OPEN}r delay {{late}}\ncli > "a"\ncon < "a"\ncon > "b"\ncli < "b"\nr clear from client\ncli > "c"\ncon < "c" within 60ms\nr clear\n`,
    );
    const took = events.flatMap((event) =>
      event.kind === 'done' && event.step.kind === 'expect' ? [event.duration] : [],
    );
    assert.ok(took[0]! >= 70 && took[1]! >= 70 && took[2]! < 60, String(took));
  });

  it('add to what was said before, and replace it where it is said again', async () => {
    const engine = makeEngine();
    const { close, sockets } = await pass(`${OPEN}r delay 5ms jitter 2ms\nr slice 1 pause 5ms from server\nr delay 1ms from client\nr refuse 2\n`, { engine, keepOpen: true }); // prettier-ignore
    const relay = engine.relayOf(engine.get(sockets!.get('r')!));
    assert.deepEqual(relay.state.impairments, {
      client: { delayMs: 1, jitterMs: 2, refuse: 2 },
      server: { delayMs: 5, jitterMs: 2, slice: 1, pauseMs: 5 },
    });
    await close!();
  });

  it('refuse further clients each time that they are told to', async () => {
    await pass(`${RELAY}r refuse 1\none = dial {{r}}\none < reset\nr refuse 1\ntwo = dial {{r}}\ntwo < reset\nthree = dial {{r}}\ncon = accept srv\nthree > "a"\ncon < "a"\n`); // prettier-ignore
  });

  it('cut and close after so many bytes, and in slices of a byte', async () => {
    await pass(`${OPEN}r cut after 2 from client\ncli > "abc"\ncon < "ab"\ncon < reset\ncli < reset\n`);
    await pass(`${OPEN}r slice 1 from client\ncli > "abc"\ncon < recv 9\nwait 20ms\ncon < recv 9\ncon < recv 9\n`.replace(/recv 9/g, 'any').replace('wait 20ms\n', '')); // prettier-ignore
    await pass(`${OPEN}r close after 1 from client\ncli > "a"\ncon < "a"\ncon < eof\n`);
  });

  it('lose alike for the same seed, and tell one that was drawn', async () => {
    const lossy = (seed: string): string =>
      `${DATAGRAMS}${seed}r loss 50% from client\ncli = dial {{r}}\n${Array.from({ length: 16 }, (_, n) => `cli > u8(${n})\n`).join('')}r clear\ncli > "end"\n`;
    const got = async (seed: string): Promise<[string, ReadonlyMap<string, number> | undefined]> => {
      const engine = makeEngine();
      const { close, sockets, seeds } = await pass(`${lossy(seed)}srv < any\n`, { engine, keepOpen: true });
      const relay = engine.get(sockets!.get('r')!);
      const { relayed, seed: told } = relay.info();
      const all = `${told} lost ${relayed?.dropped}`;
      await close!();
      return [all, seeds];
    };
    const [drawn, seeds] = await got('');
    const [again, none] = await got(`r seed ${seeds!.get('r')!}\n`);
    assert.equal(again, drawn);
    assert.equal(none, undefined);
  });

  it('tell no seed where nothing happens by chance', async () => {
    const { seeds } = await pass(`${OPEN}r delay 1ms\n`);
    assert.equal(seeds, undefined);
  });

  it('are told of where something did not come', async () => {
    const failure = await fail(`${DATAGRAMS}r seed 7\nr drop 1 from client\ncli = dial {{r}}\ncli > "a"\nsrv < "a" within 200ms\n`); // prettier-ignore
    const text = describeFailure(failure).flat().map((part) => (typeof part === 'string' ? part : part.text)).join('\n'); // prettier-ignore
    assert.match(text, /The relay r stands in between, and is told: drop 1 from client\./);
    assert.match(text, /The relay r has dropped 1 datagram, doubled 0, changed 0 bytes and refused 0 connections; its seed is 7\./); // prettier-ignore
  });

  it('fail where a value of a variable does not fit, and where the target is not allowed', async () => {
    const failure = await fail(`${OPEN}con > "zz"\ncli < /(.)z/\nr delay {{1}}\n`);
    assert.deepEqual([failure.code, sentence(failure)], ['BAD_IMPAIRMENT_WORDS', '"delay" needs a value such as 100ms, not "z".']); // prettier-ignore
    const refused = await fail('r = relay tcp://127.0.0.1:0 to tcp://192.0.2.1:9\n');
    assert.equal(refused.code, 'NOT_EXPOSED');
    const exposed = await fail('r = relay tcp://0.0.0.0:0 to tcp://127.0.0.1:9\n');
    assert.equal(exposed.code, 'NOT_EXPOSED');
    const seed = await fail(`${OPEN}con > "4294967296;"\ncli < /(\\d*);/\nr seed {{1}}\n`);
    assert.equal(seed.code, 'BAD_SEED');
  });

  it('stay when a section is kept open, and are closed with all that passes then', async () => {
    const engine = makeEngine();
    const { close } = await pass(`${OPEN}r delay 1ms\n`, { engine, keepOpen: true });
    assert.equal([...engine.sockets].filter(({ state }) => !isEnded(state)).length, 6);
    await close!();
    assert.deepEqual(
      [...engine.sockets].filter(({ state }) => !isEnded(state)),
      [],
    );
  });

  it('can be closed, and say so to the kernel', async () => {
    await pass(`${RELAY}r is listen\nr close\ncon = dial {{r}} refused\n`);
  });
});
