import assert from 'node:assert/strict';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv';
import fc from 'fast-check';
import { checkInput, schemaOf } from '../../../src/agents/field';
import { TOOLS } from '../../../src/agents/tools';
import { SockscopeError } from '../../../src/base/error';

const validator = new AjvJsonSchemaValidator();

function accepts(fields: Parameters<typeof checkInput>[0], input: unknown): boolean {
  try {
    checkInput(fields, input);
    return true;
  } catch (error) {
    assert.ok(error instanceof SockscopeError && error.code === 'BAD_ARGUMENT', String(error));
    return false;
  }
}

/** Values that are nearly right, and others. */
const anyValue = fc.oneof(
  fc.constantFrom<unknown>(
    's1',
    'echo',
    'text',
    'be',
    'u32',
    'tcp://127.0.0.1:0',
    0,
    1,
    -1,
    0.5,
    65_536,
    65_537,
    true,
    null,
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

for (const tool of TOOLS) {
  describe(`agents: the input of ${tool.name}`, () => {
    const { fields } = tool;
    const validate = validator.getValidator(schemaOf(fields));

    it('is accepted exactly where its JSON schema accepts it', () => {
      const names = [...Object.keys(fields), 'addres', '__proto__', 'constructor', 'toString'];
      const anyObject = fc
        .array(fc.tuple(fc.constantFrom(...names), anyValue), { maxLength: names.length })
        // As JSON has it: `__proto__` is a name like others.
        .map((entries) => JSON.parse(`{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join()}}`) as unknown); // prettier-ignore
      fc.assert(
        fc.property(fc.oneof({ weight: 9, arbitrary: anyObject }, fc.jsonValue()), (input) => {
          assert.equal(accepts(fields, input), validate(input).valid, JSON.stringify(input));
        }),
        { numRuns: 300 },
      );
    });

    it('is accepted in each of its examples', () => {
      assert.ok(tool.examples.length > 0);
      for (const example of tool.examples) {
        assert.ok(validate(example).valid, JSON.stringify(example));
        assert.ok(accepts(fields, example));
      }
    });
  });
}

describe('agents: fields', () => {
  it('say what a misspelt name was meant to be', () => {
    assert.throws(() => checkInput({ address: { type: 'string', description: '' } }, { addres: 'x' }), {
      message: 'There is no "addres": did you mean "address"?',
    });
  });

  it('say what a number may be', () => {
    const fields = { count: { type: 'integer', minimum: 1, maximum: 9, description: '' } } as const;
    assert.throws(() => checkInput(fields, { count: 10 }), {
      message: '"count" must be a whole number from 1 to 9, not 10.',
    });
    assert.deepEqual(checkInput(fields, { count: 9 }), { count: 9 });
  });
});
