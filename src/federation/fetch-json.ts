const PATIENCE_MS = 5000;
const MAX_BYTES = 262_144;

/**
 * Fetches a JSON document. Redirects are not followed: the settings allow this address, but no other.
 * @throws Error when the document does not arrive within 5 seconds or is longer than 256 KiB
 */
export async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url, {
    redirect: 'error',
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!response.ok || response.body === null) throw new Error(`Answered with ${response.status}`);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    // Leaving the loop closes the connection.
    if (length > MAX_BYTES) throw new Error('The document is too long');
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
