import { Readable } from "node:stream";
import { ZipFile } from "yazl";
import type { Executor } from "#db/client.ts";
import { findMedia } from "#features/media/queries.ts";
import { masterKey } from "#features/media/storage-keys.ts";
import { readSettings } from "#features/settings/queries.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { mediaStorage } from "#lib/storage/media-storage.ts";
import { findAccount } from "../queries.ts";
import { renderExportPage } from "./export-page.ts";
import { type ExportedComment, type MemberData, readMemberData, streamComments } from "./queries.ts";

/**
 * Streams everything about a member as one ZIP: `index.html` to read, `data.json` for programs, the avatar. Undefined for a deleted member.
 * An error destroys the stream, so that no truncated file passes for a complete one.
 */
export async function createExportArchive(db: Executor, memberId: number): Promise<Readable | undefined> {
  const [belongings, account, settings] = await Promise.all([
    readMemberData(db, memberId),
    findAccount(db, memberId),
    readSettings(db, siteLocale()),
  ]);
  if (!belongings || !account) return undefined;
  const site = { name: settings["site.name"], zone: settings["site.zone"], t: translator() };
  const picture = account.avatarMediaId ? await findMedia(db, account.avatarMediaId) : undefined;
  const zip = new ZipFile();
  const out = zip.outputStream;
  // The library's type is less specific than the value.
  if (!(out instanceof Readable)) throw new Error("The archive is no stream.");
  const add = (name: string, pieces: () => AsyncIterable<string>) =>
    zip.addReadStreamLazy(name, (provideStream) => {
      const stream = Readable.from(pieces(), { objectMode: false });
      stream.once("error", (error) => out.destroy(error));
      provideStream(null, stream);
    });
  add("index.html", () => renderExportPage(site, belongings, streamComments(db, memberId)));
  add("data.json", () => streamData(belongings, streamComments(db, memberId)));
  if (picture) {
    const bytes = await mediaStorage().read(masterKey(picture.id, picture.format));
    if (bytes) zip.addBuffer(Buffer.from(bytes), `picture.${picture.format}`, { compress: false });
  }
  zip.end();
  return out;
}

async function* streamData(belongings: MemberData, memberComments: AsyncIterable<ExportedComment>) {
  const head = JSON.stringify(belongings, undefined, 1);
  yield `${head.slice(0, head.lastIndexOf("}"))},\n "comments": [`;
  let comma = "";
  for await (const comment of memberComments) {
    yield `${comma}\n  ${JSON.stringify(comment)}`;
    comma = ",";
  }
  yield "\n ]\n}\n";
}
