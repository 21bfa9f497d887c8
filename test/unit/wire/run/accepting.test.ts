import assert from 'node:assert/strict';
import { formatMessage } from '../../../../src/base/error';
import { allProblems, checkScript } from '../../../../src/wire/check/checker';
import { fail, pass, sentence } from '../running';

// Windows accepts before a program asks for it.
const whereHeld = process.platform === 'win32' ? it.skip : it;
const onLinux = process.platform === 'linux' ? it : it.skip;

const messagesOf = (text: string): string[] =>
  allProblems(checkScript(text)).map(({ template, args }) => formatMessage(template, args));

describe('wire steps on accepting', () => {
  whereHeld('switch it off and on, and accept one', async () => {
    await pass(`srv = listen tcp://127.0.0.1:0
srv accept off
one = dial {{srv}}
two = dial {{srv}}
one > "1"
two > "2"
srv accept one
con = accept srv
con < "1"
one < silence 50ms
srv accept on
next = accept srv
next < "2"
`);
  });

  onLinux('know how many wait, and serve one to its end', async () => {
    await pass(`srv = listen tcp://127.0.0.1:0 echo mode sequential backlog 4
one = dial {{srv}}
one > "1"
one < "1"
two = dial {{srv}}
two > "2"
srv waiting 1
one close
two < "2"
srv waiting 0
`);
  });

  whereHeld('begin on a local socket with a helper, where it could not be moved', async () => {
    await pass(
      `srv = listen local:sockscope-accept-{{random}}
srv accept off
one = dial {{srv}}
one > "1"
srv accept one
con = accept srv
con < "1"
`.replace('{{random}}', String(process.pid)),
    );
  });

  whereHeld('wait for a client as long as within says', async () => {
    const failure = await fail('srv = listen tcp://127.0.0.1:0 accept off\nsrv accept one within 50ms\n');
    assert.equal(failure.code, 'NOT_ACCEPTED');
    assert.equal(sentence(failure), 'No client of srv waited to be accepted within 50 ms.');
  });

  whereHeld('accept nobody singly while the listener accepts by itself', async () => {
    const failure = await fail('srv = listen tcp://127.0.0.1:0\nsrv accept one\n');
    assert.equal(failure.code, 'ACCEPTING_ALREADY');
  });

  it('are for listeners alone, and know three words', () => {
    const [first] = messagesOf('con = dial 9000\ncon accept off\n');
    assert.equal(first, 'con is no listener: only those accept.');
    const [second] = messagesOf('srv = listen 0\nsrv accept of\n');
    assert.match(second ?? '', /^srv accept needs off, on or one, not “of”/);
    assert.match(
      messagesOf('srv = listen 0 mode quick\n')[0] ?? '',
      /no mode "quick" of serving; there are: concurrent/,
    );
    assert.match(messagesOf('srv = listen 0 accept maybe\n')[0] ?? '', /accept is on or off/);
    assert.match(messagesOf('srv = listen udp://127.0.0.1:0 mode hybrid\n')[0] ?? '', /UDP has none/);
  });
});
