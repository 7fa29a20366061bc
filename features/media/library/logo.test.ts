import sharp from "sharp";
import { beforeEach, expect, test } from "vitest";
import { authors, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { testStorage } from "#lib/storage/storage-testing.ts";
import { storeImage } from "../mutations.ts";
import { findLogo, listLogoChoices } from "../queries.ts";
import { deletePicture, replacePicture, updatePicture } from "./mutations.ts";

const { db, clear, recordedChanges } = testDatabase();
const holder = testStorage("disk");

beforeEach(clear);

const flat = (background: string) =>
  sharp({ create: { width: 90, height: 30, channels: 3, background } })
    .png()
    .toBuffer();

async function addContributorsPicture() {
  const [row] = await db.insert(members).values({ name: "Carl", handle: "carl", role: "contributor" }).returning();
  const contributor = { id: row?.id ?? 0, role: "contributor" as const };
  const file = { bytes: await flat("#102030"), originalName: "logo.png", uploaderId: contributor.id };
  const stored = await storeImage(db, file, holder.storage);
  if (!stored.ok) throw new Error(stored.code);
  return { contributor, id: stored.value.id };
}

/** Asserts that `work` invalidates a tag with this text. */
async function expectInvalidation(tag: string, work: () => Promise<unknown>): Promise<void> {
  const changes = await recordedChanges(work);
  expect(changes.flatMap(({ tags }) => tags).join()).toContain(tag);
}

const words = { alt: "Un phare", caption: "", credit: "", licence: "", focusX: 50, focusY: 50 };

test("protects an author's portrait from contributors, and invalidates the author's pages on change", async () => {
  const { storage } = holder;
  const { contributor, id } = await addContributorsPicture();
  const other = { bytes: await flat("#203040"), originalName: "autre.png" };
  await db.insert(authors).values({ handle: "ada", name: "Ada", portraitMediaId: id });
  expect(await replacePicture(db, contributor, id, 1, other, storage)).toMatchObject({ code: "picture.published" });
  expect(await deletePicture(db, contributor, id, 1, storage)).toMatchObject({ code: "picture.used" });
  const editor = { ...contributor, role: "editor" as const };
  const replace = async () =>
    expect(await replacePicture(db, editor, id, 1, other, storage)).toMatchObject({ ok: true });
  await expectInvalidation("ada", replace);
});

test("protects the site's logo from deletion and from contributors, and invalidates every page on change", async () => {
  const { storage } = holder;
  const { contributor, id } = await addContributorsPicture();
  await setSetting(db, "look.logoDark", id);
  expect(await listLogoChoices(db, [id])).toEqual([{ id, alt: "" }]);
  expect(await deletePicture(db, contributor, id, 1, storage)).toMatchObject({ code: "picture.used" });
  const other = { bytes: await flat("#203040"), originalName: "autre.png" };
  expect(await replacePicture(db, contributor, id, 1, other, storage)).toMatchObject({ code: "picture.published" });

  const editor = { ...contributor, role: "editor" as const };
  await expectInvalidation("settings", () => updatePicture(db, editor, id, 1, words));
  expect(await findLogo(db, id)).toMatchObject({ alt: "Un phare", width: 90, height: 30 });

  await setSetting(db, "look.logoDark", "");
  expect(await deletePicture(db, contributor, id, 2, storage)).toMatchObject({ ok: true });
  expect(await findLogo(db, id)).toBeNull();
});
