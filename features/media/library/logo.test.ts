import sharp from "sharp";
import { beforeEach, expect, test } from "vitest";
import { invalidationChannel } from "#db/invalidation.ts";
import { members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { testStorage } from "#lib/storage/storage-testing.ts";
import { storeImage } from "../mutations.ts";
import { findLogo, listLogoChoices } from "../queries.ts";
import { deletePicture, replacePicture, updatePicture } from "./mutations.ts";

const { db, sql, clear } = testDatabase();
const holder = testStorage("disk");

beforeEach(clear);

const flat = (background: string) =>
  sharp({ create: { width: 90, height: 30, channels: 3, background } })
    .png()
    .toBuffer();

test("protects the site's logo from deletion and from contributors, and invalidates every page on change", async () => {
  const { storage } = holder;
  const [row] = await db.insert(members).values({ name: "Carl", handle: "carl", role: "contributor" }).returning();
  const contributor = { id: row?.id ?? 0, role: "contributor" as const };
  const stored = await storeImage(
    db,
    { bytes: await flat("#102030"), originalName: "logo.png", uploaderId: contributor.id },
    storage,
  );
  if (!stored.ok) throw new Error(stored.code);
  const { id } = stored.value;
  await setSetting(db, "look.logoDark", id);
  expect(await listLogoChoices(db, [id])).toEqual([{ id, alt: "" }]);
  expect(await deletePicture(db, contributor, id, 1, storage)).toMatchObject({ code: "picture.used" });
  const other = { bytes: await flat("#203040"), originalName: "autre.png" };
  expect(await replacePicture(db, contributor, id, 1, other, storage)).toMatchObject({ code: "picture.published" });

  const heard: string[] = [];
  const { unlisten } = await sql.listen(invalidationChannel, (payload) => heard.push(payload));
  const words = { alt: "Un phare", caption: "", credit: "", licence: "", focusX: 50, focusY: 50 };
  await updatePicture(db, { ...contributor, role: "editor" }, id, 1, words);
  await expect.poll(() => heard.join()).toContain("settings");
  await unlisten();
  expect(await findLogo(db, id)).toMatchObject({ alt: "Un phare", width: 90, height: 30 });

  await setSetting(db, "look.logoDark", "");
  expect(await deletePicture(db, contributor, id, 2, storage)).toMatchObject({ ok: true });
  expect(await findLogo(db, id)).toBeNull();
});
