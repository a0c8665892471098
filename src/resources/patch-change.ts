import type { ResourceRepository } from '../persistence/resources/resource.repository.js';
import type { StoredResource } from '../persistence/resources/stored-resource.js';
import { applyPatch, type Patched } from '../scim/patch/apply.js';
import { resultOf } from '../scim/patch/interruptible.js';
import { placeOf, type PatchStep } from '../scim/patch/operations.js';
import type { ResourceType } from '../scim/resource-type.js';
import { paced } from './paced.js';
import { requirePreconditions } from './precondition.js';
import type { NextState, RequestedChange, ResourceWriter } from './resource-writer.js';

/** A number of steps whose application takes less time than another read of the resource. */
const FEW_STEPS = 50;
const ATTEMPTS = 3;

/** The result of a PATCH for one version of the resource. */
interface Ahead {
  readonly version: number;
  readonly patched: Patched;
}

class ChangedMeanwhile extends Error {}

/**
 * Changes a resource by the steps of a PATCH. Many steps are applied before the resource is locked, so that nobody waits
 * for them. The result holds for the version that was read: when that changes meanwhile, the steps are applied again,
 * and after some attempts under the lock.
 * @returns the resource after the change
 * @throws ScimError as `ResourceWriter.change` and `applyPatch` do
 */
export async function changeBySteps(
  id: string,
  steps: readonly PatchStep[],
  requested: Omit<RequestedChange, 'work'>,
  { type, resources, writer }: Parts,
): Promise<StoredResource> {
  for (let attempts = steps.length > FEW_STEPS ? ATTEMPTS : 0; ; attempts--) {
    const ahead = attempts > 0 ? await applyAhead() : null;
    try {
      return await writer.change(id, { ...requested, work: (before) => nextState(before, ahead) });
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile)) throw error;
    }
  }

  /** @returns `null` when there is no such resource */
  async function applyAhead(): Promise<Ahead | null> {
    const stored = await resources.find(id);
    if (stored === null) return null;
    const { version, resource } = stored;
    requirePreconditions(requested, version);
    return { version, patched: await paced(applyPatch(resource, steps, type)) };
  }

  function nextState({ version, resource }: StoredResource, ahead: Ahead | null): NextState {
    if (ahead !== null && ahead.version !== version) throw new ChangedMeanwhile();
    const patched = ahead?.patched ?? resultOf(applyPatch(resource, steps, type));
    return { ...patched, placeOf: (target) => placeOf(target, steps) };
  }
}

/** What a change of one resource type of a tenant takes. */
interface Parts {
  readonly type: ResourceType;
  readonly resources: ResourceRepository;
  readonly writer: ResourceWriter;
}
