import { guestAuthorMetaKeys } from "../fields/bylines.ts";
import { seoMetaKeys } from "../fields/seo.ts";
import { menuMetaKeys } from "../menus/menu-meta-keys.ts";

/** Meta keys that an import reads; the others (there may be hundreds) are not kept in memory. */
export const importedMetaKeys = new Set([
  "_thumbnail_id",
  "_wp_old_slug",
  "_wp_attachment_image_alt",
  "_wp_attached_file",
  "footnotes",
  "enclosure",
  "audio_file",
  "ratings_users",
  "ratings_score",
  // Of an export of a Vigie site (features/site-export/wordpress/).
  "_vigie_id",
  "_vigie_old_path",
  "_vigie_lead_caption",
  "_vigie_credit_only",
  ...seoMetaKeys,
  ...guestAuthorMetaKeys,
  ...menuMetaKeys,
]);
