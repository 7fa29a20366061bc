import { masterKey } from "#features/media/storage-keys.ts";
import { masterFileSrc } from "#lib/media-path.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { pictureFile } from "../folder/file-paths.ts";
import { readPictures } from "../queries.ts";
import { toAttachment } from "../wordpress/article-post.ts";
import { type ExportRun, postContext } from "./export-run.ts";

/** Writes the files of all pictures of the library, and the list of them. */
export async function writePictures(run: ExportRun): Promise<void> {
  const list = await run.folder.openArray("media.json");
  for await (const page of readPictures(run.sql))
    for (const picture of page) {
      const { id, format, revision, width, height, bytes, originalName, createdAt, ...texts } = picture;
      run.positions.set(id, run.positions.size + 1);
      await run.folder.write(
        pictureFile(picture),
        async () => {
          const content = await run.storage.read(masterKey(id, format, revision));
          if (content) run.counts.pictures += 1;
          else run.counts.missingPictures.push(id);
          return content;
        },
        bytes,
      );
      await list.add({
        id,
        file: pictureFile(picture),
        address: absoluteUrl(masterFileSrc(picture), run.siteUrl),
        width,
        height,
        bytes,
        ...texts,
        originalName,
        date: createdAt.toISOString(),
      });
      run.advance("pictures");
    }
  await run.folder.settle();
  run.folder.count(await list.close());
}

/** Writes the pictures that no article shows into WordPress's export. */
export async function writeUnusedPictures(run: ExportRun, used: ReadonlySet<string>): Promise<void> {
  for await (const page of readPictures(run.sql)) {
    const context = postContext(run, new Map());
    for (const picture of page) {
      if (used.has(picture.id)) continue;
      await run.wordpress.split();
      await run.wordpress.add(toAttachment(picture, context));
    }
  }
}
