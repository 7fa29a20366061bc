import type { LinkTarget } from "../body/links.ts";
import type { ImportedPicture, PictureReference } from "../body/pictures.ts";
import type { GalleryKind } from "../body/shortcode-handlers.ts";
import type { Channel } from "../export/entries.ts";
import type { BylineReference, ExportByline } from "../fields/bylines.ts";
import type { FieldContext } from "../fields/read-fields.ts";
import type { Gallery, GalleryAttributes } from "../pictures/galleries.ts";
import type { RatingTotal } from "../ratings.ts";

/**
 * What the conversion of an item asks about the rest of the export and this site: each question with its argument and
 * its answer, all plain data. The conversion itself is pure, so that it runs in a thread; the importing process answers
 * (blog-lookups.ts).
 */
export interface Lookups {
  /** The slug here of a post. */
  slug: (postId: string) => string;
  /** The article that an address of the blog leads to. */
  article: (address: string) => LinkTarget | undefined;
  picture: (reference: PictureReference) => ImportedPicture | undefined;
  /** The address of an attachment's file on the blog. */
  attachmentAddress: (attachmentId: string) => string | undefined;
  /** Whether an address of the blog is that of an uploaded file or of its page. */
  upload: (address: string) => boolean;
  /** The content of a reusable block; "" if the export has none of this id. */
  reusableBlock: (id: string) => string;
  caption: (attachmentId: string) => string;
  /** The alternative text of an attachment, else its title. */
  attachmentName: (attachmentId: string) => string;
  gallery: (of: { postId: string; attributes: GalleryAttributes; kind: GalleryKind }) => Gallery;
  byline: (of: BylineReference) => ExportByline;
  /** The nicename of a category by its id on the blog. */
  category: (id: string) => string | undefined;
  /** The total of a post in the log of ratings. */
  rating: (postId: string) => RatingTotal | undefined;
}

export type LookupName = keyof Lookups;

export type Lookup = { [Name in LookupName]: { name: Name; argument: Parameters<Lookups[Name]>[0] } }[LookupName];

/** A key for each lookup. An alternative text is no part of it: it does not change which picture is found. */
export function lookupKey({ name, argument }: Lookup): string {
  if (name === "picture") return JSON.stringify([name, argument.attachmentId ?? "", argument.address ?? ""]);
  return JSON.stringify([name, argument]);
}

/** Files in all galleries of an item. */
export const maxGalleryFiles = 5_000;

/** What all items of an import share. */
export interface ConversionSettings {
  channel: Channel;
  /** The opening tags around the items. */
  head: string;
  timezone: string;
  /** Folders of the blog's uploads with an unusual address (`listUploadFolders`). */
  uploadFolders: string[];
  /** The time of the import: what was scheduled for earlier is published. */
  now: Date;
  fields: FieldContext;
  ratingsMax: number;
}

/** The answers that an item's conversion has so far; it notes what it used and what is still to be answered. */
export class AnsweredLookups {
  readonly #answers: Map<string, unknown>;
  readonly #used = new Map<string, Lookup>();
  readonly #missing = new Map<string, Lookup>();

  constructor(answers: [string, unknown][]) {
    this.#answers = new Map(answers);
  }

  /** The answer, or `fallback` for the time being: then the conversion runs again once it is answered. */
  ask<T>(lookup: Lookup, fallback: T): T {
    const key = lookupKey(lookup);
    this.#used.set(key, lookup);
    if (this.#answers.has(key)) return this.#answers.get(key) as T;
    this.#missing.set(key, lookup);
    return fallback;
  }

  get used(): Lookup[] {
    return [...this.#used.values()];
  }

  get missing(): Lookup[] {
    return [...this.#missing.values()];
  }
}
