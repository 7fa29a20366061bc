import { describeAnswer, fileKey, findBlogPath, isImage, toNicename } from "./addresses.ts";
import type { ItemCheck } from "./check-item.ts";
import type { ExportOverview } from "./overview.ts";
import type { SiteClient } from "./site-client.ts";
import type { VerifyReport } from "./verify-report.ts";

interface ListContext {
  client: SiteClient;
  overview: ExportOverview;
  report: VerifyReport;
  check: ItemCheck;
  /** One in this many is checked. */
  step: number;
}

/** Where this site has its lists. */
const listFolders = { category: "categories", tag: "tags", author: "authors" };

/** Asks for the addresses of categories, tags, authors and months, with their feeds, and for those of the whole site. */
export async function checkLists({ client, overview, check, step }: ListContext): Promise<void> {
  const base = overview.blog.pathname.replace(/\/$/, "");
  if (overview.isVigie) {
    await checkOwnLists({ client, overview, check, step, base });
    return;
  }
  for (const path of [`${base}/feed/`, `${base}/comments/feed/`, `${base}/feed/atom/`, "/?feed=rss2"])
    await check.checkFeed(path, path);
  const isAsked = (_: unknown, index: number) => index % step === 0;
  for (const month of [...overview.months].filter(isAsked)) {
    const path = `${base}/${month}/`;
    const answer = await client.ask(path);
    check.countAddress(answer, path, month, answer.path.startsWith("/search?") ? undefined : "a list by date");
  }
  for (const { kind, id, name, label } of overview.terms.filter(isAsked)) {
    if (kind === "author" && name.includes("@")) continue;
    const nice = kind === "author" ? toNicename(name) : name;
    const path = `${base}/${kind}/${nice}/`;
    const parameter = { category: "cat", tag: "tag_id", author: "author" }[kind];
    const byName = await client.ask(path);
    check.countAddress(
      byName,
      path,
      label,
      byName.path.startsWith(`/${listFolders[kind]}/`) ? undefined : `the list of the ${kind}`,
    );
    const byId = `/?${parameter}=${id}`;
    if (/^[1-9]\d*$/.test(id)) check.countAddress(await client.ask(byId), byId, label, byName.path);
    await check.checkFeed(`${path}feed/`, path);
  }
}

/** A Vigie site has lists of its own, and none of WordPress's addresses. */
async function checkOwnLists({
  client,
  overview,
  check,
  step,
  base,
}: Omit<ListContext, "report"> & { base: string }): Promise<void> {
  for (const path of [`${base}/feed.xml`, `${base}/atom.xml`]) await check.checkFeed(path, path);
  for (const [index, { kind, name, label }] of overview.terms.entries()) {
    if (index % step !== 0) continue;
    const path = `${base}/${listFolders[kind]}/${name}`;
    check.countAddress(await client.ask(path), path, label);
  }
}

/** Asks for the uploads that texts show, and for their attachment pages. The others are not imported. */
export async function checkUploads({ client, overview, report, check, step }: ListContext): Promise<void> {
  if (overview.isVigie) return;
  let index = 0;
  for (const [id, { address }] of overview.files) {
    const path = findBlogPath(address, overview.blog);
    if (path === undefined) continue;
    const state = check.uploads.get(fileKey(path));
    if (state === "missing") continue;
    if (state === undefined) {
      report.leaveOut(
        step > 1 ? "files that no compared text shows" : "files that no text shows, which are not imported",
      );
      continue;
    }
    index += 1;
    if ((index - 1) % step !== 0) continue;
    const answer = await client.ask(path);
    const isThere = answer.status === 200 && answer.problem === undefined && isImage(answer);
    report.count("uploads", isThere, path, describeAnswer(answer));
    const page = `/?attachment_id=${id}`;
    if (isThere) check.countAddress(await client.ask(page), page, address);
  }
}
