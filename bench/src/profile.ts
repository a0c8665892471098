import { readFileSync } from 'node:fs';

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
}

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: CallFrame;
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const LINES = 60;

/** Prints where a .cpuprofile spent its time: self time by function, and total time by package. */
const profile = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as CpuProfile;
const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
const parents = new Map(
  profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
);
const own = new Map<string, number>();
const within = new Map<string, number>();
const byPackage = new Map<string, number>();
let total = 0;
profile.samples.forEach((id, index) => {
  const { callFrame } = nodes.get(id)!;
  const micros = profile.timeDeltas[index] ?? 0;
  if (callFrame.functionName === '(idle)') return;
  total += micros;
  add(own, nameOf(callFrame), micros);
  for (const name of new Set(stackOf(id))) add(within, name, micros);
  add(byPackage, packageOf(callFrame.url, callFrame.functionName), micros);
});
for (const [title, times] of [
  ['Package', byPackage],
  ['Function itself', own],
  ['Function with all that it calls', within],
] as const) {
  console.log(`\n${title}: share of ${(total / 1e6).toFixed(1)} s busy`);
  for (const [name, micros] of [...times].sort(([, a], [, b]) => b - a).slice(0, LINES)) {
    console.log(`${((micros / total) * 100).toFixed(1).padStart(5)} %  ${name}`);
  }
}

function nameOf({ functionName, url, lineNumber }: CallFrame): string {
  const place = url.replace(/^.*\/(node_modules|dist|build)\//, '');
  return `${functionName || '(anonymous)'} ${place}:${lineNumber + 1}`;
}

/** The names of a node and its callers. */
function stackOf(id: number): string[] {
  const names: string[] = [];
  for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
    names.push(nameOf(nodes.get(at)!.callFrame));
  }
  return names;
}

function add(times: Map<string, number>, name: string, micros: number): void {
  times.set(name, (times.get(name) ?? 0) + micros);
}

function packageOf(url: string, name: string): string {
  const [, found] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
  if (found !== undefined) return found;
  if (url.startsWith('node:')) return url.split('/').slice(0, 2).join('/');
  return url === '' ? name : (/(?:dist|src)\/([^/]+)/.exec(url)?.[1] ?? url);
}
