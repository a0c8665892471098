import fc from 'fast-check';

/*
 * Every random test of a run derives from one seed, which the last lines of the run show: `TEST_SEED=… npm test`
 * repeats the same values.
 */
fc.configureGlobal({ seed: Number(process.env.TEST_SEED) });
