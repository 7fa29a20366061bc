import type { Metadata } from "next";
import { TextFrame } from "#app/(site)/text-page.tsx";
import { followOldAddress } from "#features/redirects/loaders.ts";
import { getSettings } from "#features/settings/cached.ts";
import { siteOf } from "#features/settings/head/site-of.ts";
import { getOwnPage } from "#features/texts/cached.ts";
import { readOwnText } from "#features/texts/presets/own-text.ts";
import { ownPagePath } from "#features/texts/rules.ts";
import { toText } from "#lib/html/text.ts";
import { describePage } from "#lib/metadata.ts";

type Props = PageProps<"/pages/[slug]">;

/** Nothing is built ahead: made on the first visit and kept. "-" is nobody's slug; Next wants at least one. */
export function generateStaticParams(): { slug: string }[] {
  return [{ slug: "-" }];
}

/** The page, or where its address leads now; else 404, which the page server makes a 410 of what was withdrawn. */
async function read(slug: string) {
  const page = await getOwnPage(slug);
  if (!page) return await followOldAddress(ownPagePath(slug));
  return { title: page.title, body: readOwnText(page.body) };
}

/** As much as search engines show. */
const longestDescription = 160;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { slug } = await params;
  const { title, body } = await read(slug);
  const text = toText(body).replace(/\s+/g, " ").trim();
  return describePage({
    site: siteOf(await getSettings()),
    title,
    description: text.length > longestDescription ? `${text.slice(0, longestDescription).trimEnd()}…` : text || title,
    path: ownPagePath(slug),
  });
}

export default async function OwnPage({ params }: Props) {
  return <TextFrame {...(await read((await params).slug))} />;
}
