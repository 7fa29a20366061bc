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
 * is the number of items, if known; `unit` names them ("articles").
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

  const rate = () => Math.round(count / Math.max((Date.now() - started) / 1_000, 0.001));
  const show = () => {
    const now = Date.now();
    if (now - started < silentMs) return;
    if (stream.isTTY) {
      bar ??= startBar(stream, label, unit, total);
      bar.setTotal(Math.max(total, count));
      bar.update(count, { rate: rate() });
    } else if (now - lastLine >= lineIntervalMs) {
      lastLine = now;
      const share = total > 0 ? ` of ${total} (${Math.floor((100 * count) / total)} %)` : "";
      stream.write(`${label}: ${count}${share}${unit && ` ${unit}`}, ${rate()}/s\n`);
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
  const figures = total > 0 ? "{bar} {percentage} % · {value}/{total}" : "{value}";
  const bar = new cliProgress.SingleBar(
    { stream, format: `${label} ${figures}${unit && ` ${unit}`} · {rate}/s`, hideCursor: true, clearOnComplete: true },
    cliProgress.Presets.shades_classic,
  );
  bar.start(total, 0, { rate: 0 });
  return bar;
}
