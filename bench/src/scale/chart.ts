/** A line of the chart: one value per size, in the order of the sizes. */
export interface Curve {
  readonly name: string;
  readonly values: readonly number[];
}

const WIDTH = 900;
const HEIGHT = 480;
const LEFT = 60;
const RIGHT = 250;
const TOP = 46;
const BOTTOM = 46;
const LEGEND_LINE = 20;
const COLOURS = [
  '#1b6ca8',
  '#d1495b',
  '#2e933c',
  '#edae49',
  '#6a4c93',
  '#00798c',
  '#8d6346',
  '#c2185b',
  '#455a64',
  '#7cb342',
  '#ef6c00',
  '#5c6bc0',
];

/**
 * Draws curves over the size of a tenant, both axes logarithmic, as SVG.
 * @param unit of the values
 */
export function chart(
  title: string,
  sizes: readonly number[],
  curves: readonly Curve[],
  unit: string,
): string {
  const all = curves.flatMap(({ values }) => values);
  const [low, high] = [
    10 ** Math.floor(Math.log10(Math.min(...all))),
    10 ** Math.ceil(Math.log10(Math.max(...all))),
  ];
  const x = (size: number): number => LEFT + part(size, sizes[0]!, sizes.at(-1)!) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number => HEIGHT - BOTTOM - part(value, low, high) * (HEIGHT - TOP - BOTTOM);
  const rows: string[] = [];
  for (let value = low; value <= high * 1.001; value *= 10) {
    rows.push(
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value)}" y2="${y(value)}" stroke="#d0d7de"/>`,
      `<text x="${LEFT - 8}" y="${y(value) + 4}" text-anchor="end">${Number(value.toPrecision(1))}</text>`,
    );
  }
  for (const size of sizes) {
    rows.push(
      `<text x="${x(size)}" y="${HEIGHT - BOTTOM + 20}" text-anchor="middle">${size.toLocaleString('en')}</text>`,
    );
  }
  curves.forEach(({ name, values }, index) => {
    const colour = COLOURS[index % COLOURS.length]!;
    const points = values.map((value, n) => `${x(sizes[n]!).toFixed(1)},${y(value).toFixed(1)}`);
    const legend = TOP + 6 + index * LEGEND_LINE;
    rows.push(
      `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      ...points.map(
        (point) => `<circle cx="${point.split(',')[0]}" cy="${point.split(',')[1]}" r="3" fill="${colour}"/>`,
      ),
      `<rect x="${WIDTH - RIGHT + 24}" y="${legend - 9}" width="12" height="12" fill="${colour}"/>`,
      `<text x="${WIDTH - RIGHT + 44}" y="${legend + 1}">${name}</text>`,
    );
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="#24292f">\n` +
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>\n` +
    `<text x="${LEFT}" y="24" font-size="15" font-weight="bold">${title}</text>\n` +
    `<text x="${LEFT - 48}" y="${TOP - 10}">${unit}</text>\n` +
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 8}" text-anchor="middle">users in the tenant</text>\n` +
    `${rows.join('\n')}\n</svg>\n`
  );
}

/** The position of a value between two others on a logarithmic scale, from 0 to 1. */
function part(value: number, low: number, high: number): number {
  return high === low ? 0.5 : Math.log(value / low) / Math.log(high / low);
}
