import { ScimClient } from './client.js';
import galleryGroups from './gallery-groups.js';
import gallerySchema from './gallery-schema.js';
import galleryUsers from './gallery-users.js';
import postman from './postman.js';
import validatorGroups from './validator-groups.js';
import validatorLists from './validator-lists.js';
import validatorPatches from './validator-patches.js';
import validatorPreview from './validator-preview.js';
import validatorUsers from './validator-users.js';

const GROUPS = [
  ...[validatorUsers, validatorPatches, validatorGroups, validatorPreview, validatorLists],
  ...[gallerySchema, galleryUsers, galleryGroups, postman],
];

/** Every case: `{ name, source, mediaType, run, skip }`; `skip` is the reason why it is not run. */
export const cases = GROUPS.flatMap(({ source, mediaType, cases: inGroup }) =>
  inGroup.map(({ test, ...each }) => ({
    ...each,
    mediaType,
    source: test === undefined ? source : `${source}, test ${test}`,
  })),
);

/**
 * Runs one case against a SCIM server and deletes what it created there.
 * @returns what could not be deleted
 * @throws Mismatch when the server answers otherwise than it must
 */
export async function runCase({ mediaType, run }, baseUrl, code) {
  const scim = new ScimClient(baseUrl, code, mediaType);
  try {
    await run(scim);
  } catch (error) {
    await scim.cleanUp();
    throw error;
  }
  return scim.cleanUp();
}
