import assert from 'node:assert/strict';
import { bundleOf, placeholdersOf, readBundle, readEnglish, translations } from '../../support/l10n/bundles';
import { findSentences } from '../../support/l10n/sentences';

describe('what people read', () => {
  it('is written whole, and is in the bundle: npm run l10n', function () {
    // The compiler looks at all of the source.
    this.timeout(240_000);
    const sentences = findSentences();
    assert.deepEqual(sentences.mistakes, []);
    const [should, is] = [bundleOf(sentences), readEnglish()];
    assert.deepEqual(
      {
        missing: Object.keys(should).filter((key) => !(key in is)),
        gone: Object.keys(is).filter((key) => !(key in should)),
      },
      { missing: [], gone: [] },
    );
    assert.deepEqual(should, is);
  });

  it('writes plurals by rule', () => {
    const byHand = Object.keys(readEnglish()).filter((sentence) =>
      /\b1 (?:byte|message|line|socket|datagram)\b/.test(sentence),
    );
    assert.deepEqual(byHand, []);
  });

  for (const { language, english, translated } of translations()) {
    describe(`in ${language}, ${translated}`, () => {
      const sentences = readBundle(english);
      const words = readBundle(translated);

      it('is complete, and nothing else is there', () => {
        assert.deepEqual(Object.keys(words), Object.keys(sentences));
        assert.deepEqual(
          Object.keys(words).filter((key) => words[key] === ''),
          [],
        );
      });

      it('has the same placeholders', () => {
        for (const [key, sentence] of Object.entries(sentences)) {
          assert.deepEqual(placeholdersOf(words[key] ?? ''), placeholdersOf(sentence), key);
        }
      });

      it('has the same links and marks', () => {
        for (const [key, sentence] of Object.entries(sentences)) {
          assert.deepEqual(marksOf(words[key] ?? ''), marksOf(sentence), key);
        }
      });
    });
  }
});

/** Where buttons lead to, what stands between backquotes, and line ends. */
function marksOf(sentence: string): readonly string[] {
  return Array.from(sentence.matchAll(/\(command:[^)]*\)|`[^`]*`|\n|(?<=\S)…$/g), ([mark]) => mark).sort();
}
