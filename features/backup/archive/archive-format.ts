import { z } from "zod";

/** The version of the archive's layout. It grows when an older Vigie could not read it. */
export const archiveFormat = 1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().nonnegative();
/** Names of tables and columns, as our migrations and pg-boss write them. */
const identifier = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/);
const schemaName = z.enum(["public", "drizzle", "pgboss"]);

const tableColumnsSchema = z.object({
  schema: schemaName,
  name: identifier,
  columns: z.array(identifier).min(1).max(1_600),
});

/** The first entry of an archive: what a reader has to know before it reads on. */
export const archiveHeaderSchema = z.object({
  /** Says that this is an archive of this product. */
  product: z.literal("vigie"),
  format: z.number().int().positive(),
  /** The version of the program that made it. */
  version: z.string().regex(/^[\x20-\x7e]{1,100}$/),
  /** Tag and time of the last migration of its database; null if it has none. */
  migration: z.object({ tag: z.string().regex(/^\w{1,200}$/), when: z.number().int() }).nullable(),
  /** The version of pg-boss's tables; null without jobs. */
  jobsVersion: z.number().int().nullable(),
  madeAt: z.iso.datetime(),
  siteUrl: z.string().regex(/^[\x21-\x7e]{1,2000}$/),
  pictures: z.enum(["included", "referenced", "omitted"]),
  /** The tables in the order of their entries. */
  tables: z.array(tableColumnsSchema).max(2_000),
});

/** What an archive says about itself in its first entry. */
export type ArchiveHeader = z.infer<typeof archiveHeaderSchema>;

const tableSchema = tableColumnsSchema.extend({
  rows: count,
  /** Size of the rows in COPY's text format. */
  bytes: count,
  /** See `RowHash`. */
  rowsHash: z.string().regex(/^[0-9a-f]{32}$/),
});

/** One table in an archive. */
export type ArchiveTable = z.infer<typeof tableSchema>;

const sequenceSchema = z.object({
  schema: schemaName,
  name: identifier,
  /** The last value that was used, as text: a bigint. */
  value: z.string().regex(/^-?\d{1,19}$/),
});

/** The last entry of an archive: what must have been in it. Nothing is restored before it was compared. */
export const archiveManifestSchema = archiveHeaderSchema.extend({
  tables: z.array(tableSchema).max(2_000),
  /** Tables of the database that no migration of this product made, and that are not in the archive. */
  leftOut: z.array(z.string().regex(/^[^\n]{1,200}$/)).max(2_000),
  sequences: z.array(sequenceSchema).max(2_000),
  /**
   * `count` and `bytes` of the pictures in it, or with `referenced` of those that it needs. `missing`: pictures of the
   * library that had no file. Each picture's key, size and SHA-256 are in the entries `pictures-NNNNNN.sha256`.
   */
  pictureTotals: z.object({ count, bytes: count, missing: count }),
  /** Whether the site's secret keys are in it. */
  hasSecrets: z.boolean(),
  /** SHA-256 of all bytes of the tar before the manifest's own header. */
  sha256,
});

/** What an archive says about its content in its last entry. */
export type ArchiveManifest = z.infer<typeof archiveManifestSchema>;

/** A picture's master, as an archive lists it. */
export interface ArchivePicture {
  /** Its key in the storage of images. */
  key: string;
  size: number;
  sha256: string;
}

export const headerEntry = "vigie-backup.json";
export const manifestEntry = "manifest.json";

/** The name of a part of a table's rows. */
export const tableEntry = (table: { schema: string; name: string }, part: number) =>
  `database/${table.schema}.${table.name}.${String(part).padStart(6, "0")}`;

export const pictureEntry = (key: string) => `pictures/${key}`;
export const pictureListEntry = (part: number) => `pictures-${String(part).padStart(6, "0")}.sha256`;
export const secretEntry = (name: string) => `secrets/${name}`;

/** The secret files of DATA_DIR, without which sessions, second steps and links in mails that were sent end. */
export const secretNames = ["auth-secret", "actions-key"] as const;
export type SecretName = (typeof secretNames)[number];
