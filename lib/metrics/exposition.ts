/** A value with its labels. `suffix`: of a histogram's parts. */
interface MetricValue {
  suffix?: "_bucket" | "_sum" | "_count";
  labels?: Readonly<Record<string, string>>;
  value: number;
}

/** A metric with all its values, as Prometheus reads it. The name of a counter ends in `_total`. */
export interface MetricFamily {
  name: string;
  type: "counter" | "gauge" | "histogram";
  help: string;
  values: readonly MetricValue[];
}

/** The formats that Prometheus reads, with their content types. */
export const expositionTypes = {
  prometheus: "text/plain; version=0.0.4; charset=utf-8",
  openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
} as const;

/** The values of a histogram. `counts`: events in each range of `bounds`, and one more above the last. */
export function histogramValues(
  bounds: readonly number[],
  { counts, seconds }: { counts: readonly number[]; seconds: number },
  labels: Record<string, string> = {},
): MetricValue[] {
  let sum = 0;
  const buckets = [...bounds.map(String), "+Inf"].map((le, index): MetricValue => {
    sum += counts[index] ?? 0;
    return { suffix: "_bucket", labels: { ...labels, le }, value: sum };
  });
  return [...buckets, { suffix: "_sum", labels, value: seconds }, { suffix: "_count", labels, value: sum }];
}

/** Writes metrics as text. Families without values are left out. */
export function writeExposition(families: readonly MetricFamily[], format: keyof typeof expositionTypes): string {
  const lines: string[] = [];
  for (const { name, type, help, values } of families) {
    if (values.length === 0) continue;
    // In OpenMetrics the ending of a counter belongs to its values only.
    const title = format === "openMetrics" && type === "counter" ? name.replace(/_total$/, "") : name;
    lines.push(`# HELP ${title} ${escapeHelp(help)}`, `# TYPE ${title} ${type}`);
    for (const { suffix = "", labels, value } of values)
      lines.push(`${name}${suffix}${writeLabels(labels)} ${writeNumber(value)}`);
  }
  if (format === "openMetrics") lines.push("# EOF");
  return `${lines.join("\n")}\n`;
}

const escapeHelp = (text: string) => text.replace(/\\/g, "\\\\").replace(/\n/g, "\\n");

const escapeLabel = (text: string) => text.replace(/\\/g, "\\\\").replace(/\n/g, "\\n").replace(/"/g, '\\"');

function writeLabels(labels: MetricValue["labels"]): string {
  const pairs = Object.entries(labels ?? {}).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length > 0 ? `{${pairs.join(",")}}` : "";
}

function writeNumber(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  return Number.isFinite(value) ? String(value) : "NaN";
}
