import { Alert, Text } from '@mantine/core';

/** Warns when Entra cannot reach the Tenant URL. */
export function UnreachableNote({ tenantUrl }: { tenantUrl: string }) {
  if (isPublic(tenantUrl)) return null;
  return (
    <Alert color="orange" title="Entra cannot reach this Tenant URL" role="note" my="xs">
      <Text size="sm">
        Entra reaches only HTTPS addresses that are public, with a public certificate. The operators of this
        service set its address (PUBLIC_URL).
      </Text>
    </Alert>
  );
}

function isPublic(text: string): boolean {
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' && hostname.includes('.') && !PRIVATE.test(hostname);
}

const PRIVATE =
  /^(?:127|10|0|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.[\d.]+$|^\[|\.(?:local|localhost|internal|lan|home\.arpa)$/;
