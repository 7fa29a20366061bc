import { BlogAddresses } from "../blog-addresses.ts";
import { OmissionCounter } from "../body/conversion-report.ts";
import type { PlainReason } from "../body/convert-plain.ts";
import { type BlogClock, createBlogClock } from "../dates.ts";
import { parseItem } from "../export/item.ts";
import { pickGalleryAttributes } from "../pictures/galleries.ts";
import { UploadFolders } from "../pictures/upload-folders.ts";
import { type PrepareContext, type PreparedArticle, prepareArticle } from "../prepare.ts";
import type { ScannedPost } from "../scan.ts";
import { AnsweredLookups, type ConversionSettings, type Lookup, maxGalleryFiles } from "./lookups.ts";

export interface ItemInput {
  /** The `<item>` element. */
  xml: string;
  /** Answers by `lookupKey`. */
  answers: [string, unknown][];
}

export interface ConversionInput {
  settings: ConversionSettings;
  items: ItemInput[];
  /** Keep only the text of bodies and comments, because the usual conversion of the item did not end. */
  plain: PlainReason | undefined;
}

export type ConvertedItem =
  /** Lookups to answer before the item can be converted. */
  { missing: Lookup[] } | { article: PreparedArticle; omissions: [string, number][]; used: Lookup[] };

export interface ConvertedPost {
  post: ScannedPost;
  /** Undefined if even its plain text could not be read within the limits of a thread. */
  article: PreparedArticle | undefined;
  /** Counts by name of what the conversion left out (OmissionCounter). */
  omissions: [string, number][];
  /** What its conversion asked. */
  used: Lookup[];
  /** Why it has its text only. */
  plain: PlainReason | undefined;
}

/**
 * Converts items of an export, as far as the answers reach. Needs neither the database nor the disk: it runs in a
 * thread.
 */
export async function convertItems({ settings, items, plain }: ConversionInput): Promise<ConvertedItem[]> {
  const shared = prepareShared(settings);
  const converted: ConvertedItem[] = [];
  for (const item of items) converted.push(await convertItem(item, settings, { ...shared, plain }));
  return converted;
}

interface Shared {
  clock: BlogClock;
  addresses: BlogAddresses;
  folders: UploadFolders;
}

let latest: { key: string; shared: Shared } | undefined;

/** One import at a time is usual, and its settings are the same for all its items. */
function prepareShared({ timezone, channel, uploadFolders }: ConversionSettings): Shared {
  const key = JSON.stringify([timezone, channel, uploadFolders]);
  if (latest?.key !== key) {
    const clock = createBlogClock(timezone);
    const folders = new UploadFolders(uploadFolders, channel.blogUrl);
    latest = { key, shared: { clock, addresses: new BlogAddresses(channel, []), folders } };
  }
  return latest.shared;
}

async function convertItem(
  { xml, answers }: ItemInput,
  { head, ratingsMax, fields, now, channel }: ConversionSettings,
  { clock, addresses, folders, plain }: Shared & Pick<ConversionInput, "plain">,
): Promise<ConvertedItem> {
  const item = parseItem(head, xml);
  if (!item) throw new Error("An item of the export is none of WordPress's.");
  const lookups = new AnsweredLookups(answers);
  const notes = new OmissionCounter();
  let galleryFilesLeft = maxGalleryFiles;
  const context: PrepareContext = {
    clock,
    now,
    fields,
    ratingsMax,
    notes,
    plain,
    pictures: {
      blogUrl: channel.blogUrl,
      find: async (argument) => lookups.ask({ name: "picture", argument }, undefined),
      addressOf: (argument) => lookups.ask({ name: "attachmentAddress", argument }, undefined),
      isUpload: (argument) =>
        folders.pathOf(argument) !== undefined ||
        (addresses.isOwn(argument) && lookups.ask({ name: "upload", argument }, false)),
    },
    findArticle: (argument) =>
      addresses.isOwn(argument) ? lookups.ask({ name: "article", argument }, undefined) : undefined,
    slugOf: (argument) => lookups.ask({ name: "slug", argument }, ""),
    nameOf: (argument) => lookups.ask({ name: "attachmentName", argument }, ""),
    captionOf: (argument) => lookups.ask({ name: "caption", argument }, ""),
    reusableBlockOf: (argument) => lookups.ask({ name: "reusableBlock", argument }, ""),
    galleryOf: (all, kind) => {
      const argument = { postId: item.id, attributes: pickGalleryAttributes(all), kind };
      const { files, omitted } = lookups.ask({ name: "gallery", argument }, { files: [], omitted: 0 });
      const shown = files.slice(0, galleryFilesLeft);
      galleryFilesLeft -= shown.length;
      const left = omitted + files.length - shown.length;
      if (left > 0) notes.add("gallery:files", left);
      return shown;
    },
    bylineOf: (argument) => lookups.ask({ name: "byline", argument }, { login: "", name: "" }),
    categoryOf: (argument) => lookups.ask({ name: "category", argument }, undefined),
    ratingOf: (argument) => lookups.ask({ name: "rating", argument }, undefined),
  };
  const article = await prepareArticle(item, context);
  const { missing, used } = lookups;
  return missing.length > 0 ? { missing } : { article, omissions: notes.entries(), used };
}
