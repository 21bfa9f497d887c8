import assert from 'node:assert/strict';
import { textOf } from '../../../src/wire/constants';
import { overrideDefinitions } from '../../../src/wire/overrides';
import { parseScript } from '../../../src/wire/scriptParser';

describe('wire/overrides', () => {
  it('puts text as it stands in place of values, of whatever kind, and leaves everything else', () => {
    const script = parseScript('@a = tcp://x:1\n@b = "bytes"\n@c = kept\nwait 1ms\n');
    const changed = overrideDefinitions(script, new Map([['a', '{{c}} é'], ['b', '[00]'], ['d', 'unknown']])); // prettier-ignore
    const values = changed.definitions.map(({ value }) => value.kind === 'text' && textOf(value.parts, new Map()));
    assert.deepEqual(values, ['{{c}} é', '[00]', 'kept']);
    assert.equal(changed.sections, script.sections);
    assert.equal(overrideDefinitions(script, new Map()), script);
  });
});
