import assert from 'node:assert/strict';
import { onlyServes } from '../../../../src/ui/wire/language/onlyServes';
import { checkScript } from '../../../../src/wire/check/checker';

const isServer = (text: string): boolean => onlyServes(checkScript(text).script.sections[0]!);

describe('a section that only serves', () => {
  it('listens, by a service or by rules', () => {
    assert.ok(isServer('### a\nsrv = listen 9000 echo\n'));
    assert.ok(isServer('### a\nsrv = listen 9000\non srv "PING" > "PONG"\nother = listen udp://:9001\n'));
  });

  it('relays, whatever it does to what passes', () => {
    assert.ok(isServer('### a\nr = relay udp://:9001 to udp://:9000\nr seed 7\nr loss 20% from client\nr clear\n'));
    assert.ok(!isServer('### a\nr = relay :9001 to :9000\ncon = dial {{r}}\n'));
  });

  it('does nothing besides', () => {
    assert.ok(!isServer('### a\nsrv = listen 9000\ncon = accept srv\n'));
    assert.ok(!isServer('### a\nsrv = listen 9000 echo\ncon = dial {{srv}}\ncon > "x"\n'));
    assert.ok(!isServer('### a\nsrv = listen 9000 echo\nwait 1s\n'));
    assert.ok(!isServer('### a\n'));
  });
});
