import { tellOnce } from './pump';
import { defineService } from './service';

/** A quote has fewer than 512 characters (RFC 865). */
const MAX_QUOTE = 511;

/** Nobody's copyright any more; ASCII alone. */
const QUOTES: readonly string[] = [
  'What hath God wrought.  - Samuel Morse, the first telegram, 1844',
  'Mr. Watson, come here, I want to see you.  - Alexander Graham Bell, the first call, 1876',
  'If I have seen further, it is by standing on the shoulders of giants.  - Isaac Newton, 1675',
  'The Analytical Engine has no pretensions whatever to originate anything.  - Ada Lovelace, 1843',
  'Errors using inadequate data are much less than those using no data at all.  - Charles Babbage',
  'Give me a place to stand, and I shall move the earth.  - Archimedes',
  'No man ever steps in the same river twice.  - Heraclitus',
  'Brevity is the soul of wit.  - William Shakespeare, Hamlet',
  'I have made this longer than usual because I have not had time to make it shorter.  - Blaise Pascal, 1657',
  'Everything has been said before, but since nobody listens we have to keep going back.  - Andre Gide, 1891',
];

const DAY = 24 * 60 * 60 * 1000;

/** One a day (UTC), as a line. */
export function quoteOfTheDay(now: Date): Uint8Array {
  const day = Math.floor(now.getTime() / DAY);
  return new TextEncoder().encode(`${QUOTES.at(day % QUOTES.length)!}\r\n`);
}

export const QOTD = defineService({
  id: 'qotd',
  description: 'Sends the quote of the day, then closes (RFC 865)',
  options: {
    quote: {
      kind: 'payload',
      description: 'Another text than the quote of the day',
      example: '"Less is more.\\r\\n"',
      isRequired: false,
      maxLength: MAX_QUOTE,
    },
  },
  start: ({ options: { quote }, clock }) => tellOnce(() => quote ?? quoteOfTheDay(clock())),
});
