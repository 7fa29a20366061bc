/** One small feed of each format, with the same two items. */

export const rss20 = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">
<channel>
  <title>Le Journal &amp; Cie</title>
  <link>https://journal.example/</link>
  <description>L’actualité d’ici</description>
  <language>fr_FR</language>
  <copyright>© 2026 Le Journal</copyright>
  <ttl>30</ttl>
  <atom:link rel="self" href="/flux/feed.xml"/>
  <atom:link rel="hub" href="https://hub.example/"/>
  <image><url>logo.png</url><title>Logo</title><link>https://journal.example/logo</link></image>
  <item>
    <title>La mairie change d’adresse</title>
    <link>/2026/mairie.html</link>
    <guid isPermaLink="false">journal-1</guid>
    <dc:creator>Zoé Dupré</dc:creator>
    <dc:creator>ivan@journal.example (Ivan Novák)</dc:creator>
    <category>Politique</category>
    <category><![CDATA[Vie locale]]></category>
    <pubDate>Sam, 28 nov. 2026 10:30:00 +0100</pubDate>
    <description>Elle déménage &lt;b&gt;lundi&lt;/b&gt;.</description>
    <content:encoded><![CDATA[<p>Elle déménage lundi, <a href="plan.html">voici le plan</a>.</p>]]></content:encoded>
    <media:content url="/images/mairie-600.jpg" medium="image" width="600" height="400">
      <media:description>La nouvelle mairie</media:description><media:credit>Zoé Dupré</media:credit>
    </media:content>
    <media:content url="/images/mairie-1200.jpg" medium="image" width="1200" height="800">
      <media:description>La nouvelle mairie</media:description><media:credit>Zoé Dupré</media:credit>
    </media:content>
    <source url="https://echo.example/rss">L’Écho</source>
  </item>
  <item>
    <title>Second</title>
    <guid>https://journal.example/2</guid>
    <dc:language>en</dc:language>
  </item>
</channel>
</rss>`;

export const rss090 = `<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">
  <channel><title>Le Journal</title><link>https://journal.example/</link><description>Actualité</description></channel>
  <item><title>Premier titre</title><link>https://journal.example/1</link></item>
  <item><title>Second title</title><link>https://journal.example/2</link></item>
</rdf:RDF>`;

export const rss091 = `<?xml version="1.0"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91">
  <channel>
    <title>Le Journal</title><link>https://journal.example/</link><description>Actualité</description>
    <language>fr</language>
    <item><title>Premier titre</title><link>https://journal.example/1</link><description>Un</description></item>
    <item><title>Second title</title><link>https://journal.example/2</link></item>
  </channel>
</rss>`;

export const rss10 = `<?xml version="1.0"?>
<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:d="http://purl.org/dc/elements/1.1/">
  <channel r:about="https://journal.example/flux/feed.xml">
    <title>Le Journal</title><link>https://journal.example/</link><description>Actualité</description>
    <items><r:Seq><r:li r:resource="https://journal.example/1"/><r:li resource="https://journal.example/2"/></r:Seq></items>
  </channel>
  <item r:about="https://journal.example/1">
    <title>Premier titre</title><link>https://journal.example/1</link>
    <d:date>2026-11-28T10:30:00+01:00</d:date><d:creator>Zoé Dupré</d:creator><d:subject>Politique</d:subject>
  </item>
  <item r:about="https://journal.example/2"><title>Second title</title><link>https://journal.example/2</link></item>
</r:RDF>`;

export const atom03 = `<?xml version="1.0"?>
<feed version="0.3" xmlns="http://purl.org/atom/ns#" xml:lang="fr">
  <title>Le Journal</title>
  <tagline>Actualité</tagline>
  <link rel="alternate" type="text/html" href="https://journal.example/"/>
  <modified>2026-11-28T10:30:00Z</modified>
  <entry>
    <title mode="escaped" type="text/html">Premier &lt;i&gt;titre&lt;/i&gt;</title>
    <link rel="alternate" type="text/html" href="https://journal.example/1"/>
    <id>tag:journal.example,2026:1</id>
    <issued>2026-11-28T10:30:00+01:00</issued>
    <content type="application/xhtml+xml" mode="xml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Un</p></div></content>
  </entry>
  <entry>
    <title>Second title</title><link rel="alternate" type="text/html" href="https://journal.example/2"/>
    <id>tag:journal.example,2026:2</id>
  </entry>
</feed>`;

export const atom10 = `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr" xml:base="https://journal.example/">
  <title>Le Journal</title>
  <subtitle type="html">Actualité</subtitle>
  <link href="/"/>
  <link rel="self" href="/flux/feed.xml"/>
  <author><name>La rédaction</name></author>
  <entry xml:base="/1/">
    <title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Premier <em>titre</em></div></title>
    <link rel="alternate" type="application/pdf" href="/1.pdf"/>
    <link rel="alternate" type="text/html" href="/1"/>
    <link rel="enclosure" type="image/jpeg" href="une.jpg"/>
    <id>tag:journal.example,2026:1</id>
    <published>2026-11-28T10:30:00.5+01:00</published>
    <updated>2026-11-28T11:00:00Z</updated>
    <category term="politique" label="Politique"/><category term="local"/>
    <summary>1 &lt; 2</summary>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Un &amp; <a href="deux.html">deux</a><br/></p></div></content>
  </entry>
  <entry>
    <title type="html">Second &lt;b&gt;title&lt;/b&gt;</title>
    <link href="/2"/>
    <id>tag:journal.example,2026:2</id>
    <updated>2026-11-27T10:00:00Z</updated>
    <author><name>Ann Lee</name><email>ann@journal.example</email></author>
    <content type="html">&lt;p&gt;Two&lt;/p&gt;</content>
  </entry>
</feed>`;

export const json11 = `{
  "version": "https://jsonfeed.org/version/1.1",
  "title": "Le Journal",
  "home_page_url": "https://journal.example/",
  "feed_url": "https://journal.example/feed.json",
  "language": "fr-FR",
  "authors": [{ "name": "La rédaction" }],
  "hubs": [{ "type": "WebSub", "url": "https://hub.example/" }],
  "items": [
    {
      "id": 1, "url": "/1", "title": "Premier titre", "content_html": "<p>Un</p>", "image": "/une.jpg",
      "date_published": "2026-11-28T10:30:00+01:00", "tags": ["Politique", "Politique"]
    },
    {
      "id": "deux", "external_url": "https://journal.example/2", "title": "Second title", "content_text": "1 < 2",
      "authors": [{ "name": "Ann Lee", "url": "https://journal.example/ann" }], "language": "en"
    }
  ]
}`;
