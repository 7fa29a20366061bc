import { type Progress, startProgress } from "./progress.ts";
import { say } from "./run-command.ts";

const megabyte = 1e6;

/** Whether a step counts up, as in "Building indexes: 3 of 400.". */
const isCount = (step: string) => / of \d/.test(step);

/** Shows work that is measured in bytes, part by part, on standard error. */
export function startByteProgress(label: string) {
  let current: { part: string; bar: Progress; shown: number; bytes: number } | undefined;
  let lastStep = "";
  const end = () => {
    current?.bar.done();
    current = undefined;
  };
  const show = (part: string, bytes: number, total: number | undefined) => {
    if (current?.part !== part) {
      end();
      const bar = startProgress(`${label} (${part})`, {
        ...(total !== undefined && { total: Math.ceil(total / megabyte) }),
        unit: "MB",
      });
      current = { part, bar, shown: 0, bytes: 0 };
    }
    current.bytes = bytes;
    const whole = Math.floor(bytes / megabyte);
    if (whole === current.shown) return;
    current.bar.advance(whole - current.shown);
    current.shown = whole;
  };
  return {
    /** Shows how many bytes of a part are done. */
    show,
    /** Adds bytes to a part. */
    add: (part: string, bytes: number, total: number | undefined) =>
      show(part, (current?.part === part ? current.bytes : 0) + bytes, total),
    /** Says what is being done next, once. */
    step(step: string) {
      // Steps that count up are for terminals.
      if (step === lastStep || (isCount(step) && !process.stderr.isTTY)) return;
      lastStep = step;
      end();
      if (isCount(step)) process.stderr.write(`\r${step}`);
      else say(step);
    },
    done: end,
  };
}
