import type { Root } from "hast";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Frame } from "#app/(site)/frame.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { getSettings } from "#features/settings/cached.ts";
import { siteOf } from "#features/settings/head/site-of.ts";
import { layOutText, readText, type TextPage } from "#features/texts/presets/read-text.ts";
import { translator } from "#i18n/translator.ts";
import { describePage } from "#lib/metadata.ts";
import { renderTree } from "#lib/prose/render.tsx";
import { typeset } from "#lib/typography.ts";

/** The head of an editable page. */
export async function textMetadata(page: TextPage): Promise<Metadata> {
  const settings = await getSettings();
  const site = settings["site.name"];
  return describePage({
    site: siteOf(settings),
    title: readText(page, settings).title,
    description: translator()(`texts.${page}.description`, { site }),
    path: `/${page}`,
  });
}

/** An editable page; `children` stand below its text. */
export async function EditablePage({ page, children }: { page: TextPage; children?: ReactNode }) {
  return <TextFrame {...readText(page, await getSettings())}>{children}</TextFrame>;
}

/** A page that is a title and a text. */
export function TextFrame({ title, body, children }: { title: string; body: Root; children?: ReactNode }) {
  return (
    <Frame>
      <article className="wide pt-8 md:pt-14">
        <div className="text-column discussion">
          <h1 className="headline">{typeset(title)}</h1>
          <Prose>{renderTree(layOutText(body))}</Prose>
          {children}
        </div>
      </article>
    </Frame>
  );
}
