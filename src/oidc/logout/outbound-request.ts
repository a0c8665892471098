import { lookup } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

const PATIENCE_MS = 5000;
const MAX_BYTES = 262_144;

/**
 * Addresses at which no application is: those by which clouds hand out credentials of the machine, and those that name
 * no machine. Private networks stay reachable, since InviteDesk's own applications may be in one.
 */
const NEVER = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 3],
] as const) {
  NEVER.addSubnet(network, bits, 'ipv4');
}
for (const [network, bits] of [
  ['::', 128],
  ['fe80::', 10],
  ['fd00:ec2::', 32],
  ['ff00::', 8],
] as const) {
  NEVER.addSubnet(network, bits, 'ipv6');
}

interface Outbound {
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/**
 * Sends a request to an application, at a URL that an operator has registered. Redirects are not followed, and the address
 * is checked after its name is resolved, so that no name leads elsewhere.
 * @throws Error when the address is none of an application, or nothing is answered within 5 seconds
 */
export function requestOfApplication(
  url: string,
  { method = 'GET', headers = {}, body }: Outbound,
): Promise<Response> {
  const target = new URL(url);
  const host = target.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) requireAllowed(host);
  const send = target.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const request = send(
      target,
      { method, headers, lookup: checkedLookup, signal, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        let length = 0;
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          length += chunk.length;
          if (length > MAX_BYTES) request.destroy(new Error('The answer is too long'));
        });
        response.on('end', () => {
          const status = response.statusCode ?? 0;
          const kept = Object.entries(response.headers).map(
            ([name, value]) => [name, String(value)] as [string, string],
          );
          const isEmpty = [101, 204, 205, 304].includes(status);
          resolve(new Response(isEmpty ? null : Buffer.concat(chunks), { status, headers: kept }));
        });
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

const checkedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, []);
    try {
      for (const { address } of addresses) requireAllowed(address);
    } catch (refused) {
      return callback(refused as Error, []);
    }
    const [first] = addresses;
    if (options.all === true) callback(null, addresses);
    else callback(null, first?.address ?? '', first?.family);
  });
};

function requireAllowed(address: string): void {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  const isMapped = family === 'ipv6' && address.toLowerCase().startsWith('::ffff:');
  if (NEVER.check(address, family) || (isMapped && NEVER.check(address.slice(7), 'ipv4')))
    throw new Error(`${address} is no address of an application`);
}
