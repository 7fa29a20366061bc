import type { SubscriberReport } from "./import-subscribers.ts";
import { listDateColumns } from "./read-subscribers.ts";

const reasons = {
  cells: "more or fewer cells than the first line",
  address: "no usable e-mail address",
  status: "an unknown status (subscribed, unconfirmed, unsubscribed, bounced)",
} as const;

/** Lines of one kind that are listed on the screen; `--json` has them all. */
const maxListed = 12;

/** Formats the report for people, as English lines. */
export function formatSubscribers(report: SubscriberReport, file: string): string[] {
  const { unconfirmed, wrong } = report;
  return [
    `${report.dryRun ? "Dry run, nothing was written: " : ""}Subscribers (${report.source})`,
    `  ${report.subscribed} new subscriptions with their consent, ${report.existing} already here and left as they are`,
    `  ${report.unsubscribed} unsubscribed and ${report.bounced} bounced: recorded, so that they get no mail`,
    ...(report.repeated > 0 ? [`  ${report.repeated} more lines for the same address (one for each list)`] : []),
    ...(unconfirmed.asked > 0
      ? [`  ${unconfirmed.asked} without a confirmed consent are asked to confirm, one every three seconds`]
      : []),
    ...(unconfirmed.askedBefore > 0 ? [`  ${unconfirmed.askedBefore} were asked before and are not asked again`] : []),
    ...(unconfirmed.waiting > 0
      ? [
          `  ${unconfirmed.waiting} without a confirmed consent were not imported. Their dates are read from the columns`,
          `  ${listDateColumns().join(", ")}.`,
          "  To mail each of them a confirmation, once:",
          `    npm run vigie -- newsletter import ${file} --ask-unconfirmed`,
        ]
      : []),
    ...wrong.flatMap(({ reason, count, lines }) => [
      `  ${count === 1 ? "1 line" : `${count} lines`} with ${reasons[reason]}: ${lines.slice(0, maxListed).join(", ")}${count > maxListed ? " … (--json names more)" : ""}`,
    ]),
  ];
}
