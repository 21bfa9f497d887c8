import assert from 'node:assert/strict';
import { fail, pass, sentence } from '../running';

/** A port that was free a moment ago. */
const own = (scheme: string): string =>
  `srv = listen ${scheme}://127.0.0.1:0\nown = listen ${scheme}://127.0.0.1:0\nown close\n`;

describe('wire steps that dial from an own end', () => {
  it('have the address and the port that they name', async () => {
    await pass(`${own('tcp')}cli = dial {{srv}} from 127.0.0.1:{{own.port}}
con = accept srv
con > "{{cli.port}}"
cli < "{{own.port}}"`);
    await pass(`${own('udp')}cli = dial {{srv}} from :{{own.port}}
cli > "hi"
srv < "hi"
srv > "ho" to 127.0.0.1:{{own.port}}
cli < "ho"`);
  });

  it('fail with the reason where somebody has it', async () => {
    const failure = await fail('srv = listen tcp://127.0.0.1:0\ncli = dial {{srv}} from 127.0.0.1:{{srv.port}}');
    assert.match(sentence(failure), /from 127\.0\.0\.1:\d+: another socket has this address and port/);
  });

  it('fail where the end that a variable names is none', async () => {
    const failure = await fail('srv = listen tcp://127.0.0.1:0\ncli = dial {{srv}} from "{{srv}}"');
    assert.match(sentence(failure), /is no end of one’s own/);
  });
});
