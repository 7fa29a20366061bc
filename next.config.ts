import type { NextConfig } from "next";
import { PHASE_PRODUCTION_SERVER } from "next/constants.js";
import { htmlLimitedAgent } from "./lib/html-limited-agent.ts";
import { personalHeader } from "./lib/request-address.ts";

/** `/categories/x?page=2` is served by the static path `/categories/x/page/2`: a page never reads the query string. */
const pagedLists = [
  "/",
  "/categories/:slug",
  "/tags/:slug",
  "/authors/:slug",
  "/members/:slug",
  "/sources/:slug",
  "/stories/:slug",
  "/corrections",
  "/newsletter",
  "/articles/:slug/comments",
  "/pages/:slug/comments",
];

const query = (key: string, value: string) => ({ type: "query" as const, key, value: `(?<${key}>${value})` });
const commentLists = ["/articles/:slug/comments", "/pages/:slug/comments"];
const commentIn = (comments: string) => `${comments}/:comment(\\d{1,15})`;
const moderationLog = "/moderation-log";
/** A discussion in another order, and what a long thread holds after a comment; as with pages, paths inside and a query outside. */
const discussions = commentLists.flatMap((comments) => [
  {
    source: comments,
    has: [query("sort", "newest|best"), query("page", "\\d{1,6}")],
    destination: `${comments}/sorted/:sort/page/:page`,
  },
  { source: comments, has: [query("sort", "newest|best")], destination: `${comments}/sorted/:sort` },
  {
    source: commentIn(comments),
    has: [query("after", "\\d{1,15}")],
    destination: `${comments}/:comment/after/:after`,
  },
]);

const config: NextConfig = {
  generateBuildId: () => process.env.VIGIE_BUILD_ID ?? null,
  // The page server keeps finished pages; Next keeps none.
  cacheMaxMemorySize: 0,
  // The page server requests each document as such a robot, so that Next sends it whole, with its metadata in the head.
  htmlLimitedBots: new RegExp(htmlLimitedAgent),
  poweredByHeader: false,
  // `npm test` checks the types; checking them again would make a first start half a minute longer.
  typescript: { ignoreBuildErrors: true },
  reactStrictMode: true,
  serverExternalPackages: [
    "postgres",
    "drizzle-orm",
    "sharp",
    "@node-rs/argon2",
    "pino",
    "pg-boss",
    // It imports drizzle by a computed name, which the bundler cannot follow. Bundled, it would count each limit in
    // memory only.
    "rate-limiter-flexible",
    "iovalkey",
    "@aws-sdk/client-s3",
    "@zxcvbn-ts/core",
    "@zxcvbn-ts/language-common",
    "@zxcvbn-ts/language-en",
    "@zxcvbn-ts/language-fr",
  ],
  experimental: {
    authInterrupts: true,
    globalNotFound: true,
    // A member's picture; what each path really takes, the page server knows (server/http/guard/body-limit.ts).
    serverActions: { bodySizeLimit: "8mb" },
  },
  async redirects() {
    // The paths to which page numbers are rewritten are ours internally; externally they belong to WordPress, or to no page.
    const lists = pagedLists.map((source) => ({
      source: `${source === "/" ? "" : source}/page/:page(\\d{1,6})`,
      destination: `${source}?page=:page`,
      permanent: true,
    }));
    return [
      // Where password managers look for it (W3C, "A Well-Known URL for Changing Passwords").
      { source: "/.well-known/change-password", destination: "/account/security#password", permanent: false },
      ...lists,
      { source: "/login/personal", destination: "/login", permanent: false },
      ...commentLists.flatMap((comments) => [
        {
          source: `${comments}/sorted/:sort/page/:page(\\d{1,6})`,
          destination: `${comments}?sort=:sort&page=:page`,
          permanent: true,
        },
        { source: `${comments}/sorted/:sort`, destination: `${comments}?sort=:sort`, permanent: true },
        {
          source: `${commentIn(comments)}/after/:after(\\d{1,15})`,
          destination: `${comments}/:comment?after=:after`,
          permanent: true,
        },
      ]),
      ...["csv", "json"].map((format) => ({
        source: `/transparency/:year(\\d{4})/report.${format}`,
        destination: `/transparency/:year.${format}`,
        permanent: true,
      })),
      {
        source: `${moderationLog}/:filter*/before/:before(\\d{1,15})`,
        destination: `${moderationLog}/:filter*?before=:before`,
        permanent: true,
      },
    ];
  },
  async rewrites() {
    return {
      beforeFiles: [
        {
          source: "/login",
          has: [{ type: "header" as const, key: personalHeader }],
          destination: "/login/personal",
        },
        ...discussions,
        // A year's report is its page and two files.
        ...["csv", "json"].map((format) => ({
          source: `/transparency/:year(\\d{4}).${format}`,
          destination: `/transparency/:year/report.${format}`,
        })),
        // The public log goes back by the last line of a page.
        {
          source: `${moderationLog}/:filter*`,
          has: [query("before", "\\d{1,15}")],
          destination: `${moderationLog}/:filter*/before/:before`,
        },
        ...pagedLists.map((source) => ({
          source,
          has: [{ type: "query" as const, key: "page", value: "(?<page>\\d{1,6})" }],
          destination: `${source === "/" ? "" : source}/page/:page`,
        })),
        {
          source: "/",
          has: [{ type: "query" as const, key: "p", value: "(?<id>\\d{1,18})" }],
          destination: "/wordpress-id/:id",
        },
        {
          source: "/",
          has: [{ type: "query" as const, key: "attachment_id", value: "(?<id>\\d{1,18})" }],
          destination: "/wordpress-attachment/:id",
        },
      ],
    };
  },
};

/** Adds the messages for the scripts (components/ui/browser-messages.ts), except in the serving process, which bundles none. */
export default async function configFor(phase: string): Promise<NextConfig> {
  if (phase === PHASE_PRODUCTION_SERVER) return config;
  const { listBrowserMessages } = await import("./i18n/browser-messages.ts");
  const sentences = JSON.stringify(listBrowserMessages());
  return { ...config, compiler: { define: { "process.env.BROWSER_SENTENCES": sentences } } };
}
