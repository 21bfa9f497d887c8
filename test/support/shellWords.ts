import fc from 'fast-check';

/** What is special to one shell or another, between letters. */
const word = fc
  .array(
    fc.constantFrom(
      ...Array.from(' \'"`$&|;<>()[]{}*?!~#%^=@,\\-/:.+aé‘’“ß😀'),
      '$(id)',
      '%PATH%',
      '^%',
      "''",
      '\\\\',
      '--',
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

/** The words of a command, as hard for shells as can be. */
export const shellWords = fc.array(word, { minLength: 1, maxLength: 50 });
