/** The minimum, median and maximum of figures. */
function spread(figures: readonly number[]): {
  readonly minimum: number;
  readonly median: number;
  readonly maximum: number;
} {
  const sorted = figures.toSorted((left, right) => left - right);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
  return { minimum: at(0), median: at(0.5), maximum: at(1) };
}

/** Prints one result: what, then minimum, median and maximum of several rounds, in a unit. */
export function report(title: string, figures: readonly number[], unit: string, digits = 0): void {
  const { minimum, median, maximum } = spread(figures);
  const text = [minimum, median, maximum].map((figure) =>
    figure.toLocaleString("en", { maximumFractionDigits: digits }),
  );
  console.log(`${title}\n  median ${text[1]} ${unit} (${text[0]} to ${text[2]}, ${figures.length} rounds)\n`);
}
