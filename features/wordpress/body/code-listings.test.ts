import { describe, expect, it } from "vitest";
import { OmissionCounter } from "./conversion-report.ts";
import { convertBody } from "./convert.ts";

const convert = async (content: string) => {
  const notes = new OmissionCounter();
  const { bodyHtml, lead } = await convertBody(content, "", {
    pictures: { find: async () => undefined, addressOf: () => undefined, isUpload: () => false },
    findArticle: () => undefined,
    galleryOf: () => [],
    footnotes: [],
    notes,
  });
  return { bodyHtml, lead, shortcodes: notes.listByPrefix("shortcode:") };
};
const listing = (html: string) => `<p>Avant</p>\n<pre><code>${html}</code></pre>\n<p>Après</p>`;

describe("code listings", () => {
  // Forms of the plugins' own documentation; what WordPress shows as code is code here, to the byte.
  it.each([
    ['[sourcecode language="php"]\n<?php\n\n\techo "a" . \'b\';\n[/sourcecode]', "&lt;?php\n\n\techo \"a\" . 'b';"],
    [
      "[code]if (a < b) {}\n[gallery ids=1]\n<!--more-->\n<!-- wp:x -->[/code]",
      "if (a &lt; b) {}\n[gallery ids=1]\n&lt;!--more-->\n&lt;!-- wp:x -->",
    ],
    ["[java title=“Main.java”]List<String> a = b && c;[/java]", "List&lt;String> a = b &amp;&amp; c;"],
    ["[php]$a = 1;\n\n\n$b = [2, $c[0]];[/php]", "$a = 1;\n\n\n$b = [2, $c[0]];"],
    [
      "[code lang=js]if (a &lt; b &amp;&amp; c) d(&quot;&amp;lt;&quot;);[/code]",
      'if (a &lt; b &amp;&amp; c) d("&amp;lt;");',
    ],
    ['[cc lang="php" escaped="true"]&lt;b&gt; &#91;x][/cc]', "&lt;b> [x]"],
    ['[cc escaped="true"]&lt;a&gt; <b>x</b>[/cc]', "&lt;a> &lt;b>x&lt;/b>"],
    ["[ccn_bash]\n  ls -l | grep 'x'\n[/ccn_bash]", "  ls -l | grep 'x'"],
    ["[cce_xml]&lt;a/&gt;[/cce_xml]", "&lt;a/>"],
    ['<pre class="lang:default decode:true" title="a">&lt;p&gt;[x y=1]&lt;/p&gt;</pre>', "&lt;p>[x y=1]&lt;/p>"],
    ['<pre class="lang:html"><p>a</p>\n\n<b>b</b></pre>', "&lt;p>a&lt;/p>\n\n&lt;b>b&lt;/b>"],
    ['<pre lang="php" line="1">\n<?php if ($a < 1) { ?>\n</pre>', "&lt;?php if ($a &lt; 1) { ?>"],
    ['<pre lang="xml" escaped="true">&lt;a&gt;</pre>', "&lt;a>"],
    ['<pre><code class="language-php">&lt;?php echo 1;\n\n?&gt;</code></pre>', "&lt;?php echo 1;\n\n?>"],
    ["[sourcecode]a\n[/code]\nb[/sourcecode]", "a\n[/code]\nb"],
  ])("keeps %j", async (content, code) => {
    const { bodyHtml, shortcodes } = await convert(`Avant\n\n${content}\n\nAprès`);
    expect(bodyHtml).toBe(listing(code));
    expect(shortcodes).toEqual([]);
  });

  it.each([
    [
      "<pre>a &lt; b\n\n\tc  “d” <strong>e</strong>\n[f g=1]</pre>",
      "<pre>a &lt; b\n\n\tc  “d” <strong>e</strong>\n[f g=1]</pre>",
    ],
    ['<pre class="EnlighterJSRAW" data-enlighter-language="css">a > b { c: d }</pre>', "<pre>a > b { c: d }</pre>"],
    ["<code><pre>un\n  deux</pre></code>", "<pre>un\n  deux</pre>"],
    [
      '<p>Voir <code class="x">\n<pre>un\n  deux</pre></code> ici</p>',
      "<p>Voir</p>\n<pre>un\n  deux</pre>\n<p>ici</p>",
    ],
    ["[code]<code><pre>a</pre></code>[/code]", "<pre><code>&lt;code>&lt;pre>a&lt;/pre>&lt;/code></code></pre>"],
    ["<pre>un<br />deux</pre>", "<pre>un<br>deux</pre>"],
    ['<pre class="brush: php">a();<br>b(&lt;c);</pre>', "<pre>a();<br>b(&lt;c);</pre>"],
    ["Voir [cci lang=php]$a[1][/cci] ici.", "<p>Voir <code>$a[1]</code> ici.</p>"],
    ['Voir <span class="lang:php decode:true crayon-inline">a &lt; b</span>.', "<p>Voir <code>a &lt; b</code>.</p>"],
    ["Voir <code>[x y=1]</code> et [[code]] et [/code].", "<p>Voir <code>[x y=1]</code> et [code] et [/code].</p>"],
    [
      '<!-- wp:code -->\n<pre class="wp-block-code"><code>&lt;!--more--&gt; &#91;gallery]\n\n\t&amp;lt;</code></pre>\n<!-- /wp:code -->',
      "<pre><code>&lt;!--more--> [gallery]\n\n\t&amp;lt;</code></pre>",
    ],
    [
      '<!-- wp:preformatted -->\n<pre class="wp-block-preformatted">a   b\n  <em>c</em></pre>\n<!-- /wp:preformatted -->',
      "<pre>a   b\n  <em>c</em></pre>",
    ],
    [
      '<!-- wp:verse -->\n<pre class="wp-block-verse">Sous le pont Mirabeau\n  coule la Seine</pre>\n<!-- /wp:verse -->',
      "<pre>Sous le pont Mirabeau\n  coule la Seine</pre>",
    ],
    [
      '<!-- wp:syntaxhighlighter/code {"language":"php"} -->\n<pre class="wp-block-syntaxhighlighter-code">&lt;?php\n\n// &#091;x]</pre>\n<!-- /wp:syntaxhighlighter/code -->',
      "<pre>&lt;?php\n\n// [x]</pre>",
    ],
    [
      '<!-- wp:prismatic/blocks {"language":"css"} -->\n<pre class="wp-block-prismatic-blocks"><code class="language-css">a { b: c }\n\nd {}</code></pre>\n<!-- /wp:prismatic/blocks -->',
      "<pre><code>a { b: c }\n\nd {}</code></pre>",
    ],
    [
      "Dans <project>/trunk.\n\n[code]a\n\nb[/code]\n\nSuite <font>là\n\n<pre>c</pre>",
      "<p>Dans /trunk.</p>\n<pre><code>a\n\nb</code></pre>\n<p>Suite là</p>\n<pre>c</pre>",
    ],
    ["<td><p>Un\n\ndeux\ntrois</p></td>", "<p>Un</p>\n<p>deux<br>trois</p>"],
    ["Un [c] et [r] et [text] restent.", "<p>Un [c] et [r] et [text] restent.</p>"],
    ["[code]\n\n[/code]Vide", "<p>Vide</p>"],
    ["<!-- [code]a[/code] <pre> -->Un", "<p>Un</p>"],
    ["<pre>non fermé\n\n[x y=1]", "<pre>non fermé\n\n[x y=1]</pre>"],
    [
      '<pre data-code-listing="0"></pre>[code]a[/code]<pre data-code-listing="0">b</pre>',
      "<pre><code>a</code></pre>\n<pre>b</pre>",
    ],
  ])("converts %j", async (content, html) => {
    expect((await convert(content)).bodyHtml).toBe(html);
  });

  it("does not end the lead in a listing", async () => {
    expect(await convert("Un.\n\n[code]<!--more-->[/code]\n\nDeux.")).toMatchObject({ lead: "" });
  });

  it("takes time in proportion to hostile listings", async () => {
    for (const text of [
      "[code]",
      "<pre>",
      "[code",
      "<pre ",
      "[/code]",
      "<!--",
      "[cc_a",
      "[code]a[/code]",
      "<span crayon-inline>",
    ]) {
      const { bodyHtml } = await convert(`${text.repeat(20_000)}Fin`);
      expect(bodyHtml.length).toBeLessThan(2_000_000);
    }
  });
});
