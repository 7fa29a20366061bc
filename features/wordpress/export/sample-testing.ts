import { cdata } from "#lib/xml.ts";

/** A post, attachment or page of a sample export; omitted fields get harmless values. */
export interface SampleItem {
  /** "" as other tools than WordPress may leave it. */
  id: number | "";
  type?: string;
  status?: string;
  title?: string;
  name?: string;
  link?: string;
  content?: string;
  excerpt?: string;
  date?: string;
  dateGmt?: string;
  password?: string;
  parent?: number;
  menuOrder?: number;
  isSticky?: boolean;
  commentStatus?: string;
  attachmentUrl?: string;
  categories?: string[];
  tags?: string[];
  /** Login of the creator; "anne" if omitted. */
  creator?: string;
  terms?: { taxonomy: string; nicename: string; name: string }[];
  meta?: Record<string, string>;
  comments?: SampleComment[];
}

interface SampleComment {
  id: number;
  parent?: number;
  author?: string;
  email?: string;
  userId?: number;
  content: string;
  approved?: string;
  type?: string;
  date?: string;
}

export const sampleBlog = "https://blog.example";

export interface SampleOptions {
  version?: string;
  blogUrl?: string;
  /** More elements of the channel before its items. */
  head?: string;
}

/** Returns a sample export up to its items. */
export function sampleHead(options: SampleOptions = {}): string {
  const { version = "1.2", blogUrl = sampleBlog, head = "" } = options;
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Carnet d’essai</title><link>${blogUrl}</link><wp:wxr_version>${version}</wp:wxr_version><wp:base_site_url>${blogUrl}</wp:base_site_url><wp:base_blog_url>${blogUrl}</wp:base_blog_url>${head}
<wp:author><wp:author_login>anne</wp:author_login><wp:author_display_name><![CDATA[Anne Onyme]]></wp:author_display_name></wp:author>
`;
}

export const sampleFoot = "</channel></rss>\n";

/** Returns a whole sample export. */
export function sampleExport(items: SampleItem[], options: SampleOptions = {}): string {
  return sampleHead(options) + items.map(sampleItem).join("") + sampleFoot;
}

/** Returns one item as WordPress writes it. */
export function sampleItem(item: SampleItem): string {
  const name = item.name ?? `billet-${item.id}`;
  const date = item.date ?? "2020-01-02 10:00:00";
  const named = (taxonomy: string) => (term: string) => ({ taxonomy, nicename: term, name: term });
  const terms = [
    ...(item.categories ?? []).map(named("category")),
    ...(item.tags ?? []).map(named("post_tag")),
    ...(item.terms ?? []),
  ];
  return `<item><title>${cdata(item.title ?? `Billet ${item.id}`)}</title><link>${item.link ?? `${sampleBlog}/${name}/`}</link><dc:creator>${item.creator ?? "anne"}</dc:creator><content:encoded>${cdata(item.content ?? "")}</content:encoded><excerpt:encoded>${cdata(item.excerpt ?? "")}</excerpt:encoded><wp:post_id>${item.id}</wp:post_id><wp:post_date>${date}</wp:post_date><wp:post_date_gmt>${item.dateGmt ?? date}</wp:post_date_gmt><wp:comment_status>${item.commentStatus ?? "open"}</wp:comment_status><wp:post_name>${name}</wp:post_name><wp:status>${item.status ?? "publish"}</wp:status><wp:post_parent>${item.parent ?? 0}</wp:post_parent>${item.menuOrder === undefined ? "" : `<wp:menu_order>${item.menuOrder}</wp:menu_order>`}<wp:post_type>${item.type ?? "post"}</wp:post_type><wp:post_password>${item.password ?? ""}</wp:post_password>${item.isSticky ? "<wp:is_sticky>1</wp:is_sticky>" : ""}${item.attachmentUrl ? `<wp:attachment_url>${item.attachmentUrl}</wp:attachment_url>` : ""}${terms
    .map(
      ({ taxonomy, nicename, name }) =>
        `<category domain="${taxonomy}" nicename="${nicename}">${cdata(name)}</category>`,
    )
    .join("")}${Object.entries(item.meta ?? {})
    .map(
      ([key, value]) =>
        `<wp:postmeta><wp:meta_key>${key}</wp:meta_key><wp:meta_value>${cdata(value)}</wp:meta_value></wp:postmeta>`,
    )
    .join("")}${(item.comments ?? []).map(commentXml).join("")}</item>
`;
}

function commentXml(comment: SampleComment): string {
  const date = comment.date ?? "2020-01-03 10:00:00";
  return `<wp:comment><wp:comment_id>${comment.id}</wp:comment_id><wp:comment_author>${cdata(comment.author ?? "Invité")}</wp:comment_author><wp:comment_author_email>${comment.email ?? "secret@mail.example"}</wp:comment_author_email><wp:comment_user_id>${comment.userId ?? 0}</wp:comment_user_id><wp:comment_author_IP>192.0.2.77</wp:comment_author_IP><wp:comment_date>${date}</wp:comment_date><wp:comment_date_gmt>${date}</wp:comment_date_gmt><wp:comment_content>${cdata(comment.content)}</wp:comment_content><wp:comment_approved>${comment.approved ?? "1"}</wp:comment_approved><wp:comment_type>${comment.type ?? "comment"}</wp:comment_type><wp:comment_parent>${comment.parent ?? 0}</wp:comment_parent></wp:comment>`;
}
