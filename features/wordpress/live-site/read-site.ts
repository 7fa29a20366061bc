import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { isTimeZone } from "../dates.ts";
import { ImportFailure } from "../import-reason.ts";
import { apiUrl, discoverSite, type Site, toSiteRefusal } from "./discover.ts";
import { listOmissions, type OmissionReason, omissionKey } from "./omissions.ts";
import { type Collection, readCollection } from "./read-collection.ts";
import {
  commentRecord,
  mediaRecord,
  parsePost,
  postTypeList,
  type Taxonomy,
  taxonomyList,
  termRecord,
  userRecord,
} from "./records.ts";
import { type RestAnswer, RestClient, type RestClientOptions } from "./rest-client.ts";
import { nameCopyFolder, parseSiteAddress } from "./site-address.ts";
import { SiteCopy } from "./site-copy.ts";
import type { SiteReading } from "./site-report.ts";
import { writeExport } from "./write-export.ts";

interface ReadSiteOptions extends RestClientOptions {
  /** `DATA_DIR/imports`: a folder for each site is made in it. */
  folder: string;
  /** Called with the items read and, as far as the site has said, the number of all. */
  onProgress?: (done: number, total: number) => void;
  now?: () => Date;
  /** Free disk space (bytes) that is left to the database. */
  reservedBytes?: number;
  /** For tests: where wordpress.com's API is. */
  hostedApi?: string;
}

type Refusal = Extract<RestAnswer, { ok: false }>;

/** A later run asks for everything that changed since a day before the last one began: clocks and zones differ. */
const updateOverlapMs = 86_400_000;
/** Taxonomies and types that WordPress itself uses for menus, templates and the like. */
const internalName = /^(?:wp_|nav_menu|link_category|post_format|attachment$|revision$|custom_css$)/;
const maxOtherTypes = 20;

/**
 * Reads the public parts of a live WordPress site by its REST API into a copy on disk, and returns the copy as a file of
 * WordPress's export format. A run that was interrupted continues, and a later one reads only what changed. Throws an
 * OperatorError with one line if the site cannot be read.
 */
export async function readLiveSite(
  text: string,
  options: ReadSiteOptions,
): Promise<{ file: string; reading: SiteReading; timezone: string }> {
  const address = parseSiteAddress(text);
  const now = options.now ?? (() => new Date());
  const client = new RestClient(options);
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const copy = await SiteCopy.open(
    join(options.folder, nameCopyFolder(address)),
    address.href,
    now(),
    options.reservedBytes,
  );
  const updatedSince = copy.state.completedAt;
  const isContinued = copy.isResumed && updatedSince === null;
  copy.beginUpdate(now(), (startedAt) => new Date(startedAt.getTime() - updateOverlapMs));
  // The address of its API may have changed since, so it is looked up by each run.
  const site = await discoverSite(client, address, options.hostedApi);
  copy.state.site = site;
  await copy.save();

  const counts = new Map<string, { read: number; total: number }>();
  const notPublic: string[] = [];
  const read = async <T extends { id: number }>(collection: Collection<T>): Promise<Refusal | undefined> => {
    const refused = await readCollection(collection, {
      api: site.api,
      client,
      copy,
      onRecords: (done, total) => {
        counts.set(collection.name, { read: done, total: Math.max(done, total ?? 0) });
        const all = [...counts.values()];
        options.onProgress?.(
          all.reduce((sum, one) => sum + one.read, 0),
          all.reduce((sum, one) => sum + one.total, 0),
        );
      },
    });
    if (refused) notPublic.push(collection.name);
    return refused;
  };

  const { taxonomies, wrong } = await listTaxonomies(client, site);
  const refused = await read(postCollection("posts", taxonomies, site));
  if (refused) throw new ImportFailure(toSiteRefusal(refused, address.host));
  await read(postCollection("pages", taxonomies, site));
  for (const taxonomy of taxonomies) await read(termCollection(taxonomy));
  await read({ name: "users", path: "users", fields: "id,name,slug", parse: checkWith(userRecord) });
  await read(mediaCollection);
  await read(commentCollection);
  const others = await countOtherTypes(client, site);
  const { file, notes } = await writeExport(copy, site, taxonomies);
  copy.state.completedAt = now().toISOString();
  await copy.save();
  for (const [name, count] of Object.entries(copy.state.omissions)) notes.add(name, count);
  notes.add(omissionKey("wrongFields", "taxonomies"), wrong);
  const timezone = isTimeZone(site.timezone) ? site.timezone : "";
  if (timezone !== site.timezone) notes.add(omissionKey("unknownZone", "timezones"));
  const sizes = await Promise.all(
    Object.keys(copy.state.collections).map(async (name) => [name, (await copy.index(name)).size] as const),
  );
  return {
    file,
    timezone,
    reading: {
      address: site.url,
      requests: client.requests,
      isContinued,
      updatedSince,
      items: Object.fromEntries(sizes),
      notPublic,
      otherTypes: others,
      addOns: notes.listByPrefix("add-on:"),
      omitted: listOmissions(notes.listByPrefix("")),
    },
  };
}

function postCollection(name: "posts" | "pages", taxonomies: Taxonomy[], site: Site) {
  const own = taxonomies.filter(({ types }) => types.includes(name === "posts" ? "post" : "page"));
  const seo = [
    ...(site.namespaces.some((space) => space.startsWith("yoast/")) ? ["yoast_head_json"] : []),
    ...(site.namespaces.some((space) => space.startsWith("aioseo/")) ? ["aioseo_head_json"] : []),
  ];
  const fields =
    "id,date,date_gmt,modified_gmt,slug,status,type,link,title,content,excerpt,author,featured_media,comment_status,parent,menu_order,sticky";
  return {
    name,
    path: name,
    fields: [fields, ...own.map(({ rest_base }) => rest_base), ...seo].join(","),
    changedSince: "modified_after" as const,
    parse: (value: unknown) => {
      const record = parsePost(value, own, site.title);
      if (!record) return { omit: "wrongFields" as const };
      if (record.content.protected) return { omit: "password" as const };
      return record.status !== "" && record.status !== "publish" ? { omit: "notPublic" as const } : { record };
    },
  };
}

function termCollection(taxonomy: Taxonomy) {
  const name = `terms-${taxonomy.slug}`;
  return {
    name,
    path: taxonomy.rest_base,
    fields: "id,name,slug,description,parent",
    isPaged: taxonomy.hierarchical,
    parse: checkWith(termRecord),
  };
}

const mediaCollection = {
  name: "media",
  path: "media",
  fields: "id,date,date_gmt,modified_gmt,slug,link,title,author,caption,alt_text,mime_type,source_url,post",
  changedSince: "modified_after" as const,
  parse: checkWith(mediaRecord),
};

const commentCollection = {
  name: "comments",
  path: "comments",
  fields: "id,post,parent,author_name,date,date_gmt,content,status,type",
  changedSince: "after" as const,
  parse: checkWith(commentRecord),
};

function checkWith<T extends { id: number }>(schema: z.ZodType<T>) {
  return (value: unknown): { record: T } | { omit: OmissionReason } => {
    const parsed = schema.safeParse(value);
    return parsed.success ? { record: parsed.data } : { omit: "wrongFields" };
  };
}

const coreTaxonomies: Taxonomy[] = [
  { slug: "category", name: "Categories", hierarchical: true, rest_base: "categories", types: ["post"] },
  { slug: "post_tag", name: "Tags", hierarchical: false, rest_base: "tags", types: ["post"] },
];

async function listTaxonomies(
  client: RestClient,
  site: Site,
): Promise<{ taxonomies: Taxonomy[] /** Entries that are not read. */; wrong: number }> {
  const answer = await client.getJson(apiUrl(site.api, "taxonomies"));
  const parsed = answer.ok ? taxonomyList.safeParse(answer.value) : undefined;
  const { valid, wrong } = parsed?.success ? parsed.data : { valid: [], wrong: 0 };
  // One of each name: each has a file in the copy.
  const found = [...new Map(valid.map((taxonomy) => [taxonomy.slug, taxonomy])).values()].filter(
    ({ slug, types }) => !internalName.test(slug) && types.some((type) => type === "post" || type === "page"),
  );
  const named = new Set(found.map(({ slug }) => slug));
  const all = [...coreTaxonomies.filter(({ slug }) => !named.has(slug)), ...found];
  return { taxonomies: all.slice(0, 50), wrong: wrong + Math.max(0, all.length - 50) };
}

/** Types of plugins (events, products …) are counted only. */
async function countOtherTypes(client: RestClient, site: Site): Promise<{ name: string; count: number }[]> {
  const answer = await client.getJson(apiUrl(site.api, "types"));
  const parsed = answer.ok ? postTypeList.safeParse(answer.value) : undefined;
  const counts: { name: string; count: number }[] = [];
  const others = (parsed?.success ? parsed.data.valid : []).filter(
    ({ slug }) => !internalName.test(slug) && slug !== "post" && slug !== "page",
  );
  for (const { slug, rest_base } of others.slice(0, maxOtherTypes)) {
    const list = await client.getJson(apiUrl(site.api, rest_base, { per_page: 1, _fields: "id" }));
    if (list.ok && list.total) counts.push({ name: slug, count: list.total });
  }
  return counts;
}
