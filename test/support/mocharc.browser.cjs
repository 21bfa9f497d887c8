module.exports = {
  require: ['tsx', './test/support/failOnWarnings.ts', './test/support/retries.ts'],
  // See retries.ts.
  retries: process.env.CI === undefined ? 0 : 1,
  timeout: 60_000,
  'forbid-only': true,
};
