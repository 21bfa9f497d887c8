import assert from 'node:assert/strict';
import { encodePayload } from '../../../../src/wire/payload/encoder';
import { textOf } from '../../../../src/wire/check/definitions';
import { overrideDefinitions, parseDefinitionValue } from '../../../../src/wire/syntax/overrides';
import type { Definition } from '../../../../src/wire/syntax/script';
import { parseScript } from '../../../../src/wire/syntax/scriptParser';

function valueOf(source: string): Definition['value'] {
  const parsed = parseDefinitionValue('a', source);
  assert.equal(parsed.kind, 'value', source);
  return parsed.value;
}

const noFile = (): Promise<Uint8Array> => Promise.reject(new Error('no file is read'));

describe('wire/overrides', () => {
  it('reads text, with other definitions in it', () => {
    assert.equal(textOf(textParts('tcp://x:1#y é'), new Map()), 'tcp://x:1#y é');
    assert.equal(textOf(textParts('{{host}}:1'), new Map([['host', 'h']])), 'h:1');
  });
  function textParts(source: string): Extract<Definition['value'], { kind: 'text' }>['parts'] {
    const value = valueOf(source);
    assert.equal(value.kind, 'text');
    return value.parts;
  }

  it('reads payloads, as a wire file does', async () => {
    for (const [source, hex] of [
      ['[0a 0b]', '0a0b'],
      [' u16be(258) "x" ', '010278'],
      ['"""\n\tone\n\ttwo\n\t"""', '09 6f6e650a0974776f0a'.replace(' ', '')],
      ['""', ''],
    ] as const) {
      const value = valueOf(source);
      assert.equal(value.kind, 'payload', source);
      const { terms } = value;
      assert.equal(Buffer.from(await encodePayload(terms, { readFile: noFile })).toString('hex'), hex, source);
    }
  });

  const WRONG: readonly (readonly [source: string, code: string, start: number])[] = [
    ['', 'WIRE_MISSING_VALUE', 0],
    ['u8(256)', 'PAYLOAD_OUT_OF_RANGE', 3],
    ['[0a 0b] nonsense', 'PAYLOAD_BARE_WORD', 8],
    ['one # two', 'WIRE_VALUE_CUT_SHORT', 3],
    ['[0a] # two', 'WIRE_BEHIND_VALUE', 4],
    ['one\ntwo = dial 1', 'WIRE_VALUE_CUT_SHORT', 3],
    ['one ', 'WIRE_VALUE_CUT_SHORT', 3],
    [' one', 'WIRE_VALUE_CUT_SHORT', 0],
    ['#', 'WIRE_MISSING_VALUE', 0],
  ];
  for (const [source, code, start] of WRONG) {
    it(`says what is wrong, and where: ${JSON.stringify(source)}`, () => {
      const parsed = parseDefinitionValue('a', source);
      assert.equal(parsed.kind, 'problem');
      const { problem } = parsed;
      assert.deepEqual([problem.code, problem.start], [code, start]);
      assert.ok(problem.end >= problem.start && problem.end <= source.length);
    });
  }

  it('puts values in place of others, of whatever kind, and leaves everything else', () => {
    const script = parseScript('@a = tcp://x:1\n@b = "bytes"\n@c = kept\nwait 1ms\n');
    const values = new Map([['a', valueOf('u8({{n}}) prefixed(u16be, "x{{m}}")')], ['b', valueOf('{{c}} é')], ['d', valueOf('unknown')]]); // prettier-ignore
    const changed = overrideDefinitions(script, values);
    assert.deepEqual(
      changed.definitions.map(({ value }) => value.kind),
      ['payload', 'text', 'text'],
    );
    assert.equal(changed.definitions[2], script.definitions[2]);
    assert.equal(changed.sections, script.sections);
    assert.equal(overrideDefinitions(script, new Map()), script);
    // Whatever is wrong in a value is marked where the file's own value stands.
    for (const [index, { value }] of changed.definitions.slice(0, 2).entries()) {
      const { start, end } = script.definitions[index]!.value;
      const places = JSON.stringify(value, (_key, part: unknown) =>
        typeof part === 'bigint' ? String(part) : part,
      ).match(/"(?:start|end)":\d+/g)!;
      assert.deepEqual(new Set(places), new Set([`"start":${start}`, `"end":${end}`]));
    }
    // Types are known by identity.
    const [, prefixed] = (changed.definitions[0]!.value as Extract<Definition['value'], { kind: 'payload' }>).terms;
    const [, before] = (values.get('a') as Extract<Definition['value'], { kind: 'payload' }>).terms;
    assert.equal((prefixed as { type: unknown }).type, (before as { type: unknown }).type);
  });
});
