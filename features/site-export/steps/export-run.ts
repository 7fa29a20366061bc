import type postgres from "postgres";
import type { Storage } from "#lib/storage/storage.ts";
import type { ExportFolder } from "../folder/export-folder.ts";
import type { ExportedPicture } from "../queries.ts";
import type { AddressList } from "../redirects/address-list.ts";
import type { PostContext } from "../wordpress/article-post.ts";
import type { WordPressFiles } from "../wordpress/wordpress-files.ts";

export interface ExportCounts {
  articles: number;
  /** Of the articles: drafts, scheduled and withdrawn ones. */
  unpublished: number;
  pages: number;
  comments: number;
  pictures: number;
  /** Ids of pictures whose file is missing. */
  missingPictures: string[];
  redirects: number;
  addresses: number;
  members: number;
  subscribers: number;
  wordpressFiles: number;
}

/** What the steps of an export share. */
export interface ExportRun {
  /** The connection that sees one moment of the database. */
  sql: postgres.Sql;
  folder: ExportFolder;
  storage: Storage;
  siteUrl: string;
  zone: string;
  /** Whether comments of every status are exported. */
  allStatuses: boolean;
  /** The number of each picture, by which WordPress's export refers to it. */
  positions: Map<string, number>;
  wordpress: WordPressFiles;
  addresses: AddressList;
  counts: ExportCounts;
  /** Call it after each item. Throws if the export is to stop. */
  advance(part: "pictures" | "articles"): void;
}

/** The context in which posts refer to pictures. */
export function postContext(run: ExportRun, pictures: Map<string, ExportedPicture>): PostContext {
  return {
    siteUrl: run.siteUrl,
    zone: run.zone,
    findPicture: (id) => pictures.get(id),
    positionOf: (id) => run.positions.get(id) ?? 0,
  };
}
