import type { Metadata } from "next";
import { PageLayout } from "#app/(site)/built-in-page.tsx";
import { discussionFeed } from "#features/articles/metadata.ts";
import { pageDiscussionSlug } from "#features/articles/rules.ts";
import { getPublishedPage } from "#features/pages/cached.ts";
import { readPageBody } from "#features/pages/page-body.ts";
import { pageAddress } from "#features/pages/rules.ts";
import { redirectOrNotFound } from "#features/redirects/loaders.ts";
import { getSettings } from "#features/settings/cached.ts";
import { describeSite } from "#features/settings/site-metadata.ts";
import { toText } from "#lib/html/text.ts";
import { describePage } from "#lib/page-metadata.ts";
import { shortenText } from "#lib/shorten-text.ts";
import { PageDiscussion } from "./page-discussion.tsx";

type Props = PageProps<"/pages/[slug]">;

/**
 * The page, or a redirect to its present address; else 404, which the page server turns into 410 for a withdrawn page.
 */
async function read(slug: string) {
  const page = await getPublishedPage(slug);
  if (!page) return await redirectOrNotFound(pageAddress(slug));
  return { ...page, body: readPageBody(page.body) };
}

/** As much as search engines show. */
const maxDescriptionLength = 160;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { slug } = await params;
  const { title, body, seoTitle, seoDescription, discussionId } = await read(slug);
  const text = seoDescription === "" ? toText(body).replace(/\s+/g, " ").trim() : "";
  return describePage({
    site: describeSite(await getSettings()),
    title: seoTitle || title,
    description: seoDescription || shortenText(text, maxDescriptionLength) || title,
    path: pageAddress(slug),
    ...(discussionId === null ? {} : { feed: discussionFeed({ slug: pageDiscussionSlug(slug), title }) }),
  });
}

export default async function SitePage({ params }: Props) {
  const { slug } = await params;
  const { title, body, pictures, discussionId } = await read(slug);
  return (
    <PageLayout
      title={title}
      body={body}
      pictures={pictures}
      after={discussionId !== null && <PageDiscussion page={slug} id={discussionId} />}
    />
  );
}
