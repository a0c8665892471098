/** An answer as a browser sees it. */
export interface Visited {
  readonly status: number;
  readonly url: string;
  readonly headers: Headers;
  readonly text: string;
  /** Where the answer leads; null when it is no redirect. */
  readonly location: string | null;
}

const MOST_REDIRECTS = 20;

/** A browser without windows: it keeps cookies, by host and port, and follows redirects. */
export class HttpBrowser {
  private readonly jars = new Map<string, Map<string, string>>();

  /** One request, without following a redirect. */
  async open(url: string, form?: Readonly<Record<string, string>>): Promise<Visited> {
    const { host } = new URL(url);
    const jar = this.jarOf(host);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { 'user-agent': 'Test Browser', ...(cookie === '' ? {} : { cookie }) },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const set of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = set.split(';');
      const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      const isOver = attributes.some((each) => /^\s*(?:max-age=0|expires=Thu, 01 Jan 1970)/i.test(each));
      if (isOver) jar.delete(name);
      else jar.set(name, value);
    }
    const location = response.headers.get('location');
    return {
      status: response.status,
      url,
      headers: response.headers,
      text: await response.text(),
      location: location === null ? null : new URL(location, url).href,
    };
  }

  /** Follows redirects until there are none, or until one leads to an address that `stopAt` matches. */
  async go(url: string, stopAt?: RegExp): Promise<Visited> {
    let visited = await this.open(url);
    for (let count = 0; count < MOST_REDIRECTS && visited.location !== null; count++) {
      if (stopAt?.test(visited.location) === true) return visited;
      visited = await this.open(visited.location);
    }
    return visited;
  }

  cookies(url: string): ReadonlyMap<string, string> {
    return this.jarOf(new URL(url).host);
  }

  setCookie(url: string, name: string, value: string): void {
    this.jarOf(new URL(url).host).set(name, value);
  }

  private jarOf(host: string): Map<string, string> {
    let jar = this.jars.get(host);
    if (jar === undefined) this.jars.set(host, (jar = new Map()));
    return jar;
  }
}
