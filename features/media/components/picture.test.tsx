import { renderToStaticMarkup } from "react-dom/server";
import { prerender } from "react-dom/static";
import { expect, test } from "vitest";
import { Picture } from "./picture.tsx";

const shown = { id: "0123456789abcdef01234567", width: 1600, height: 900, alt: "Un phare", sizes: "680px" };

/** A whole page as the site renders it: preloads must be in its head. */
async function page(priority: boolean): Promise<string> {
  const { prelude } = await prerender(
    <html lang="fr">
      <body>
        <Picture {...shown} priority={priority} />
      </body>
    </html>,
  );
  return await new Response(prelude).text();
}

test("reserves its place, loads lazily, and offers AVIF before WebP before JPEG", () => {
  const html = renderToStaticMarkup(<Picture {...shown} className="wide" />);
  expect([...html.matchAll(/<source type="image\/(\w+)"/g)].map((match) => match[1])).toEqual(["avif", "webp"]);
  expect(html).toMatch(/<img [^>]*width="1600" height="900"/);
  for (const part of ['alt="Un phare"', 'loading="lazy"', 'decoding="async"', 'class="wide"', 'sizes="680px"'])
    expect(html).toContain(part);
  expect(html).toContain(`/media/${shown.id}/320.avif 320w`);
  expect(html).toContain(`/media/${shown.id}/1920.jpeg 1600w`);
});

test("writes no style attribute, which the policy would refuse, and always an alternative text", () => {
  const html = renderToStaticMarkup(<Picture {...shown} alt="" priority />);
  expect(html).not.toContain("style=");
  expect(html).toContain('alt=""');
});

test("preloads the first picture of a page in the same widths as its body", async () => {
  const html = await page(true);
  const [head = "", body = ""] = html.split("<body>");
  const link = /<link rel="preload" as="image"[^>]*>/.exec(head)?.[0] ?? "";
  expect(link).toContain('type="image/avif"');
  expect(link).toContain('fetchPriority="high"');
  const widths = (markup: string) =>
    /image[Ss]rc[Ss]et="([^"]*)"|type="image\/avif" srcSet="([^"]*)"/.exec(markup)?.slice(1).find(Boolean);
  expect(widths(link)).toBe(widths(body));
  expect(widths(link)).toContain("640.avif 640w");
  expect(link).toContain('imageSizes="680px"');
  expect(body).toContain('loading="eager"');
  // One preload, not a second one of the JPEG.
  expect(head.match(/as="image"/g)).toHaveLength(1);
});

test("does not preload a picture further down", async () => {
  expect(await page(false)).not.toContain('rel="preload"');
});
