import assert from 'node:assert/strict';
import { formatMessage } from '../../../../src/base/error';
import { allProblems, checkScript } from '../../../../src/wire/check/checker';
import { evaluateDefinitions, knownDefinitions, textOf } from '../../../../src/wire/check/definitions';
import { encodePayload, previewPayload } from '../../../../src/wire/payload/encoder';
import { MAX_PAYLOAD } from '../../../../src/wire/payload/term';
import { parseScript } from '../../../../src/wire/syntax/scriptParser';
import { firstBytesOf, lengthOfValue, textOfValue, type VariableValue } from '../../../../src/wire/payload/value';
import { memoryInUse } from '../../../support/memoryInUse';
import { fail, pass } from '../running';

const MEBIBYTE = 1024 ** 2;
const noFile = (): Promise<Uint8Array> => Promise.reject(new Error('There is no file.'));

/** Definitions each of which is the one before, twice. */
function laughs(first: string, count: number, double: (name: string) => string): string {
  const lines = Array.from({ length: count }, (_, index) => `@v${index + 1} = ${double(`{{v${index}}}`)}`);
  return [`@v0 = ${first}`, ...lines, '### one', 'wait 1ms', ''].join('\n');
}

/** What is wrong in the text, and how many bytes its check took at most and takes on. */
function checked(text: string): { readonly codes: string[]; readonly kept: number } {
  const before = memoryInUse();
  const result = checkScript(text);
  const kept = memoryInUse() - before;
  assert.ok(result.values.size > 0);
  return { codes: allProblems(result).filter(({ severity }) => severity === 'error').map(({ code }) => code), kept }; // prettier-ignore
}

const valueIn = (text: string, name: string): VariableValue => knownDefinitions(parseScript(text)).values.get(name)!;

describe('wire/constants', () => {
  it('have as many bytes together as one payload may, and are not built to be checked', () => {
    const text = laughs('xxxxxxxxxxxxxxxx', 30, (name) => name + name);
    const quoted = laughs('"xxxxxxxxxxxxxxxx"', 30, (name) => `"${name}${name}"`);
    const zeros = Array.from({ length: 30 }, (_, index) => `@v${index} = zeros(67108864)`).join('\n');
    const repeats = laughs('"xx"', 30, (name) => `repeat(1000, "${name}")`);
    for (const [name, source] of Object.entries({ text, quoted, zeros, repeats })) {
      const { codes, kept } = checked(source);
      assert.ok(codes.includes('WIRE_DEFINITIONS_TOO_LARGE') || codes.includes('PAYLOAD_TOO_LARGE'), name);
      assert.ok(kept < 2 * MEBIBYTE, `${name}: ${kept} bytes`);
    }
  });
  it('say which of them is one too many, to the byte', () => {
    const half = MAX_PAYLOAD / 2;
    assert.deepEqual(allProblems(checkScript(`@_a = zeros(${half})\n@_b = zeros(${half})\n`)), []);
    const [problem] = allProblems(checkScript(`@_a = zeros(${half})\n@_b = zeros(${half})\n@_c = zeros(1)\n`));
    assert.equal(problem?.code, 'WIRE_DEFINITIONS_TOO_LARGE');
    assert.match(formatMessage(problem.template, problem.args), /67108865 bytes together with @_c: at most 67108864/);
  });
  it('count what their files hold when they run, and read no more than there is room for', async () => {
    const script = parseScript(`@a = zeros(${MAX_PAYLOAD - 10})\n@b = file("b")\n@c = "123456"\n`);
    const limits: number[] = [];
    const read = (length: number) => (_path: string, limit: number) => {
      limits.push(limit);
      return Promise.resolve(new Uint8Array(length));
    };
    assert.deepEqual([...(await evaluateDefinitions(script, read(4))).keys()], ['a', 'b', 'c']);
    assert.deepEqual(limits, [10]);
    await assert.rejects(evaluateDefinitions(script, read(5)), { code: 'WIRE_DEFINITIONS_TOO_LARGE' });
    await assert.rejects(evaluateDefinitions(script, read(11)), { code: 'PAYLOAD_TOO_LARGE' });
  });
  it('are the same bytes whether they are built or not, however they stand in each other', async () => {
    const text = '@a = repeat(3000, "ab")\n@b = "<{{a}}{{a}}>"\n@c = "{{b}}" zeros(5) "{{b}}"\n@d = {{c}}\n';
    const a = 'ab'.repeat(3000);
    const b = `<${a}${a}>`;
    const expected = Buffer.from(`${b}\0\0\0\0\0${b}`);
    assert.ok(expected.equals(firstBytesOf(valueIn(text, 'd'), Infinity)));
    assert.equal(lengthOfValue(valueIn(text, 'd')), expected.length);
    const values = await evaluateDefinitions(parseScript(text), noFile);
    assert.ok(expected.equals(firstBytesOf(values.get('c')!, Infinity)));
    const { sections } = parseScript('x > "{{d}}" u8(1)');
    const [step] = sections[0]!.steps;
    assert.ok(step?.kind === 'send');
    const sent = await encodePayload(step.terms, { readFile: noFile, variables: values });
    assert.ok(Buffer.concat([expected, Uint8Array.of(1)]).equals(sent));
  });
  it('may be as long a chain as they like', () => {
    const text = laughs(`zeros(5000)`, 8000, (name) => `"a${name}"`);
    const script = parseScript(text);
    const { values, problems } = knownDefinitions(script);
    assert.deepEqual(problems.slice(1), []);
    const last = [...values.keys()].at(-1)!;
    assert.equal(lengthOfValue(values.get(last)!), 5000 + Number(last.slice(1)));
    assert.equal(firstBytesOf(values.get(last)!, Infinity)[1], 0x61);
  });
  it('are previewed by their first bytes', () => {
    const text = '@a = zeros(60000000)\n@b = "head" "{{a}}"';
    const before = memoryInUse();
    const constants = knownDefinitions(parseScript(text)).values;
    const { sections } = parseScript('x > "{{a}}" u8(1)');
    const [step] = sections[0]!.steps;
    assert.ok(step?.kind === 'send');
    const preview = previewPayload(step.terms, { variables: constants }, 16);
    assert.deepEqual(preview, { length: 60_000_001, first: new Uint8Array(16) });
    assert.ok(memoryInUse() - before < MEBIBYTE);
  });
  it('leave what would have to be built to be read until it runs', async () => {
    const text = `@a = repeat(4000, "aGlo")\n### s\nsrv = listen udp://127.0.0.1:0\ncli = dial {{srv}}\ncli > base64("{{a}}")\nsrv < repeat(4000, "hih")\n`;
    assert.deepEqual(allProblems(checkScript(text)), []);
    await pass(text);
    assert.equal(allProblems(checkScript('@_a = "!!"\n@_b = base64("{{_a}}")'))[0]?.code, 'PAYLOAD_BAD_BASE64');
    const late = await fail(text.replace('aGlo', 'aGl!'));
    assert.equal(late.code, 'PAYLOAD_BAD_BASE64');
  });
  it('are no addresses, counts or times when they are too long for one', async () => {
    const constants = knownDefinitions(parseScript('@a = repeat(65536, "1")\n@b = repeat(65537, "1")')).values;
    assert.equal(textOfValue(constants.get('a')!)?.length, 65_536);
    assert.equal(textOfValue(constants.get('b')!), undefined);
    const variable = (name: string) => ({ kind: 'variable', name, start: 0, end: 0 }) as const;
    assert.equal(textOf([variable('a'), variable('a')], constants), undefined);
    const failure = await fail('@b = repeat(65537, "1")\nx = dial "tcp://{{b}}:1"');
    assert.equal(failure.code, 'WIRE_TEXT_TOO_LONG');
  });
  it('say what they hold where a number is wanted, and where that was written', () => {
    const [problem] = allProblems(checkScript('# a\n@key = [00]\nsrv = listen 0\nc = dial {{srv}}\nc > u8({{key}})'));
    assert.equal(
      formatMessage(problem!.template, problem!.args),
      '{{key}} is [00] here (line 2), which is not a number: write "{{key}}" to have these bytes as they are.',
    );
  });
  it('are checked where they use each other', () => {
    const [problem] = allProblems(checkScript('@a = 300\n@_b = u8({{a}})'));
    assert.equal(problem?.code, 'PAYLOAD_OUT_OF_RANGE');
  });
});
