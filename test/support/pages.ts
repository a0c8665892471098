import type { TestService } from './service.js';

/** Reads all pages of a list of the admin API: every item, and the size of each page. */
export async function allPages(
  service: TestService,
  path: string,
  limit?: number,
): Promise<{ items: any[]; sizes: number[] }> {
  const items: any[] = [];
  const sizes: number[] = [];
  let cursor: string | null = null;
  do {
    const query: string = [
      ...(limit === undefined ? [] : [`limit=${limit}`]),
      ...(cursor === null ? [] : [`cursor=${encodeURIComponent(cursor)}`]),
    ].join('&');
    const { body } = await service.admin('GET', `${path}?${query}`);
    items.push(...body.items);
    sizes.push(body.items.length);
    cursor = body.nextCursor;
  } while (cursor !== null);
  return { items, sizes };
}
