import { expect, test } from "vitest";
import { readEnv } from "#lib/env.ts";
import { localDestination, offsiteDestination, openArchiveAddress } from "./open-destination.ts";

const keys = { BACKUP_S3_ENDPOINT: "http://127.0.0.1:9", BACKUP_S3_KEY: "k", BACKUP_S3_SECRET: "hidden" };

test("copies stay in DATA_DIR, and go to BACKUP_TO if it is set", () => {
  expect(localDestination(readEnv({ DATA_DIR: "/srv/vigie" })).location).toBe("/srv/vigie/backups");
  expect(offsiteDestination(readEnv({}))).toBeUndefined();
  expect(offsiteDestination(readEnv({ BACKUP_TO: "/mnt/usb" }))?.location).toBe("/mnt/usb");
  expect(offsiteDestination(readEnv({ BACKUP_TO: "s3://backups/news", ...keys }))?.location).toBe("s3://backups/news");
});

test.each([
  [
    "s3://backups/news/vigie-2026-11-29T03-10-00Z.tar.zst.age",
    "s3://backups/news",
    "vigie-2026-11-29T03-10-00Z.tar.zst.age",
  ],
  ["s3://backups/my.tar.zst", "s3://backups", "my.tar.zst"],
  ["s3://backups/news/", "s3://backups/news", undefined],
  ["/mnt/usb/my.tar.zst", "/mnt/usb", "my.tar.zst"],
  ["/my.tar.zst", "/", "my.tar.zst"],
  ["/mnt/usb", "/mnt/usb", undefined],
])("%s is an archive at a destination, or a destination", (address, location, name) => {
  const opened = openArchiveAddress(address, readEnv(keys));
  expect({ location: opened.destination.location, name: opened.name }).toEqual({ location, name });
});

test("a bucket without its keys is refused in one line", () => {
  expect(() => openArchiveAddress("s3://backups/news", readEnv({}))).toThrow("Set BACKUP_S3_ENDPOINT, BACKUP_S3_KEY");
  expect(() => openArchiveAddress("s3://back ups/news", readEnv(keys))).toThrow("is not the address of a bucket");
});
