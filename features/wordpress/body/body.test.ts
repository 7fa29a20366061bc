import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { Root } from "hast";
import { describe, expect, it } from "vitest";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { listGallery } from "../pictures/galleries.ts";
import { splitBlocks } from "./blocks.ts";
import { OmissionCounter } from "./conversion-report.ts";
import { convertBody } from "./convert.ts";
import { convertComment } from "./convert-comment.ts";
import { linkEmbeds } from "./embeds.ts";
import { insertLaterCards, linkArticles } from "./links.ts";
import { addParagraphs } from "./paragraphs.ts";
import { insertPictures } from "./pictures.ts";
import { toPlainLine } from "./plain-line.ts";
import { splitAtMore } from "./read-more.ts";
import { createShortcodeHandlers } from "./shortcode-handlers.ts";
import { replaceShortcodes } from "./shortcodes.ts";

const clean = (tree: Root) => toHtml(sanitizeArticle(tree));

describe("paragraphs of the classic editor", () => {
  const cases: [string, string][] = [
    ["Un\n\nDeux", "<p>Un</p>\n<p>Deux</p>"],
    ["Un\nsuite", "<p>Un<br>suite</p>"],
    ["Un<br />\nsuite", "<p>Un<br>suite</p>"],
    ["<strong>Un\n\nDeux</strong>", "<p><strong>Un</strong></p>\n<p><strong>Deux</strong></p>"],
    ["Avant\n<h3>Titre</h3>\nAprès", "<p>Avant</p>\n<h3>Titre</h3>\n<p>Après</p>"],
    ["<pre>a\n\nb\n  c</pre>", "<pre>a\n\nb\n  c</pre>"],
    ["<blockquote>Un\n\nDeux</blockquote>", "<blockquote><p>Un</p><p>Deux</p></blockquote>"],
    ["<ul>\n\t<li>Un</li>\n\n\t<li>Deux\nsuite</li>\n</ul>", "<ul><li>Un</li><li>Deux<br>suite</li></ul>"],
    ["<p>Déjà</p>\n\nNu", "<p>Déjà</p>\n<p>Nu</p>"],
    ["<div>Un\n\nDeux</div>", "<p>Un</p>\n<p>Deux</p>"],
    ["<address>Rue\nVille</address>\n\nSuite", "<p>Rue<br>Ville</p>\n<p>Suite</p>"],
    ["<table><tr><td>a\nb</td></tr></table>", "<table><tbody><tr><td>a<br>b</td></tr></tbody></table>"],
    ["\r\nUn\r\n\r\nDeux\r\n", "<p>Un</p>\n<p>Deux</p>"],
    ["<script>a\n\nb</script>Un", "<p>Un</p>"],
  ];
  it.each(cases)("converts %j", (given, wanted) => {
    expect(clean(addParagraphs(parseHtml(given)))).toBe(wanted);
  });
});

describe("blocks", () => {
  it("removes block comments and keeps their HTML", () => {
    const notes = new OmissionCounter();
    const segments = splitBlocks(
      'Classique\n\n<!-- wp:group {"a":"b--c"} --><div><!-- wp:paragraph --><p>Un</p><!-- /wp:paragraph --></div><!-- /wp:group --><!-- wp:latest-posts {"n":5} /--><!-- autre -->',
      notes,
    );
    expect(segments.map(({ classic }) => classic)).toEqual([true, false, true]);
    expect(segments.map(({ html }) => html).join("")).not.toContain("wp:");
    expect(segments[1]?.html.replaceAll("\n", "")).toBe("<div><p>Un</p></div>");
    expect(notes.listByPrefix("block:")).toEqual([{ name: "latest-posts", count: 1 }]);
  });

  it("reads text without blocks as classic", () => {
    expect(splitBlocks("Un", new OmissionCounter())).toEqual([{ html: "Un", classic: true }]);
  });
});

it.each([
  ["Avant<!--more-->Après", "Avant", "Après"],
  ["Avant<!--more Lire la suite…-->Après<!--more-->", "Avant", "Après\n\n"],
  ["Un<!--nextpage-->Deux", "", "Un\n\nDeux"],
  ["<!--noteaser-->Un", "", "Un"],
])("splits at more: %s", (content, before, after) => {
  expect(splitAtMore(content)).toEqual({ before, after });
});

describe("shortcodes", () => {
  const known = createShortcodeHandlers(({ ids }, kind) =>
    (ids ?? "").split(",").map((attachmentId) => ({
      attachmentId,
      caption: "L<é>",
      title: `F <${attachmentId}>`,
      address: `https://x.test/f${attachmentId}.${kind === "video" ? "mp4" : "jpg"}`,
    })),
  );
  const watch = (id: string) => `\n\nhttps://www.youtube.com/watch?v=${id}\n\n`;
  const cases: [string, string, string[]][] = [
    ["Un [sic] mot [...] et [1] et [Update]", "Un [sic] mot [...] et [1] et [Update]", []],
    ["[[gallery]] se tape [[/x]]", "[gallery] se tape [/x]", []],
    ['[box type="info"]Gardé <b>tel</b>[/box]', "Gardé <b>tel</b>", ["box"]],
    ["[contact-form-7 id=3]", "", ["contact-form-7"]],
    ["[video_x https://youtu.be/abc]", "\n\nhttps://youtu.be/abc\n\n", ["video_x"]],
    ["[youtube=http://www.youtube.com/watch?v=JaNH56Vpg-A&amp;w=640&amp;h=385]", watch("JaNH56Vpg-A"), []],
    ["[youtube http://www.youtube.com/watch?v=cTl3U6aSd2w?fs=1&h=2]", watch("cTl3U6aSd2w"), []],
    ["[youtube id=JaNH56Vpg-A]", watch("JaNH56Vpg-A"), []],
    ["[youtube JaNH56Vpg-A autoplay=1]", watch("JaNH56Vpg-A"), []],
    ["[youtube]https://youtu.be/JaNH56Vpg-A?t=9[/youtube]", "\n\nhttps://youtu.be/JaNH56Vpg-A?t=9\n\n", []],
    ["[youtube id=JaNH56Vpg-A]Texte[/youtube]", watch("JaNH56Vpg-A"), []],
    ["[dailymotion id=x8oma9 title=0]", "\n\nhttps://www.dailymotion.com/video/x8oma9\n\n", []],
    ["[dailymotion x8oma9]", "\n\nhttps://www.dailymotion.com/video/x8oma9\n\n", []],
    ["[vimeo 141358]", "\n\nhttps://vimeo.com/141358\n\n", []],
    ["[vimeo http://vimeo.com/141358 h=500&amp;w=350]", "\n\nhttp://vimeo.com/141358\n\n", []],
    ["[vimeo id=141358 width=350 height=500]", "\n\nhttps://vimeo.com/141358\n\n", []],
    ["[wpvideo kUJmAcSf w=640]", "\n\nhttps://videopress.com/v/kUJmAcSf\n\n", []],
    ["[ted id=”981″ lang=“fr”]", "\n\nhttps://www.ted.com/talks/view/id/981\n\n", []],
    [
      "[audio:http://x.test/a.mp3,http://x.test/b.mp3|titles=A,B]",
      "\n\nhttp://x.test/a.mp3\n\n\n\nhttp://x.test/b.mp3\n\n",
      [],
    ],
    [
      "[slideshare id=5342235&amp;doc=a-100927-phpapp01&amp;w=500]",
      "\n\nhttps://www.slideshare.net/slideshow/embed_code/5342235\n\n",
      [],
    ],
    ["[scribd id=39027960 key=key-3k mode=list]", "\n\nhttps://www.scribd.com/document/39027960\n\n", []],
    ["[hulu https://www.hulu.com/watch/77]", "\n\nhttps://www.hulu.com/watch/77\n\n", []],
    ["[hulu 369061]", "\n\nhttps://www.hulu.com/watch/369061\n\n", []],
    ["[videopress OcobLTqC w=600]", "\n\nhttps://videopress.com/v/OcobLTqC\n\n", []],
    ["[instagram url=https://instagr.am/p/abc/]", "\n\nhttps://instagr.am/p/abc/\n\n", []],
    ["[bandcamp album=119385304 size=large]", "\n\nhttps://bandcamp.com/EmbeddedPlayer/album=119385304/\n\n", []],
    ["[bandcamp track=2446959313]", "\n\nhttps://bandcamp.com/EmbeddedPlayer/track=2446959313/\n\n", []],
    ["[polldaddy poll=8755352]", "\n\nhttps://poll.fm/8755352\n\n", []],
    [
      '[crowdsignal survey="EB151947E5950FCF" domain="anne" id="un-sondage"]',
      "\n\nhttps://anne.survey.fm/un-sondage\n\n",
      [],
    ],
    ["[polldaddy rating=1]", "", ["polldaddy"]],
    ["[googlemaps https://maps.google.com/maps?q=Brest]", "\n\nhttps://maps.google.com/maps?q=Brest\n\n", []],
    [
      '[gmap address="Brest, France"]',
      "\n\nhttps://www.google.com/maps/search/?api=1&amp;query=Brest%2C%20France\n\n",
      [],
    ],
    ["[googlemap lat=48.4 lng=-4.5]", "\n\nhttps://www.google.com/maps/search/?api=1&amp;query=48.4%2C-4.5\n\n", []],
    [
      '[googleapps domain="docs" dir="document/pub" query="id=1abc" /]',
      "\n\nhttps://docs.google.com/document/pub?id=1abc\n\n",
      [],
    ],
    ['[googleapps domain="evil.test/?" dir="x"]', "", ["googleapps"]],
    ['[wufoo username="anne" formhash="z4x4a7"]', "\n\nhttps://anne.wufoo.com/forms/z4x4a7\n\n", []],
    [
      "[spotify spotify:track:7JIuqL4ZqkpfGKQhYlrirs]",
      "\n\nhttps://open.spotify.com/track/7JIuqL4ZqkpfGKQhYlrirs\n\n",
      [],
    ],
    ["[flickr video=2402990826]", "\n\nhttps://www.flickr.com/photo.gne?id=2402990826\n\n", []],
    ["[kickstarter url=https://www.kickstarter.com/projects/x]", "\n\nhttps://www.kickstarter.com/projects/x\n\n", []],
    ['Voir <a href="/x">[gist]</a>', 'Voir <a href="/x">[gist]</a>', []],
    [
      '[wp_caption caption="&quot;Un&quot; &amp; <b>deux</b>"]<img src="a.jpg">[/wp_caption]',
      '\n\n<figure><img src="a.jpg"><figcaption>"Un" & <b>deux</b></figcaption></figure>\n\n',
      [],
    ],
    ["Le direct [Twitter], pas [youtube].", "Le direct [Twitter], pas [youtube].", []],
    ["Un [map] et un [album].", "Un [map] et un [album].", []],
    ["[audio http://x.test/a.mp3]", "\n\nhttp://x.test/a.mp3\n\n", []],
    ["[youtube]", "", ["youtube"]],
    ["[sous-titre] et [peut-être] et [avant_garde]", "[sous-titre] et [peut-être] et ", ["avant_garde"]],
    ["Un\n[contact-form]\nDeux", "Un\n\nDeux", ["contact-form"]],
    ["[галерея id=“3”]a[/галерея][été]b[/été]", "ab", ["été", "галерея"]],
    ["[box titre=« Un mot »]c", "c", ["box"]],
    ["[playlist type=video ids=&#8221;4&#8243;]", '\n\n<p><a href="https://x.test/f4.mp4">F &lt;4&gt;</a></p>\n\n', []],
    ["[embed]https://youtu.be/abc[/embed]", "\n\nhttps://youtu.be/abc\n\n", []],
    ['[video mp4="https://x.test/a.mp4"][/video]', "\n\nhttps://x.test/a.mp4\n\n", []],
    ["<pre>[box a=1]</pre>[box a=1]", "<pre>[box a=1]</pre>", ["box"]],
    ["[box a=1]<!-- [box a=1] -->", "<!-- [box a=1] -->", ["box"]],
    [
      '[caption id="attachment_9" width="3"]<a href="/x"><img src="a.jpg" /></a> Légende <em>là</em>[/caption]',
      '\n\n<figure data-attachment="9"><a href="/x"><img src="a.jpg" /></a><figcaption>Légende <em>là</em></figcaption></figure>\n\n',
      [],
    ],
    [
      '[wp_caption caption="Ancienne"]<img src="a.jpg">[/wp_caption]',
      '\n\n<figure><img src="a.jpg"><figcaption>Ancienne</figcaption></figure>\n\n',
      [],
    ],
    ["[caption]Sans image[/caption]", "Sans image", []],
    [
      '[Ceci est <a href="https://x.test/?a=b">une note</a>.]',
      '[Ceci est <a href="https://x.test/?a=b">une note</a>.]',
      [],
    ],
    [
      "[one_half]Un[/one_half] [one_half_last]Deux[/one_half_last][vc_row][note]Trois[/note][/vc_row][vc_row]Quatre[/vc_row]",
      "Un \n\nDeux\n\nTrois\n\nQuatre",
      ["vc_row", "note", "one_half", "one_half_last"],
    ],
    ["[dropcap]U[/dropcap][sup]n[/sup] [x_y]deu[/x_y]x", "Un deux", ["dropcap", "sup", "x_y"]],
    [
      '[vc_single_image image="7" caption="Là &amp; ici" onclick="custom_link" link="https://x.test/"]',
      '\n\n<figure><a href="https://x.test/"><img data-attachment="7"></a><figcaption>Là &amp; ici</figcaption></figure>\n\n',
      [],
    ],
    [
      '[vc_gallery images="4"]',
      '\n\n<figure><img data-attachment="4"><figcaption>L&lt;é&gt;</figcaption></figure>\n\n',
      [],
    ],
    ['[vc_custom_heading text="Nous" font_container="tag:h3|x"]', "\n\n<h3>Nous</h3>\n\n", []],
    ['[vc_custom_heading source="post_title"][vc_single_image source="featured_image"]', "", ["vc_single_image"]],
    [
      '[et_pb_image src="https://x.test/a.jpg" alt="Le &quot;port&quot;" url="javascript:alert(1)"][/et_pb_image]',
      '\n\n<figure><img src="https://x.test/a.jpg" alt="Le &quot;port&quot;"></figure>\n\n',
      [],
    ],
    [
      '[fusion_imageframe image_id="8|full"]https://x.test/a.jpg[/fusion_imageframe]',
      '\n\n<figure><img data-attachment="8" src="https://x.test/a.jpg"></figure>\n\n',
      [],
    ],
    ["[fusion_imageframe]<b>Rien</b>[/fusion_imageframe]", "<b>Rien</b>", []],
    ['[gallery ids="4"]', '\n\n<figure><img data-attachment="4"><figcaption>L&lt;é&gt;</figcaption></figure>\n\n', []],
  ];
  it.each(cases)("reads the source line %s", (given, wanted, counted) => {
    const notes = new OmissionCounter();
    expect(replaceShortcodes(given, known, notes)).toBe(wanted);
    expect(notes.listByPrefix("shortcode:").map(({ name }) => name)).toEqual(counted);
  });
  it("counts the pictures of page builders that the export does not have, and keeps what is in their boxes", () => {
    const notes = new OmissionCounter();
    const given =
      '[vc_single_image image="7"][fusion_imageframe image_id="8|full"]<img src="https://x.test/a.jpg">[/fusion_imageframe][fusion_imageframe image_id="8"][/fusion_imageframe]';
    const none = createShortcodeHandlers(() => []);
    expect(replaceShortcodes(given, none, notes)).toBe('<img src="https://x.test/a.jpg">');
    expect(notes.entries()).toEqual([
      ["shortcode:vc_single_image", 1],
      ["shortcode:fusion_imageframe", 1],
    ]);
  });

  it("takes time in proportion to hostile shortcodes", () => {
    for (const text of [
      "[a ".repeat(200_000),
      "[a b=1]".repeat(100_000),
      "[/a_b] ".repeat(100_000),
      "[a_b]x[/a_b] ".repeat(50_000),
      "[".repeat(500_000),
      "[[a]".repeat(100_000),
      "<pre>".repeat(100_000),
    ])
      expect(replaceShortcodes(`${text}Fin`, known, new OmissionCounter())).toContain("Fin");
  });
});

describe("players and bare addresses", () => {
  const link = (address: string, text = address, kind = "") => `<p${kind}><a href="${address}">${text}</a></p>`;
  const player = (address: string, text = address) => link(address, text, ' data-embed=""');
  const cases: [string, string][] = [
    ["<p>https://youtu.be/abc</p>", link("https://youtu.be/abc")],
    ["<p>https://x.test/a<br>\nhttps://x.test/b</p>", `${link("https://x.test/a")}\n${link("https://x.test/b")}`],
    ["<p>//c=(char)c;</p>", "<p>//c=(char)c;</p>"],
    ["<p>Voir https://youtu.be/abc</p>", "<p>Voir https://youtu.be/abc</p>"],
    ['<iframe src="//www.youtube.com/embed/abcdef?rel=0"></iframe>', player("https://www.youtube.com/watch?v=abcdef")],
    [
      '<iframe title="Un film" src="https://player.vimeo.com/video/12"></iframe>',
      link("https://vimeo.com/12", "Un film"),
    ],
    [
      '<iframe title="Un film" src="https://player.vimeo.com/video/141358"></iframe>',
      player("https://vimeo.com/141358", "Un film"),
    ],
    ["<p>https://www.youtube.com/watch?v=abcdef&amp;t=9</p>", player("https://www.youtube.com/watch?v=abcdef&amp;t=9")],
    [
      '<figure class="wp-block-audio"><audio controls src="https://x.test/a.mp3"></audio><figcaption>Un son</figcaption></figure>',
      `<figure>${link("https://x.test/a.mp3")}<figcaption>Un son</figcaption></figure>`,
    ],
    // An address that is a line between others, as WordPress's own embeds.
    [
      "<p>Vidéo :<br>https://youtu.be/abcdef<br><br>Plus : https://x.test/b<br>https://x.test/a</p>",
      `<p>Vidéo :</p>\n${player("https://youtu.be/abcdef")}\n<p>Plus : https://x.test/b<br><a href="https://x.test/a">https://x.test/a</a></p>`,
    ],
    // Elementor's plain text of videos and pictures one after the other.
    [
      '<p>\t<img src="/media/0123456789abcdef01234567" alt="Vue">\t<br>https://youtu.be/abcdef</p>',
      `<p><img src="/media/0123456789abcdef01234567" alt="Vue"></p>\n${player("https://youtu.be/abcdef")}`,
    ],
    [
      "<p>https://youtu.be/abcdefhttps://www.youtube.com/watch?v=ghijkl</p>",
      `${player("https://youtu.be/abcdef")}\n${player("https://www.youtube.com/watch?v=ghijkl")}`,
    ],
    ["<p>https://x.test/ahttps://x.test/b</p>", link("https://x.test/ahttps://x.test/b")],
    ['<p><iframe src="javascript:alert(1)"></iframe>Reste</p>', "<p>Reste</p>"],
    ['<video><source src="https://x.test/a.mp4">Repli</video>', link("https://x.test/a.mp4")],
    [
      '<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\nhttps://x.test/a\n</div><figcaption>Légende</figcaption></figure>',
      `${link("https://x.test/a")}\n<p>Légende</p>`,
    ],
  ];
  it.each(cases)("%s", (given, wanted) => {
    expect(clean(linkEmbeds(parseHtml(given)))).toBe(wanted);
  });
});

describe("pictures", () => {
  const id = "0123456789abcdef01234567";
  const source = {
    find: async ({ address, attachmentId }: { address?: string; attachmentId?: string }) =>
      attachmentId === "7" || address?.includes("ici") ? { id, width: 8, height: 6, alt: "Su" } : undefined,
    addressOf: () => "https://blog.test/perdu.jpg",
    isUpload: (address: string) => address.includes("/uploads/"),
    blogUrl: "https://blog.test/carnet",
  };
  const img = (alt = "Su") => `<img src="/media/${id}" alt="${alt}" width="8" height="6">`;
  const cases: [string, string][] = [
    ['<p><img src="/ici.jpg" alt="Là"></p>', `<figure>${img("Là")}</figure>`],
    ['<p><a href="/uploads/ici.jpg"><img src="/ici.jpg"></a></p>', `<figure>${img()}</figure>`],
    [
      '<p><a href="https://x.test/"><img src="/ici.jpg"></a></p>',
      `<figure><a href="https://x.test/">${img()}</a></figure>`,
    ],
    ['<p><img src="/ici.jpg">Texte</p>', `<figure>${img()}</figure>\n<p>Texte</p>`],
    ['<p>Texte<img src="/ici.jpg"></p>', `<p>Texte</p>\n<figure>${img()}</figure>`],
    [
      '<figure><img src="/ici.jpg"><img src="/ici2.jpg"><figcaption>Deux</figcaption></figure>',
      `<figure>${img()}</figure>\n<figure>${img()}<figcaption>Deux</figcaption></figure>`,
    ],
    [
      '<figure class="wp-block-gallery"><ul><li><figure><img src="/ici.jpg"><figcaption>Un</figcaption></figure></li><li><figure><img src="/ici.jpg"></figure></li></ul></figure>',
      `<figure>${img()}<figcaption>Un</figcaption></figure>\n<figure>${img()}</figure>`,
    ],
    ['<figure data-attachment="7"><img src="https://x.test/a.jpg"></figure>', `<figure>${img()}</figure>`],
    [
      '<figure><img src="https://x.test/perdu.jpg" alt="Une vue"><figcaption> </figcaption></figure><figure><img src="/ici.jpg"><figcaption></figcaption></figure>',
      `<p><a href="https://x.test/perdu.jpg">Une vue</a></p>\n<figure>${img()}</figure>`,
    ],
    [
      '<p><img src="https://x.test/perdu.jpg" alt="Une vue"></p>',
      '<p><a href="https://x.test/perdu.jpg">Une vue</a></p>',
    ],
    [
      '<figure><img src="https://x.test/perdu.jpg" alt="Une vue"><figcaption>Légende</figcaption></figure>',
      '<p><a href="https://x.test/perdu.jpg">Légende</a></p>',
    ],
    [
      '<figure><img src="https://x.test/perdu.jpg" alt="Une vue"><figcaption>Par <a href="https://a.test/">Anne</a></figcaption></figure>',
      '<p><a href="https://x.test/perdu.jpg">Une vue</a></p>\n<p>Par <a href="https://a.test/">Anne</a></p>',
    ],
    [
      '<p>Mot<img src="https://x.test/a.jpg">Suite (<img src="https://x.test/b.jpg">), <a href="https://y.test/"><img src="https://x.test/c.jpg"></a><img src="https://x.test/d.jpg">.</p>',
      '<p>Mot <a href="https://x.test/a.jpg">a.jpg</a> Suite (<a href="https://x.test/b.jpg">b.jpg</a>), <a href="https://y.test/">c.jpg</a> (<a href="https://x.test/c.jpg">image</a>) <a href="https://x.test/d.jpg">d.jpg</a>.</p>',
    ],
    [
      '<p><a href="https://y.test/"><img src="https://x.test/c.jpg" alt="Vue"></a> fin</p>',
      '<p><a href="https://y.test/">Vue</a> (<a href="https://x.test/c.jpg">c.jpg</a>) fin</p>',
    ],
    [
      '<figure><a href="https://y.test/"><img src="https://x.test/c.jpg" alt="Vue"></a><figcaption>Légende</figcaption></figure>',
      '<p><a href="https://y.test/">Vue</a> (<a href="https://x.test/c.jpg">c.jpg</a>)</p>\n<p>Légende</p>',
    ],
    [
      '<p><a href="https://x.test/c.jpg"><img src="https://x.test/c.jpg" alt="Vue"></a></p>',
      '<p><a href="https://x.test/c.jpg">Vue</a></p>',
    ],
    [
      '<p><a href="/uploads/ici.jpg"><img src="/uploads/ici.miniature.jpg" alt="Là"></a></p>',
      `<figure>${img("Là")}</figure>`,
    ],
    [
      '<p><a href="/uploads/loin.jpg"><img src="/uploads/loin-ici.jpg"></a></p>',
      `<figure><a href="/uploads/loin.jpg">${img()}</a></figure>`,
    ],
    [
      '<p><a href="/uploads/texte.pdf"><img src="/uploads/ici.jpg"></a></p>',
      `<figure><a href="/uploads/texte.pdf">${img()}</a></figure>`,
    ],
    [
      '<p><a href="/uploads/autre-ici.jpg"><img src="/uploads/ici-300x200.jpg"></a></p>',
      `<figure><a href="/uploads/autre-ici.jpg">${img()}</a></figure>`,
    ],
    ['<p><a href="/uploads/ici-1"><img src="/uploads/ici.jpg"></a></p>', `<figure>${img()}</figure>`],
    ['<p>Bien<img class="wp-smiley" src="/s.gif" alt=":)">!</p>', "<p>Bien:)!</p>"],
    ['<p>Bien <img class="wp-smiley" src="/s.gif" alt=":)"> !</p>', "<p>Bien :) !</p>"],
    [
      '<p><img src="data:image/gif;base64,R0" data-src="/ici.jpg"><noscript><img src="/ici.jpg"></noscript></p>',
      `<figure>${img()}</figure>`,
    ],
    [
      '<div class="wp-caption alignleft" style="width: 310px"><p><a href="/uploads/ici.jpg"><img src="/ici.jpg"></a></p><p class="wp-caption-text">Une <em>vue</em></p></div>',
      `<figure>${img()}<figcaption>Une <em>vue</em></figcaption></figure>`,
    ],
    [
      '<div class="gallery"><dl class="gallery-item"><dt class="gallery-icon"><a href="/uploads/ici.jpg"><img src="/ici.jpg"></a></dt><dd class="wp-caption-text gallery-caption">Un</dd></dl><br style="clear: both"></div>',
      `<figure>${img()}<figcaption>Un</figcaption></figure>`,
    ],
    [
      '<div class="wp-block-jetpack-slideshow"><ul class="swiper-wrapper"><li class="swiper-slide"><figure><img data-id="7" src="https://x.test/a.jpg"><figcaption class="gallery-caption">Un</figcaption></figure></li><li><figure><img src="/ici.jpg"></figure></li></ul></div>',
      `<figure>${img()}<figcaption>Un</figcaption></figure>\n<figure>${img()}</figure>`,
    ],
    ['<ul><li>Texte <img src="/ici.jpg"></li><li>Deux</li></ul>', `<ul><li>Texte ${img()}</li><li>Deux</li></ul>`],
    [
      '<div class="wp-block-jetpack-tiled-gallery"><div class="tiled-gallery__row"><div class="tiled-gallery__col"><figure class="tiled-gallery__item"><img data-id="7" src="https://i0.wp.com/blog.test/a.jpg?ssl=1"></figure></div><div class="tiled-gallery__col"><figure class="tiled-gallery__item"><img src="/ici.jpg"></figure></div></div></div>',
      `<figure>${img()}</figure>\n<figure>${img()}</figure>`,
    ],
    [
      '<div class="wp-block-cover"><img class="wp-block-cover__image-background" src="/ici.jpg"><span class="wp-block-cover__background"></span><div class="wp-block-cover__inner-container"><p>Un titre</p></div></div>',
      `<figure>${img()}</figure>\n<p>Un titre</p>`,
    ],
    [
      '<div class="wp-block-cover" style="background-image:url(/ici.jpg)"><p class="wp-block-cover-text">Un titre</p></div>',
      `<figure>${img()}</figure>\n<p>Un titre</p>`,
    ],
    [
      '<div class="wp-block-media-text"><figure class="wp-block-media-text__media"><img src="/ici.jpg"></figure><div class="wp-block-media-text__content"><p>À côté</p></div></div>',
      `<figure>${img()}</figure>\n<p>À côté</p>`,
    ],
    [
      '<p><img src="data:image/svg+xml,x" srcset="/a.jpg 300w, /ici.jpg 1200w, /b.jpg 600w"></p>',
      `<figure>${img()}</figure>`,
    ],
    ['<p><img src="/vide.gif" data-srcset="/a.jpg 1x, /ici.jpg 2x"></p>', `<figure>${img()}</figure>`],
    [
      '<p><img src="/Images/a.jpg"> <img src="//x.test/b.jpg"></p>',
      '<p><a href="https://blog.test/Images/a.jpg">a.jpg</a> <a href="https://x.test/b.jpg">b.jpg</a></p>',
    ],
    ['<figure><img data-attachment="3"></figure>', '<p><a href="https://blog.test/perdu.jpg">perdu.jpg</a></p>'],
  ];
  it.each(cases)("%s", async (given, wanted) => {
    expect(clean(await insertPictures(parseHtml(given), source))).toBe(wanted);
  });
});

describe("links to our own articles", () => {
  const find = (address: string) => {
    if (address === "/ici") return { slug: "ici", articleId: 4 };
    return address === "/demain" ? { slug: "demain", articleId: undefined } : undefined;
  };
  const linked = (html: string) => {
    const tree = parseHtml(html);
    const { later } = linkArticles(tree, find);
    return [clean(tree), later] as const;
  };

  it("link to their address here, and become cards if they are alone", () => {
    expect(linked('<p>Lire <a href="/ici" class="x">ceci</a>.</p>')[0]).toBe(
      '<p>Lire <a href="/articles/ici">ceci</a>.</p>',
    );
    expect(linked('<p> <strong><a href="/ici">Ceci</a></strong><br></p>')[0]).toBe(
      '<p data-card="4"><a href="/articles/ici">Ceci</a></p>',
    );
    expect(linked('<p><a href="#bas">Plus <b>bas</b></a>, <a href="#x">x</a></p>')[0]).toBe(
      "<p>Plus <strong>bas</strong>, x</p>",
    );
    expect(linked('<p><a href="/ailleurs">Là</a></p>')[0]).toBe('<p><a href="/ailleurs">Là</a></p>');
  });

  it("become cards later if the article has no row yet", () => {
    const [html, later] = linked('<p><a href="/demain">Demain</a></p><p>Et <a href="/demain">là</a></p>');
    expect(later).toEqual(["demain"]);
    expect(insertLaterCards(html, new Map([["demain", 9]]))).toBe(
      '<p data-card="9"><a href="/articles/demain">Demain</a></p>\n<p>Et <a href="/articles/demain">là</a></p>',
    );
  });
});

describe("a whole body", () => {
  const convert = (content: string, excerpt = "") =>
    convertBody(content, excerpt, {
      pictures: { find: async () => undefined, addressOf: () => undefined, isUpload: () => false },
      findArticle: () => undefined,
      galleryOf: () => [],
      footnotes: ["Voir <em>là</em>"],
      notes: new OmissionCounter(),
    });

  it.each(["x\n\n", "x\n", '<a href="#a">x</a>'])("converts 130,000 times %j", async (unit) => {
    const { bodyHtml } = await convert(unit.repeat(130_000));
    expect(bodyHtml.split("x")).toHaveLength(130_001);
  });

  it.each([
    ["Chapô.\n\n<!--more-->\n\nSuite.", "", "Chapô.", "<p>Suite.</p>"],
    ["Chapô <b>fort</b>.\n\nEncore.<!--more-->Suite.", "", "Chapô fort.", "<p>Encore.</p>\n<p>Suite.</p>"],
    ['Un <a href="/x">lien</a>.<!--more-->Suite.', "", "", '<p>Un <a href="/x">lien</a>.</p>\n<p>Suite.</p>'],
    ["<h2>Titre</h2><!--more-->Suite.", "", "", "<h2>Titre</h2>\n<p>Suite.</p>"],
    ["Un.\n\nDeux.", "Résumé &amp; <b>fin</b>", "Résumé & fin", "<p>Un.</p>\n<p>Deux.</p>"],
    ["Un.\n\nDeux.", "Un.", "Un.", "<p>Deux.</p>"],
    ["Un.", "", "", "<p>Un.</p>"],
    [
      "<!-- wp:paragraph --><p>Chapô.</p><!-- /wp:paragraph --><!-- wp:more --><!--more--><!-- /wp:more --><!-- wp:paragraph --><p>a\nb</p><!-- /wp:paragraph -->",
      "",
      "Chapô.",
      "<p>a b</p>",
    ],
    [
      "<!-- wp:paragraph -->\n<p>Un<sup><a href='#f'>1</a></sup></p>\n<!-- /wp:paragraph -->\n<!-- wp:footnotes /-->",
      "",
      "",
      "<p>Un<sup>1</sup></p>\n<ol><li>Voir <em>là</em></li></ol>",
    ],
    [
      "<!-- wp:shortcode -->\n[embed]https://youtu.be/a[/embed]\n<!-- /wp:shortcode -->",
      "",
      "",
      '<p><a href="https://youtu.be/a">https://youtu.be/a</a></p>',
    ],
    [
      "<!-- wp:details -->\n<details class='wp-block-details'><summary>Une <em>question</em></summary><!-- wp:paragraph -->\n<p>Réponse</p>\n<!-- /wp:paragraph --></details>\n<!-- /wp:details -->",
      "",
      "",
      "<details><summary>Une <em>question</em></summary><p>Réponse</p></details>",
    ],
    [
      "<details>\n<summary>Question</summary>\n\nUn\n\nDeux\n</details>",
      "",
      "",
      "<details><summary>Question</summary><p>Un</p><p>Deux</p></details>",
    ],
    [
      '<!-- wp:x/accordion --><div><div><button class="x-accordion-header"><span>Une question</span></button></div><p>Réponse</p></div><!-- /wp:x/accordion -->',
      "",
      "",
      "<details><summary>Une question</summary><p>Réponse</p></details>",
    ],
    ["<h3><button>Titre</button></h3>Un", "", "", "<h3>Titre</h3>\n<p>Un</p>"],
    ['Un<form><button class="toggle">Envoyer</button></form>', "", "", "<p>Un</p>"],
    [
      "Faire\n<code>un\n\n  deux</code>\nSuite.",
      "",
      "",
      "<p>Faire</p>\n<pre><code>un\n\n  deux</code></pre>\n<p>Suite.</p>",
    ],
    ["<p><code>un\n  deux</code></p>", "", "", "<pre><code>un\n  deux</code></pre>"],
    ["Puis <code>un\ndeux</code> ici.", "", "", "<p>Puis <code>un<br>deux</code> ici.</p>"],
    [
      "<details><summary><h3>Titre</h3></summary>Un</details>",
      "",
      "",
      "<details><summary>Titre</summary><p>Un</p></details>",
    ],
    ["<details>\nUn\n\nDeux\n</details>", "", "", "<p>Un</p>\n<p>Deux</p>"],
    ["", "", "", ""],
  ])("%j with the excerpt %j", async (content, excerpt, lead, bodyHtml) => {
    expect(await convert(content, excerpt)).toMatchObject({ lead, bodyHtml });
  });

  const site = '<a href="https://zd.test/flux/rss">ZDNet</a>';
  const original = (text: string) => `<a href="https://zd.test/a.htm" rel="nofollow">${text}</a>`;
  it.each([
    [`Source : ${original("L’article Un titre &gt;&gt;")} est extrait de ${site}`, "Un titre", "https://zd.test/a.htm"],
    [`Source&nbsp;: ${original("L'article Un titre >>")} est extrait de ${site}.`, "Un titre", "https://zd.test/a.htm"],
    [`<em>Source: ${original("« Un titre »")}</em> est extrait de ${site}`, "Un titre", "https://zd.test/a.htm"],
    [`Source : ${original("L’article Un titre »")} est extrait de ZDNet`, "Un titre", "https://zd.test/a.htm"],
    [`Source : L’article Un titre >> est extrait de ${site}`, "Un titre", "https://zd.test/flux/rss"],
  ])("%s", async (line, title, url) => {
    const converted = await convert(`Texte.\n\n${line}\n\n&nbsp;`);
    expect(converted.provenance).toEqual({ name: "ZDNet", siteUrl: "https://zd.test", title, url });
    expect(converted.bodyHtml).toBe("<p>Texte.</p>");
  });

  // A single link leads to the source if its text is the source's name, otherwise to the article.
  it.each([
    [`Sources : A sont extraits du <a href="https://zd.test/">Monde</a>`, "A", "Monde"],
    [`Source : A est un extrait de la <a href="https://zd.test/">Tribune</a>`, "A", "Tribune"],
    [`Source : ${original("A >> >")} est extrait d’Usine Nouvelle .`, "A >>", "Usine Nouvelle"],
    [`Source : ${original("«  A  »")}  est  extrait de l’ Obs.`, "A", "Obs"],
    [`Source : ${original("A")} est extrait de B est extrait de C`, "A", "B est extrait de C"],
    [`Source : ${original("A")} est extrait de .`, "A", "."],
  ])("reads title and name of the source from %s", async (line, title, name) => {
    const converted = await convert(`Texte.\n\n${line}`);
    expect(converted.provenance).toMatchObject({ title, name });
  });

  it.each([
    `Source : est extrait de ${site}`,
    `Source : ${original("x")} est extrait de`,
    "Source : un texte sans lien est extrait de ZDNet",
    `Source : ${original("x")}`,
    `Un mot. Source : ${original("x")} est extrait de ${site}`,
    `Source : ${original("x")} est extrait de ${site}\n\nPuis la suite.`,
  ])("finds no source line: %s", async (content) => {
    const converted = await convert(content);
    expect(converted.provenance).toBeUndefined();
    expect(converted.bodyHtml).toContain("ource");
  });
});

const lists = "../shared/data/xss";
it.skipIf(!existsSync(lists))(
  "attack strings of ../shared/data/xss are harmless as bodies and comments (skipped where absent)",
  async () => {
    const harm =
      /<(?:script|style|iframe|object|embed|svg|math|form|input|link|meta|base)\b|<[^>]*\s(?:on\w+|style|class|id|srcset|srcdoc)=|(?:href|src)="\s*(?:javascript|data|vbscript|file):/i;
    const lines = readdirSync(lists)
      .filter((name) => /\.(txt|svg)$/.test(name))
      .flatMap((name) => readFileSync(`${lists}/${name}`, "utf8").split("\n"));
    const context = {
      pictures: { find: async () => undefined, addressOf: () => undefined, isUpload: () => true },
      findArticle: () => ({ slug: "x", articleId: 1 }),
      galleryOf: () => [],
      footnotes: [],
      notes: new OmissionCounter(),
    };
    for (const line of lines) {
      const { bodyHtml } = await convertBody(`Un.\n\n${line}\n\n[box a=1]${line}[/box]`, line, context);
      expect(bodyHtml).not.toMatch(harm);
      expect(clean(parseHtml(bodyHtml))).toBe(bodyHtml);
      expect(convertComment(line)).not.toMatch(harm);
    }
  },
);

it.each([
  [
    "Un\nmot\n\nSuite https://x.test/a.",
    '<p>Un<br>mot</p>\n<p>Suite <a href="https://x.test/a" rel="nofollow ugc noopener">https://x.test/a</a>.</p>',
  ],
  ["<a href='javascript:x'>Clic</a><script>x</script>", "<p>Clic</p>"],
  ["<code>https://x.test</code>", "<p><code>https://x.test</code></p>"],
  ["<img src=x onerror=alert(1)>", ""],
  [
    '<img src="https://x.test/%C3%A9.jpg"> <img class="wp-smiley" src="https://x.test/s.gif" alt=":)">',
    '<p><a href="https://x.test/%C3%A9.jpg" rel="nofollow ugc noopener">é.jpg</a> :)</p>',
  ],
  [
    '<a href="https://y.test/"><img src="https://x.test/a.jpg" alt="Vue"></a>',
    '<p><a href="https://y.test/" rel="nofollow ugc noopener">Vue</a></p>',
  ],
  [
    "Voici :\n<pre lang='html'>\n<select><option>1</option></select>\n\n<script>x</script></pre>",
    "<p>Voici :</p>\n<pre><code>&lt;select>&lt;option>1&lt;/option>&lt;/select>\n\n&lt;script>x&lt;/script></code></pre>",
  ],
  ["[code]a &lt; b\n\nc[/code]", "<pre><code>a &lt; b\n\nc</code></pre>"],
])("converts the comment %j", (given, wanted) => {
  expect(convertComment(given)).toBe(wanted);
});

it.each([
  ["Un <em>titre</em> &amp; un\n autre", "Un titre & un autre"],
  ["Prix < 5 & co", "Prix < 5 & co"],
  ["<script>x</script>Bon", "Bon"],
])("converts the title %j", (given, wanted) => {
  expect(toPlainLine(given)).toBe(wanted);
});

it("takes names that objects have for names like others", async () => {
  const content =
    '[constructor a=1]x[/constructor] <!-- wp:constructor /--> <!-- wp:__proto__ /--> <p>y</p> [gallery orderby="__proto__"]';
  const notes = new OmissionCounter();
  const galleryOf = (attributes: Record<string, string>) =>
    listGallery({ attachments: new Map(), attachmentsOf: new Map() }, "1", attributes, "image", 9).files;
  const findArticle = () => undefined;
  const pictures = { find: async () => undefined, addressOf: () => undefined, isUpload: () => false };
  const { bodyHtml } = await convertBody(content, "", { pictures, findArticle, galleryOf, footnotes: [], notes });
  expect(bodyHtml).toBe("<p>x</p>\n<p>y</p>");
  expect(notes.entries().map(([name]) => name)).toEqual(
    expect.arrayContaining(["shortcode:constructor", "block:constructor", "block:__proto__"]),
  );
});

it("shows footnotes once, however many blocks of them a post has", async () => {
  const content = "<p>a</p><!-- wp:footnotes /--><!--more--><!-- wp:footnotes /--><!-- wp:footnotes /-->";
  const notes = new OmissionCounter();
  const pictures = { find: async () => undefined, addressOf: () => undefined, isUpload: () => false };
  const context = { pictures, findArticle: () => undefined, galleryOf: () => [], footnotes: ["Une", "Deux"], notes };
  const { lead, bodyHtml } = await convertBody(content, "", context);
  expect(`${lead}${bodyHtml}`.match(/Une/g)).toHaveLength(1);
  expect(notes.entries()).toEqual([["block:footnotes", 2]]);
});
