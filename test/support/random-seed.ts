import fc from 'fast-check';

/*
 * Every random test of a run starts from one seed, which the last lines of the run tell: with
 * `TEST_SEED=… npm test` the same values come again.
 */
fc.configureGlobal({ seed: Number(process.env.TEST_SEED) });
