import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { masterKey } from "#features/media/storage-keys.ts";
import { diskStorage, type Storage } from "#lib/storage/storage.ts";
import { PictureRestorer } from "./restore-pictures.ts";
import { RestoreStage } from "./staged-restore.ts";

const folder = mkdtempSync(join(tmpdir(), "vigie-pictures-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const keyOf = (number: number) => masterKey(number.toString(16).padStart(24, "0"), "png");
const pictureOf = (number: number) => Buffer.from(`picture ${number}`);

/** A stage that has begun, and a storage that tells before each file what it is about to store. */
function open(beforePut: (key: string, stage: RestoreStage) => void) {
  const dataDir = mkdtempSync(join(folder, "data-"));
  const stage = new RestoreStage(dataDir);
  stage.begin({ database: "restoring", oid: null, hadSite: true, time: "1" });
  const disk = diskStorage(join(dataDir, "media"));
  const storage: Storage = {
    ...disk,
    async put(key, bytes) {
      beforePut(key, stage);
      await disk.put(key, bytes);
    },
  };
  return { stage, disk, restorer: new PictureRestorer(storage, stage) };
}

test("each new picture is noted before it is written, and one that was there never is", async () => {
  const lacking: string[] = [];
  const { stage, disk, restorer } = open((key, stage) => {
    // What a kill at this moment would leave.
    if (!stage.listNewPictures().includes(key)) lacking.push(key);
  });
  await disk.put(keyOf(1), pictureOf(1));
  await disk.put(keyOf(2), Buffer.from("another picture of the old site"));
  for (let number = 0; number < 200; number += 1) await restorer.put(keyOf(number), pictureOf(number));
  await restorer.finish();
  expect(lacking).toEqual([]);
  expect(stage.listNewPictures().sort()).toEqual(
    Array.from({ length: 200 }, (_, number) => keyOf(number)).filter((key) => ![keyOf(1), keyOf(2)].includes(key)),
  );
  expect(restorer).toMatchObject({ written: 199, kept: 1 });
  for (const number of [0, 1, 63, 64, 199]) expect(await disk.read(keyOf(number))).toEqual(pictureOf(number));
  // The old site keeps its own until the restored one has its place.
  expect(String(await disk.read(keyOf(2)))).toBe("another picture of the old site");
  const [waiting = ""] = readdirSync(stage.pictures);
  expect(readFileSync(join(stage.pictures, waiting))).toEqual(pictureOf(2));
});

test("a picture that cannot be written fails the restore when the others of its batch are done", async () => {
  let writes = 0;
  const { restorer } = open((key) => {
    writes += 1;
    if (key === keyOf(3)) throw new Error("no room");
  });
  for (let number = 0; number < 10; number += 1) await restorer.put(keyOf(number), pictureOf(number));
  await expect(restorer.finish()).rejects.toThrow("no room");
  expect({ writes, written: restorer.written }).toEqual({ writes: 10, written: 9 });
});
