import type { Executor } from "#db/client.ts";
import { findStoredRedirects } from "#features/redirects/queries.ts";
import type { BlogAddresses } from "../blog-addresses.ts";
import type { Attachment, Scan } from "../scan.ts";
import type { AddressRule } from "./address-rule.ts";

/** Attachments per statement. */
const batchSize = 1_000;

/**
 * Lists, in batches, the redirects from attachment pages: to the article or page to which the file was uploaded, which
 * shows it with its text, or else to the imported picture.
 */
export async function* listAttachmentRedirects(
  db: Executor,
  { scan, addresses }: { scan: Scan; addresses: BlogAddresses },
): AsyncGenerator<AddressRule[]> {
  let batch: Attachment[] = [];
  const isHere = ({ id, parent }: Attachment) =>
    !scan.attachmentsElsewhere.has(id) || scan.posts.has(parent) || scan.pages.has(parent);
  for (const attachment of scan.attachments.values()) {
    if (!isHere(attachment)) continue;
    batch.push(attachment);
    if (batch.length < batchSize) continue;
    yield listRules(db, addresses, batch);
    batch = [];
  }
  if (batch.length > 0) yield listRules(db, addresses, batch);
}

async function listRules(db: Executor, addresses: BlogAddresses, batch: Attachment[]): Promise<AddressRule[]> {
  const parentPaths = ({ parent }: Attachment) => (parent === "" ? [] : [`/?p=${parent}`, `/?page_id=${parent}`]);
  const ownPath = ({ id }: Attachment) => `/?attachment_id=${id}`;
  const known = await findStoredRedirects(
    db,
    batch.flatMap((attachment) => [ownPath(attachment), ...parentPaths(attachment)]),
  );
  return batch.flatMap((attachment) => {
    if (!/^[1-9]\d{0,17}$/.test(attachment.id)) return [];
    const parent = parentPaths(attachment)
      .map((path) => known.get(path))
      .find((target) => target !== undefined);
    const target = parent ?? known.get(ownPath(attachment));
    if (target === undefined) return [];
    const page = addresses.path(attachment.link);
    // The link of an attachment may be that of its file.
    const hasPage = page !== undefined && page !== "/" && !page.includes("/wp-content/");
    return [
      { fromPath: ownPath(attachment), target },
      ...(hasPage ? [{ fromPath: page, target, fallback: true as const }] : []),
    ];
  });
}
