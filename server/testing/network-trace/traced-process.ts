import { eq, sql } from "drizzle-orm";
import { connect } from "#db/client.ts";
import { feedItems } from "#db/schema.ts";
import { pollDueFeeds } from "#features/syndication/polling/poll-due-feeds.ts";
import { publishItemByPolicy } from "#features/syndication/publication/publish-item.ts";
import { updateDueReservations } from "#features/syndication/reservation/mutations.ts";
import { importFeeds } from "#features/syndication/sources/opml/mutations.ts";
import { previewAddress } from "#features/syndication/sources/preview/preview-address.ts";
import { requestSubscriptions } from "#features/syndication/websub/mutations.ts";
import { fetchExternal } from "#lib/fetch/fetch.ts";
import { closeJobs } from "#lib/jobs.ts";
import { openFeedParsers } from "#server/worker/feed-poller.ts";
import { privateHosts } from "./addresses.ts";
import { listHostileFeeds } from "./hostile-site.ts";

// Does everything in which the site makes requests to addresses that feeds name. Its connections are traced.

const { db, close } = connect(process.env.DATABASE_URL ?? "", { max: 4 });
const closeParsers = openFeedParsers();
const list = listHostileFeeds().map((url, n) => ({ url, title: `Site ${n}`, siteUrl: "", folder: "" }));
const followed = await importFeeds(db, list, { memberId: null, policy: { publication: "publish", body: "full" } });
const first = await pollDueFeeds(db, { all: true });
const items = await db.select({ id: feedItems.id }).from(feedItems).where(eq(feedItems.state, "waiting"));
for (const { id } of items) await publishItemByPolicy(db, id);
const published = await db.$count(feedItems, eq(feedItems.state, "published"));
await db.execute(sql`update feed_states set next_at = now(), etag = null, last_modified = null, body_hash = null`);
const second = await pollDueFeeds(db);
const hubs = await requestSubscriptions(db);
const sources = await updateDueReservations(db);
for (const host of privateHosts) await previewAddress(db, `http://${host}/preview`, { client: "" });
for (const host of ["rebinding.test", "mixed.test"])
  for (let n = 0; n < 6; n += 1) await fetchExternal(`http://${host}/again/${n}`, { maxBytes: 1_000 });
// For comparison: the trace shows this one.
await fetchExternal("http://127.0.0.1/permitted", { maxBytes: 1_000, mayBePrivate: () => true });
process.stdout.write(JSON.stringify({ followed, first, published, second, hubs, sources }));
await closeParsers();
await closeJobs();
await close();
