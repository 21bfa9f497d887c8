import assert from 'node:assert/strict';
import { TextError } from '../../../../src/base/problem';
import { SockscopeError } from '../../../../src/base/error';
import { PatternSearch } from '../../../../src/engine/relay/interception/patternSearch';
import { readBreakPattern } from '../../../../src/wire/payload/breakPattern';

const CONTEXT = { readFile: () => Promise.reject(new Error('none')) };

/** What matches in these bytes, in hex. */
async function found(pattern: string, bytes: string): Promise<string[]> {
  const search = new PatternSearch((await readBreakPattern(pattern, CONTEXT)).program);
  search.push(Buffer.from(bytes, 'hex'));
  search.flush();
  const matches: string[] = [];
  for (let run = search.take(); typeof run === 'object'; run = search.take()) {
    if (run.match) matches.push(Buffer.from(run.bytes).toString('hex'));
  }
  return matches;
}

describe('wire/payload/breakPattern', () => {
  it('takes payloads whose hex may have any digit', async () => {
    assert.deepEqual(await found('[0a ?? 0b]', '0a0a990b0a000b'), ['0a990b', '0a000b']);
    assert.deepEqual(await found('[a? ?1]', 'a0f1a012a5'), ['a0f1']);
    assert.deepEqual(await found('"?]" u16be(1)', '3f5d0001'), ['3f5d0001']);
    assert.deepEqual(await found('[5c ?? 2f]', '5c2d2f'), ['5c2d2f']);
  });

  it('takes expressions', async () => {
    assert.deepEqual(await found('/a.+?b/si', Buffer.from('xAxBb').toString('hex')), ['417842']);
    assert.equal((await readBreakPattern(' /a/ ', CONTEXT)).text, '/a/');
  });

  it('refuses what is none, and what matches nothing', async () => {
    const code = async (text: string): Promise<unknown> => {
      try {
        await readBreakPattern(text, CONTEXT);
      } catch (error) {
        return error instanceof SockscopeError || error instanceof TextError ? error.code : error;
      }
      return undefined;
    };
    assert.equal(await code('""'), 'PATTERN_EMPTY');
    assert.equal(await code('/a*/'), 'PATTERN_EMPTY');
    assert.equal(await code('/a/ b'), 'PATTERN_REST');
    assert.equal(await code('/(a{1000}){1000}/'), 'REGEX_TOO_LARGE');
    assert.equal(await code('/a'), 'REGEX_MISSING_SLASH');
    assert.equal(typeof (await code('[0')), 'string');
  });
});
