import { admin } from '../api/call.js';
import { useTenantChange, useTenantPath, type TenantPath } from '../api/tenant.js';
import { useFreshSecrets } from '../parts/FreshSecrets.js';
import { OverlapDialog } from './OverlapDialog.js';

/** An access code, or the secret of a client. */
export interface Rotatable {
  readonly id: string;
  readonly hint: string;
  /** Null of an access code. */
  readonly clientId: string | null;
}

/** Replaces a credential by a new one, and asks how long the old one keeps working. */
export function RotateDialog({ of, onClose }: { of: Rotatable; onClose: () => void }) {
  const secrets = useFreshSecrets();
  const own = useTenantPath();
  const rotate = useTenantChange(
    (path, overlapSeconds: number) => rotated(path, of, overlapSeconds),
    (secret) => {
      secrets.add(of.clientId === null ? `${own}/tokens` : `${own}/oauth-clients/${of.clientId}`, secret);
      onClose();
    },
  );
  return (
    <OverlapDialog
      what={`${of.clientId === null ? 'code' : 'secret'} ${of.hint}…`}
      change={rotate}
      onRotate={(overlapSeconds) => rotate.mutate(overlapSeconds)}
      onClose={() => {
        rotate.reset();
        onClose();
      }}
    />
  );
}

/** @returns the text of the new one */
async function rotated(
  path: TenantPath,
  { id, clientId }: Rotatable,
  overlapSeconds: number,
): Promise<string> {
  if (clientId === null)
    return (await admin('POST', `${path}/tokens/${id}/rotate`, { overlapSeconds })).accessCode;
  const secrets = `${path}/oauth-clients/${clientId}/secrets` as const;
  return (await admin('POST', `${secrets}/${id}/rotate`, { overlapSeconds })).clientSecret;
}
