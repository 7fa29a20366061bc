import { expect, it } from "vitest";
import { toBlocks } from "./blocks.ts";
import { toCommentContent } from "./comment-content.ts";

const id = "a".repeat(24);
const context = {
  siteUrl: "https://vigie.example",
  findPicture: (wanted: string) =>
    wanted === id ? { id: 6, address: `https://vigie.example/media/${id}.jpeg` } : undefined,
};
const blocks = (html: string) => toBlocks(html, context);

it.each([
  ["<p>Un <em>mot</em>.</p>", "<!-- wp:paragraph -->\n<p>Un <em>mot</em>.</p>\n<!-- /wp:paragraph -->"],
  [
    '<p data-card="12"><a href="/articles/b">B</a></p>',
    '<!-- wp:paragraph -->\n<p><a href="https://vigie.example/articles/b">B</a></p>\n<!-- /wp:paragraph -->',
  ],
  ["<h2>A</h2>", '<!-- wp:heading -->\n<h2 class="wp-block-heading">A</h2>\n<!-- /wp:heading -->'],
  ["<h3>A</h3>", '<!-- wp:heading {"level":3} -->\n<h3 class="wp-block-heading">A</h3>\n<!-- /wp:heading -->'],
  [
    "<pre><code>a  b\n&lt;c&gt;</code></pre>",
    '<!-- wp:code -->\n<pre class="wp-block-code"><code>a  b\n&lt;c></code></pre>\n<!-- /wp:code -->',
  ],
  [
    "<blockquote><p>Q</p></blockquote>",
    '<!-- wp:quote -->\n<blockquote class="wp-block-quote"><!-- wp:paragraph -->\n<p>Q</p>\n<!-- /wp:paragraph --></blockquote>\n<!-- /wp:quote -->',
  ],
  [
    "<table><tbody><tr><td>1</td></tr></tbody></table>",
    '<!-- wp:table {"hasFixedLayout":false} -->\n<figure class="wp-block-table"><table><tbody><tr><td>1</td></tr></tbody></table></figure>\n<!-- /wp:table -->',
  ],
  [
    '<p data-embed=""><a href="https://youtu.be/ex8fMxXJDJw?a=1&amp;b=--">La vidéo</a></p>',
    '<!-- wp:embed {"url":"https://youtu.be/ex8fMxXJDJw?a=1\\u0026b=\\u002d\\u002d"} -->\n<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\nhttps://youtu.be/ex8fMxXJDJw?a=1&amp;b=--\n</div></figure>\n<!-- /wp:embed -->',
  ],
  [
    '<details><summary>Un <a href="/x">mot</a></summary><p>A</p><ul><li>b</li></ul></details>',
    '<!-- wp:details -->\n<details class="wp-block-details"><summary>Un <a href="https://vigie.example/x">mot</a></summary><!-- wp:paragraph -->\n<p>A</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:list -->\n<ul class="wp-block-list"><!-- wp:list-item -->\n<li>b</li>\n<!-- /wp:list-item --></ul>\n<!-- /wp:list --></details>\n<!-- /wp:details -->',
  ],
  // What has no block of its own.
  ["<ol reversed><li>a</li></ol>", "<!-- wp:html -->\n<ol reversed><li>a</li></ol>\n<!-- /wp:html -->"],
  ['<ol start="3"><li>a</li></ol>', '<!-- wp:html -->\n<ol start="3"><li>a</li></ol>\n<!-- /wp:html -->'],
  [
    '<aside data-callout="note"><p>N</p></aside>',
    '<!-- wp:html -->\n<aside data-callout="note"><p>N</p></aside>\n<!-- /wp:html -->',
  ],
])("writes %s as a block", (html, expected) => {
  expect(blocks(html)).toBe(expected);
});

it("writes lists with a block for each item, and lists within", () => {
  expect(blocks("<ul><li>a<ol><li>b</li></ol></li></ul>")).toBe(
    '<!-- wp:list -->\n<ul class="wp-block-list"><!-- wp:list-item -->\n<li>a<!-- wp:list {"ordered":true} -->\n<ol class="wp-block-list"><!-- wp:list-item -->\n<li>b</li>\n<!-- /wp:list-item --></ol>\n<!-- /wp:list --></li>\n<!-- /wp:list-item --></ul>\n<!-- /wp:list -->',
  );
  expect(blocks("<ul><li><p>a</p><p>b</p></li></ul>")).toMatch(/^<!-- wp:html -->/);
});

it("writes a figure as a picture with its caption and link, by the address that its attachment has", () => {
  const image = `<img src="/media/${id}" alt="Un &quot;mot&quot;" width="9" height="5">`;
  expect(blocks(`<figure>${image}<figcaption>L’<em>été</em></figcaption></figure>`)).toBe(
    `<!-- wp:image {"id":6,"sizeSlug":"full","linkDestination":"none"} -->\n<figure class="wp-block-image size-full"><img src="https://vigie.example/media/${id}.jpeg" alt="Un &quot;mot&quot;" class="wp-image-6"><figcaption class="wp-element-caption">L’<em>été</em></figcaption></figure>\n<!-- /wp:image -->`,
  );
  expect(blocks(`<figure><a href="/articles/b">${image}</a></figure>`)).toContain(
    `<figure class="wp-block-image size-full"><a href="https://vigie.example/articles/b"><img src="https://vigie.example/media/${id}.jpeg"`,
  );
});

it("keeps the address of a picture that is gone, on this site", () => {
  const gone = "b".repeat(24);
  expect(blocks(`<figure><img src="/media/${gone}" alt=""></figure>`)).toBe(
    `<!-- wp:html -->\n<figure><img src="https://vigie.example/media/${gone}" alt=""></figure>\n<!-- /wp:html -->`,
  );
});

it("writes a comment as WordPress stores it: blank lines instead of paragraphs, links without marks", () => {
  expect(
    toCommentContent(
      '<p>a<br>b <a href="https://x.example/" rel="nofollow ugc noopener">c</a></p>\n<p>d &lt;e></p>\n<ul><li>f</li></ul>',
    ),
  ).toBe('a\nb <a href="https://x.example/">c</a>\n\nd &lt;e>\n\n<ul><li>f</li></ul>');
});
