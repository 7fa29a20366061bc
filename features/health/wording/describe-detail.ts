import { formatBytes } from "#lib/byte-size.ts";
import type { ValkeyFailure } from "#lib/valkey/valkey-client.ts";
import type { HealthFacts } from "../checks/all-checks.ts";
import type { CheckName } from "../checks/rules.ts";
import { formatMilliseconds, formatSeconds } from "./figures.ts";

/** English, as the command line. */
const style = { locale: "en", unitDisplay: "long" } as const;
const toTime = (ms: number) => formatMilliseconds(ms, style.locale);

/** Why a process cannot use Valkey. */
const valkeyReasons: Record<ValkeyFailure, string> = {
  silent: "no response from Valkey",
  full: "Valkey's memory is full",
  readOnly: "Valkey accepts no writes",
  refused: "Valkey denies access",
  unusable: "Valkey cannot be used",
};

/** How many lines of a list are printed. */
const maxLines = 5;
const maxNodeLines = 20;

/** The technical detail of a check, for an operator at a terminal: a few lines, without personal data. */
export function describeDetail(check: CheckName, facts: Partial<HealthFacts>): string[] {
  switch (check) {
    case "database": {
      const { database } = facts;
      if (!database) return [];
      const { version, connections, maxConnections, bloatedTable, deadRows, liveRows, transactionSeconds } = database;
      return [
        `PostgreSQL ${version}, ${connections} of ${maxConnections} connections, oldest transaction ${formatSeconds(transactionSeconds, style)}`,
        ...(bloatedTable ? [`${bloatedTable}: ${deadRows} dead rows, ${liveRows} live`] : []),
      ];
    }
    case "disk": {
      const { disk } = facts;
      if (!disk) return [];
      const { totalBytes, freeBytes, pictures, database, backups, logs, mails, rest = 0 } = disk.sizes;
      const parts = { pictures, database, backups, logs, mails, rest };
      return [
        Object.entries({ total: totalBytes, free: freeBytes, ...parts })
          .map(([kind, bytes]) => `${kind} ${formatBytes(bytes, style.locale)}`)
          .join(", "),
      ];
    }
    case "backups": {
      const { localFailure = "", offsiteFailure = "", trialFailure = "" } = facts.backups ?? {};
      return [localFailure, offsiteFailure, trialFailure].filter((text) => text !== "");
    }
    case "jobs":
      return [
        ...(facts.jobs?.overdueSchedules ?? []).map((name) => `overdue: ${name}`),
        ...(facts.jobs?.failedSchedules ?? []).map((name) => `failed: ${name}`),
      ].slice(0, maxLines);
    case "slowPages":
      return (facts.slowPages?.kinds ?? []).slice(0, maxLines).map(({ kind, p95Ms }) => `${kind}: ${toTime(p95Ms)}`);
    case "statements":
      return (facts.statements?.statements ?? [])
        .slice(0, maxLines)
        .map(({ text, slowestMs, calls }) => `${toTime(slowestMs)}, ${calls}×: ${text}`);
    case "errors":
      return (facts.errors?.messages ?? []).slice(0, maxLines).map(({ message, count }) => `${count}×: ${message}`);
    case "protection":
      return [...(facts.protection?.weaknesses ?? [])];
    case "nodes":
      return (facts.nodes?.nodes ?? [])
        .slice(0, maxNodeLines)
        .map(({ host, build, servesReaders, heartbeatSeconds }) =>
          [
            `${host}: ${build === "" ? "no build" : `build ${build}`}`,
            ...(servesReaders ? [] : ["only runs jobs"]),
            `heartbeat ${formatSeconds(heartbeatSeconds, style)} ago`,
          ].join(", "),
        );
    case "valkey":
      return (facts.valkey?.lost ?? [])
        .slice(0, maxNodeLines)
        .flatMap(({ host, failure }) => (host === "" ? [] : [`${host}: ${valkeyReasons[failure]}`]));
    case "certificate":
      return facts.certificate?.failure ? [facts.certificate.failure] : [];
    default:
      return [];
  }
}
