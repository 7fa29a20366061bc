import cliProgress from "cli-progress";

/** Shorter work shows nothing (ms). */
const silentMs = 1_000;
/** Without a terminal, at most one line in this time (ms). */
const lineIntervalMs = 5_000;

type Screen = NodeJS.WritableStream & { isTTY?: boolean };

export interface Progress {
  /** Adds to the number of finished items (default 1). */
  advance(by?: number): void;
  /** Changes the total. */
  total(items: number): void;
  /** Removes the bar. Call it also after a failure. */
  done(): void;
}

/**
 * Shows the progress of long work on standard error: a bar on a terminal, otherwise a line every few seconds. `total`
 * is the number of items, if known; `unit` names them ("articles"); "bytes" are shown as megabytes.
 */
export function startProgress(
  label: string,
  options: { total?: number; unit?: string; stream?: Screen } = {},
): Progress {
  const stream = options.stream ?? process.stderr;
  const unit = options.unit ?? "";
  const started = Date.now();
  let count = 0;
  let total = options.total ?? 0;
  let lastLine = started;
  let bar: cliProgress.SingleBar | undefined;

  const perSecond = () => count / Math.max((Date.now() - started) / 1_000, 0.001);
  const rate = () => (unit === "bytes" ? `${formatMegabytes(perSecond())} MB/s` : `${formatRate(perSecond())}/s`);
  const left = () => (total > count && count > 0 ? `, ${formatDuration((total - count) / perSecond())} left` : "");
  const amount = (value: number) => (unit === "bytes" ? formatMegabytes(value) : String(value));
  const shownUnit = unit === "bytes" ? "MB" : unit;
  const show = () => {
    const now = Date.now();
    if (now - started < silentMs) return;
    if (stream.isTTY) {
      bar ??= startBar(stream, label, shownUnit, total);
      bar.setTotal(Math.max(total, count));
      bar.update(count, { rate: rate() + left(), done: amount(count), all: amount(Math.max(total, count)) });
    } else if (now - lastLine >= lineIntervalMs) {
      lastLine = now;
      const share = total > 0 ? ` of ${amount(total)} (${Math.floor((100 * count) / total)} %)` : "";
      stream.write(`${label}: ${amount(count)}${share}${shownUnit && ` ${shownUnit}`}, ${rate()}${left()}\n`);
    }
  };
  return {
    advance(by = 1) {
      count += by;
      show();
    },
    total(items) {
      total = items;
      show();
    },
    done() {
      bar?.stop();
      bar = undefined;
    },
  };
}

function startBar(stream: Screen, label: string, unit: string, total: number): cliProgress.SingleBar {
  const figures = total > 0 ? "{bar} {percentage} % · {done}/{all}" : "{done}";
  const bar = new cliProgress.SingleBar(
    { stream, format: `${label} ${figures}${unit && ` ${unit}`} · {rate}`, hideCursor: true, clearOnComplete: true },
    cliProgress.Presets.shades_classic,
  );
  bar.start(total, 0, { rate: "", done: 0, all: total });
  return bar;
}

const formatMegabytes = (bytes: number) => (bytes / 1e6).toFixed(1);

/** Slow work has less than one item in a second. */
const formatRate = (rate: number) => (rate < 10 ? Number(rate.toFixed(1)) : Math.round(rate));

function formatDuration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  return seconds < 3_600 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
}
