import { sizeKinds } from "#features/health/checks/disk.ts";
import { durationBounds } from "#features/health/durations/rules.ts";
import type { SiteFigures } from "#features/health/samples/site-figures.ts";
import { histogramValues, type MetricFamily } from "#lib/metrics/exposition.ts";
import type { ThreadFigures } from "#lib/metrics/thread-metrics.ts";
import { addCounts, addLogged, addPools, addStatements, type ProcessFigures } from "./process-figures.ts";

/** Everything that is known when metrics are asked for. */
export interface MetricSources {
  figures: ProcessFigures;
  /** Absent if the database did not answer in time. */
  site: SiteFigures | undefined;
  isDatabaseUp: boolean;
  version: string;
  parsers: Record<string, { running: number; waiting: number }>;
  lostSamples: number;
}

/** Statements that are listed, those with the longest total. */
const maxStatements = 30;

type Type = MetricFamily["type"];

const family = (name: string, type: Type, help: string, values: MetricFamily["values"]): MetricFamily => ({
  name: `vigie_${name}`,
  type,
  help,
  values,
});

const single = (name: string, type: Type, help: string, value: number | undefined | null) =>
  family(name, type, help, value === undefined || value === null ? [] : [{ value }]);

/** A family with one label, and a value for each name. */
const byName = (
  name: string,
  type: Type,
  help: string,
  label: string,
  counts: Readonly<Record<string, number | null | undefined>>,
) =>
  family(
    name,
    type,
    help,
    Object.entries(counts).flatMap(([key, value]) =>
      value === null || value === undefined ? [] : [{ labels: { [label]: key }, value }],
    ),
  );

function mapValues<T, R>(record: Readonly<Record<string, T>>, read: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, read(value)]));
}

/** All metrics of the process. docs/monitoring.md explains them. */
export function listMetricFamilies(sources: MetricSources): MetricFamily[] {
  return [
    ...processFamilies(sources),
    ...threadFamilies(sources),
    ...servingFamilies(sources),
    ...databaseFamilies(sources),
    ...workFamilies(sources),
    ...(sources.site ? siteFamilies(sources.site) : []),
  ];
}

function processFamilies({ figures, version, lostSamples }: MetricSources): MetricFamily[] {
  const { user, system } = process.cpuUsage();
  const standard = (name: string, type: Type, help: string, value: number): MetricFamily => ({
    name: `process_${name}`,
    type,
    help,
    values: [{ value }],
  });
  return [
    family("build_info", "gauge", "The versions of Vigie and Node.", [
      { labels: { version, node: process.versions.node }, value: 1 },
    ]),
    standard(
      "start_time_seconds",
      "gauge",
      "When the process started, in seconds since 1970.",
      Math.round((Date.now() - process.uptime() * 1_000) / 1_000),
    ),
    standard("cpu_seconds_total", "counter", "Processor time of the process.", (user + system) / 1e6),
    standard("resident_memory_bytes", "gauge", "Memory of the process.", figures.residentBytes),
    single("disk_size_bytes", "gauge", "Size of the disk that holds DATA_DIR.", figures.disk?.total),
    single("disk_free_bytes", "gauge", "Free space on the disk that holds DATA_DIR.", figures.disk?.free),
    single(
      "health_samples_lost_total",
      "counter",
      "Measurements for the health page that were lost because the database was unavailable.",
      lostSamples,
    ),
  ];
}

function threadFamilies({ figures, parsers }: MetricSources): MetricFamily[] {
  const threads: Record<string, ThreadFigures> = {
    main: figures.main,
    ...(figures.render && { render: figures.render }),
  };
  const perThread = (name: string, type: Type, help: string, read: (thread: ThreadFigures) => number) =>
    byName(name, type, help, "thread", mapValues(threads, read));
  return [
    perThread("heap_used_bytes", "gauge", "JavaScript memory in use.", ({ heap }) => heap.used),
    perThread("heap_limit_bytes", "gauge", "JavaScript memory at which the thread ends.", ({ heap }) => heap.limit),
    perThread("gc_seconds_total", "counter", "Time of garbage collections.", ({ gc }) => gc.seconds),
    perThread("gc_runs_total", "counter", "Garbage collections.", ({ gc }) => gc.count),
    perThread(
      "event_loop_utilization_ratio",
      "gauge",
      "Share of the last seconds in which the thread was busy.",
      ({ eventLoop }) => eventLoop.busy,
    ),
    family(
      "event_loop_delay_seconds",
      "gauge",
      "How late the thread ran its timers in the last seconds: the 99th percentile and the longest.",
      Object.entries(threads).flatMap(([thread, { eventLoop }]) => [
        { labels: { thread, stat: "p99" }, value: eventLoop.p99 },
        { labels: { thread, stat: "max" }, value: eventLoop.max },
      ]),
    ),
    byName(
      "parser_threads_busy",
      "gauge",
      "Parser threads at work.",
      "queue",
      mapValues(parsers, (one) => one.running),
    ),
    byName(
      "parser_texts_waiting",
      "gauge",
      "Texts that wait for a parser.",
      "queue",
      mapValues(parsers, (one) => one.waiting),
    ),
  ];
}

function servingFamilies({ figures }: MetricSources): MetricFamily[] {
  const { serving } = figures;
  if (!serving) return [];
  const { requests, pageCache, renders } = serving;
  const refusals = Object.entries(addCounts(figures, (thread) => thread.refusals));
  const limit = "limit ";
  const [limited, refused] = [
    refusals.filter(([name]) => name.startsWith(limit)).map(([name, count]) => [name.slice(limit.length), count]),
    refusals.filter(([name]) => !name.startsWith(limit)),
  ];
  return [
    family(
      "requests_total",
      "counter",
      "Requests by page kind and class of status; aborted: the client left first.",
      Object.entries(requests).flatMap(([kind, { statuses }]) =>
        Object.entries(statuses).map(([status, value]) => ({ labels: { kind, status }, value })),
      ),
    ),
    family(
      "request_duration_seconds",
      "histogram",
      "Time from a request to the end of its response.",
      Object.entries(requests).flatMap(([kind, { durations }]) => histogramValues(durationBounds, durations, { kind })),
    ),
    byName(
      "response_bytes_total",
      "counter",
      "Bytes of responses.",
      "kind",
      mapValues(requests, ({ bytes }) => bytes),
    ),
    single("requests_running", "gauge", "Requests without a complete response.", serving.runningRequests),
    byName(
      "refusals_total",
      "counter",
      "Requests that were refused, by reason.",
      "reason",
      Object.fromEntries(refused),
    ),
    byName("rate_limited_total", "counter", "Uses beyond a rate limit.", "limit", Object.fromEntries(limited)),
    byName("page_cache_requests_total", "counter", "Requests for shared pages by where the page came from.", "result", {
      hit: pageCache.hits,
      stale: pageCache.stale,
      miss: pageCache.misses,
    }),
    single("page_cache_pages", "gauge", "Pages in memory.", pageCache.pages),
    single("page_cache_bytes", "gauge", "Memory of the pages in memory.", pageCache.bytes),
    family(
      "render_duration_seconds",
      "histogram",
      "Time of a page's render, with its wait for the render thread.",
      histogramValues(durationBounds, renders.durations),
    ),
    single("renders_failed_total", "counter", "Renders that failed.", renders.failed),
    single("renders_running", "gauge", "Renders that run or wait.", renders.running),
    ...(serving.pagesOfOthers === undefined
      ? []
      : [
          single("pages_of_others_total", "counter", "Pages that other instances had rendered.", serving.pagesOfOthers),
        ]),
    single("live_streams", "gauge", "Readers who follow a discussion.", serving.liveStreams),
    byName("edge_purges_total", "counter", "Requests to purge the cache in front of the site.", "outcome", {
      done: serving.edge?.done,
      failed: serving.edge?.failed,
    }),
    single(
      "edge_purge_keys_waiting",
      "gauge",
      "Keys that are to be purged there, as often as they are.",
      serving.edge?.waiting,
    ),
    single(
      "edge_caches_failing",
      "gauge",
      "Caches that this process purges, and that refused the last request or did not answer.",
      serving.edge?.failing,
    ),
    single(
      "edge_purger_active",
      "gauge",
      "Whether this process is the one that purges.",
      serving.edge && (serving.edge.isActive ? 1 : 0),
    ),
  ];
}

function databaseFamilies({ figures, isDatabaseUp, site }: MetricSources): MetricFamily[] {
  const pool = addPools(figures);
  const statements = [...addStatements(figures).values()].sort((a, b) => b.seconds - a.seconds).slice(0, maxStatements);
  const perStatement = (name: string, help: string, read: (one: (typeof statements)[number]) => number) =>
    family(
      name,
      "counter",
      help,
      statements.map((one) => ({ labels: { statement: one.name }, value: read(one) })),
    );
  return [
    single("database_up", "gauge", "Whether the database answers.", isDatabaseUp ? 1 : 0),
    single("site_figures_up", "gauge", "Whether the figures from the database are here.", site ? 1 : 0),
    single("database_connections", "gauge", "Connections that the process may open.", pool.size),
    single("database_connections_busy", "gauge", "Connections with a running statement.", pool.busy),
    single("database_calls_waiting", "gauge", "Calls that wait for a connection.", pool.waiting),
    single(
      "database_failures_total",
      "counter",
      "Calls that failed because the database was unavailable.",
      pool.failures,
    ),
    perStatement(
      "statement_seconds_total",
      "Time of the statements that took the longest together.",
      (one) => one.seconds,
    ),
    perStatement("statement_runs_total", "Runs of those statements.", (one) => one.count),
  ];
}

function workFamilies({ figures }: MetricSources): MetricFamily[] {
  const logged = { warn: 0, error: 0 };
  for (const { level, count } of addLogged(figures).values()) logged[level] += count;
  return [
    byName("log_messages_total", "counter", "Warnings and errors in the log, repeated ones too.", "level", logged),
    byName("mails_total", "counter", "Mails by outcome.", "outcome", {
      sent: 0,
      ...addCounts(figures, (thread) => thread.mails),
    }),
    byName("jobs_total", "counter", "Jobs that this process ran.", "outcome", {
      done: 0,
      failed: 0,
      ...addCounts(figures, (thread) => thread.jobs),
    }),
    byName(
      "outgoing_requests_total",
      "counter",
      "Requests to other sites (feeds, pictures, hubs), by class of status or failure.",
      "outcome",
      addCounts(figures, (thread) => thread.fetches),
    ),
  ];
}

function siteFamilies(site: SiteFigures): MetricFamily[] {
  const perQueue = (name: string, help: string, read: (queue: SiteFigures["queues"][string]) => number) =>
    byName(name, "gauge", help, "queue", mapValues(site.queues, read));
  const { mails, newsletter, feeds, created, moderation } = site;
  return [
    perQueue("queue_jobs_waiting", "Jobs that are due.", (queue) => queue.waiting),
    perQueue("queue_jobs_failed", "Jobs whose last attempt failed.", (queue) => queue.failed),
    perQueue("queue_oldest_seconds", "How long the oldest due job has waited.", (queue) => queue.oldestSeconds),
    byName(
      "schedule_success_age_seconds",
      "gauge",
      "Time since a schedule last ran well.",
      "schedule",
      mapValues(site.schedules, ({ seconds }) => seconds),
    ),
    byName(
      "schedule_failing",
      "gauge",
      "Whether the last run of a schedule failed.",
      "schedule",
      mapValues(site.schedules, ({ isFailing }) => (isFailing ? 1 : 0)),
    ),
    single(
      "worker_heartbeat_age_seconds",
      "gauge",
      "Time since any process showed that it runs jobs.",
      site.heartbeatSeconds,
    ),
    byName(
      "moderation_waiting",
      "gauge",
      "What waits for a moderator.",
      "kind",
      mapValues(moderation, (one) => one.waiting),
    ),
    byName(
      "moderation_oldest_seconds",
      "gauge",
      "How long the oldest of them has waited.",
      "kind",
      mapValues(moderation, (one) => one.oldestSeconds),
    ),
    byName("mails_waiting", "gauge", "Mails that are due.", "kind", {
      site: mails.waiting,
      newsletter: newsletter.waiting,
    }),
    byName("mails_oldest_seconds", "gauge", "How long the oldest due mail has waited.", "kind", {
      site: mails.oldestSeconds,
      newsletter: newsletter.oldestSeconds,
    }),
    byName("mails_uncertain", "gauge", "Mails of which nobody knows whether they were sent.", "kind", {
      site: mails.uncertain,
      newsletter: newsletter.uncertain,
    }),
    single("feeds_active", "gauge", "Feeds of other sites that are read.", feeds.active),
    single("feeds_failing", "gauge", "Feeds that could not be read for a day.", feeds.failing),
    byName("created_total", "counter", "Members, comments and articles ever made, deleted ones too.", "what", created),
    single("database_size_bytes", "gauge", "Size of the database.", site.databaseBytes),
    byName(
      "stored_bytes",
      "gauge",
      "What DATA_DIR holds, by kind, measured once an hour, or once a day if it has very many files.",
      "kind",
      Object.fromEntries(sizeKinds.map((kind) => [kind, site.stored?.[kind]])),
    ),
    byName(
      "backup_age_seconds",
      "gauge",
      "Time since the last backup that succeeded.",
      "kind",
      mapValues(site.backups, ({ seconds }) => seconds),
    ),
    byName(
      "backup_failing",
      "gauge",
      "Whether the last backup failed.",
      "kind",
      mapValues(site.backups, ({ isFailing }) => (isFailing ? 1 : 0)),
    ),
  ];
}
