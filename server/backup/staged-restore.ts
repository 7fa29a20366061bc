import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const planSchema = z.object({
  /** The database that takes the place of the site's. */
  database: z.string(),
  /** Its OID, which it keeps under its new name; null while the site's own, empty database is being filled. */
  oid: z.number().int().nullable(),
  /** The name that the replaced database gets; absent if there is no exchange. */
  kept: z.string().optional(),
  /** Whether the replaced database has a site, and is kept. */
  hadSite: z.boolean(),
  /** What the names of replaced files end with. */
  time: z.string().regex(/^\d{1,20}$/),
});

/** What a restore is about to do, as `DATA_DIR/restoring` says it after a kill. */
export type RestorePlan = z.infer<typeof planSchema>;

/**
 * The folder `DATA_DIR/restoring`, in which everything waits that a restore changes outside the database: secret keys,
 * and pictures that have another content. Whether it is finished or thrown away after a kill depends on one thing: which
 * database has the site's name.
 */
export class RestoreStage {
  readonly #folder: string;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, "restoring");
  }

  get exists(): boolean {
    return existsSync(this.#folder);
  }

  get pictures(): string {
    return join(this.#folder, "pictures");
  }

  get secrets(): string {
    return join(this.#folder, "secrets");
  }

  /** Stores the plan before anything is loaded. */
  begin(plan: RestorePlan): void {
    this.discard();
    for (const folder of [this.#folder, this.pictures, this.secrets]) mkdirSync(folder, { mode: 0o700 });
    this.store(plan);
  }

  store(plan: RestorePlan): void {
    const file = this.#planFile;
    writeFileSync(`${file}.part`, JSON.stringify(plan), { mode: 0o600, flush: true });
    renameSync(`${file}.part`, file);
  }

  /** The plan of a restore that was killed; undefined if it had not begun. */
  readPlan(): RestorePlan | undefined {
    if (!existsSync(this.#planFile)) return undefined;
    try {
      return planSchema.parse(JSON.parse(readFileSync(this.#planFile, "utf8")));
    } catch {
      return undefined;
    }
  }

  /** Notes pictures that are about to be written where none were. Resolves when that is on the disk. */
  async noteNewPictures(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    const lines = keys.map((key) => `${key}\n`).join("");
    await appendFile(this.#newPicturesFile, lines, { mode: 0o600, flush: true });
  }

  /** The pictures that were written where none were. Those of the last notes may be missing. */
  listNewPictures(): string[] {
    if (!existsSync(this.#newPicturesFile)) return [];
    return readFileSync(this.#newPicturesFile, "utf8").split("\n").slice(0, -1);
  }

  discard(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #planFile(): string {
    return join(this.#folder, "plan.json");
  }

  get #newPicturesFile(): string {
    return join(this.#folder, "new-pictures");
  }
}
