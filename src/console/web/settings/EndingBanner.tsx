import { useState } from 'react';
import { useAddress } from '../api/address.js';
import { useStatus } from '../api/tenant.js';
import { EndingNotes } from '../parts/EndingNotes.js';
import { RotateDialog, type Rotatable } from './RotateDialog.js';

/** Tells what of the tenant ends soon or has ended. */
export function EndingBanner() {
  const { data: status } = useStatus();
  const { set } = useAddress();
  const [rotated, setRotated] = useState<Rotatable | null>(null);
  return (
    <>
      <EndingNotes
        endings={status?.ending ?? []}
        canBeRotated={(kind) => kind === 'access-code' || kind === 'client-secret'}
        onRotate={setRotated}
      />
      {rotated !== null && (
        <RotateDialog
          of={rotated}
          onClose={() => {
            // The new one is shown there.
            set({ method: rotated.clientId === null ? '' : 'oauth' });
            setRotated(null);
          }}
        />
      )}
    </>
  );
}
