/**
 * Clipboard contents as programs wrote them, with long styles shortened: Word 2021 and 365 with comments, tracked
 * changes and notes, LibreOffice Writer 24.2, Google Docs (the editor, and a document exported as a page), Notion, and
 * browsers.
 */
const wordHead = `<html xmlns:v="urn:schemas-microsoft-com:vml"
xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word"
xmlns="http://www.w3.org/TR/REC-html40">

<head>
<meta http-equiv=Content-Type content="text/html; charset=utf-8">
<meta name=ProgId content=Word.Document>
<meta name=Generator content="Microsoft Word 15">
<link rel=File-List href="file:///C:/Users/Zoe/AppData/Local/Temp/msohtmlclip1/01/clip_filelist.xml">
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]-->
<style>
<!--
 p.MsoNormal, li.MsoNormal, div.MsoNormal {mso-style-unhide:no; margin:0cm; font-family:"Calibri",sans-serif;}
 span.MsoFootnoteReference {vertical-align:super;}
 span.msoIns {mso-style-type:export-only; text-decoration:underline; color:teal;}
 span.msoDel {mso-style-type:export-only; text-decoration:line-through; color:red;}
-->
</style>
</head>

<body lang=FR style='tab-interval:35.4pt;word-wrap:break-word'>
<!--StartFragment-->
`;
const wordFoot = `
<!--EndFragment-->
</body>

</html>`;

const wordMark = (kind: "foot" | "end", id: string, sign: string) => {
  const name = kind === "foot" ? "ftn" : "edn";
  const style = kind === "foot" ? "MsoFootnoteReference" : "MsoEndnoteReference";
  return (ref: "text" | "note") =>
    `<a style='mso-${kind}note-id:${name}${id}' href="#_${name}${ref === "text" ? "" : "ref"}${id}"
name="_${name}${ref === "text" ? "ref" : ""}${id}" title=""><span class=${style}><span
style='mso-special-character:footnote'><![if !supportFootnotes]><span
class=${style}><span style='font-size:11.0pt;line-height:107%;
font-family:"Calibri",sans-serif;mso-ansi-language:FR'>[${sign}]</span></span><![endif]></span></span></a>`;
};

const wordComment = (n: number, author: string) => `<span
class=MsoCommentReference><span style='font-size:8.0pt'><a style='mso-comment-reference:${author}_${n};
mso-comment-date:20240305T1030'>&nbsp;</a><span style='mso-special-character:comment'>&nbsp;<![if !supportAnnotations]><a
href="#_msocom_${n}" language=JavaScript id="_anchor_${n}"
onmouseover="msoCommentShow('_anchor_${n}','_com_${n}')" onmouseout="msoCommentHide('_com_${n}')" class=msocomanchor
name="_msoanchor_${n}">[${author}${n}]</a><![endif]></span></span></span>`;

const wordCommentText = (
  n: number,
  author: string,
  text: string,
) => `<div style='mso-element:comment'><![if !supportAnnotations]>
<div id="_com_${n}" class=msocomtxt language=JavaScript onmouseover="msoCommentShow('_anchor_${n}','_com_${n}')"
onmouseout="msoCommentHide('_com_${n}')"><![endif]><span style='mso-comment-author:"Jean Dupont"'><![if !supportAnnotations]><a
name="_msocom_${n}"></a><![endif]></span>
<p class=MsoCommentText><span class=MsoCommentReference><span style='font-size:8.0pt'><span
style='mso-special-character:comment'>&nbsp;<![if !supportAnnotations]><a href="#_msoanchor_${n}"
class=msocomoff>[${author}${n}]</a><![endif]></span></span></span>${text}<o:p></o:p></p>
<![if !supportAnnotations]></div><![endif]></div>`;

const first = wordMark("foot", "1", "1");
const second = wordMark("foot", "2", "2");
const last = wordMark("end", "1", "i");

export const wordReviewed = `${wordHead}<h1><a name="_Toc159338212">La tour</a><o:p></o:p></h1>

<p class=MsoNormal>Le <b style='mso-bidi-font-weight:normal'>phare</b> est <a
style='mso-comment-reference:JD_1;mso-comment-date:20240305T1030'>ancien</a>${wordComment(1, "JD")}, dit
le gardien${first("text")}. Il date <span class=msoDel><del cite="mailto:Jean%20Dupont"
datetime="2024-03-05T10:31">de 1850 <s>environ</s></del></span><span class=msoIns><ins
cite="mailto:Jean%20Dupont" datetime="2024-03-05T10:31">de <i style='mso-bidi-font-style:normal'>1856</i></ins></span>.<o:p></o:p></p>

<p class=MsoNormal><span class=msoDel><del cite="mailto:Jean%20Dupont" datetime="2024-03-05T10:32">Un
alinéa de trop.<o:p></o:p></del></span></p>

<p class=MsoNormal>Voir la <a href="#_Toc159338212">première partie</a><span style='display:none;mso-hide:all'> PAGEREF _Toc159338212 \\h </span>, et
ceci${second("text")}${wordComment(2, "JD")}.${last("text")}<o:p></o:p></p>

<div style='mso-element:footnote-list'><![if !supportFootnotes]><br clear=all>

<hr align=left size=1 width="33%">

<![endif]>

<div style='mso-element:footnote' id=ftn1>

<p class=MsoFootnoteText>${first("note")} Entretien du <b style='mso-bidi-font-weight:normal'>5 mars</b>,
avec <a href="https://example.org/gardien">le gardien</a>.<o:p></o:p></p>

</div>

<div style='mso-element:footnote' id=ftn2>

<p class=MsoFootnoteText>${second("note")} Un alinéa.<o:p></o:p></p>

<p class=MsoFootnoteText>Un autre.<o:p></o:p></p>

</div>

</div>

<div style='mso-element:endnote-list'><![if !supportEndnotes]><br clear=all>

<hr align=left size=1 width="33%">

<![endif]>

<div style='mso-element:endnote' id=edn1>

<p class=MsoEndnoteText>${last("note")} Archives.<o:p></o:p></p>

</div>

</div>

<div style='mso-element:comment-list'><![if !supportAnnotations]>

<hr class=msocomoff align=left size=1 width="33%">

<![endif]>

${wordCommentText(1, "JD", "Vraiment&nbsp;?")}

${wordCommentText(2, "JD", "À vérifier.")}

</div>
${wordFoot}`;

export const wordPicture = `${wordHead}<p class=MsoNormal>Avant la photo.<o:p></o:p></p>

<p class=MsoNormal><span style='mso-no-proof:yes'><!--[if gte vml 1]><v:shape id="Image_x0020_1" o:spid="_x0000_i1025"
 type="#_x0000_t75" alt="Une image contenant ciel&#10;&#10;Description générée automatiquement" style='width:453pt;height:255pt'>
 <v:imagedata src="file:///C:/Users/Zoe/AppData/Local/Temp/msohtmlclip1/01/clip_image001.jpg" o:title=""/>
</v:shape><![endif]--><![if !vml]><img width=604 height=340
src="file:///C:/Users/Zoe/AppData/Local/Temp/msohtmlclip1/01/clip_image002.jpg"
alt="Une image contenant ciel&#10;&#10;Description générée automatiquement" v:shapes="Image_x0020_1"><![endif]></span><o:p></o:p></p>

<p class=MsoCaption>Figure 1 — Le phare<o:p></o:p></p>
${wordFoot}`;

export const libreOffice = `<!DOCTYPE html>
<html>
<head>
	<meta http-equiv="content-type" content="text/html; charset=utf-8"/>
	<title></title>
	<meta name="generator" content="LibreOffice 24.2.7.2 (Linux)"/>
	<style type="text/css">
		@page { size: 21cm 29.7cm; margin: 2cm }
		p { line-height: 115%; margin-bottom: 0.25cm; background: transparent }
		p.sdfootnote-western { font-size: 10pt; line-height: 100% }
		a.sdfootnoteanc { font-size: 57% }
	</style>
</head>
<body lang="fr-FR" link="#000080" vlink="#800000" dir="ltr"><h2 class="western">La
tour</h2>
<p class="western" style="line-height: 100%; margin-bottom: 0cm">Le
<b>phare</b> est <span style="font-weight: normal">ancien</span><a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a>,
et <i>haut</i><a class="sdendnoteanc" name="sdendnote1anc" href="#sdendnote1sym"><sup>i</sup></a>.</p>
<ul>
	<li><p style="margin-bottom: 0cm">Un</p></li>
	<ul>
		<li><p style="margin-bottom: 0cm">Dedans</p></li>
	</ul>
	<li><p style="margin-bottom: 0cm">Deux</p></li>
</ul>
<p style="margin-bottom: 0cm"><br/>

</p>
<table width="100%" cellpadding="4" cellspacing="0">
	<col width="128*"/>

	<tr valign="top">
		<td width="50%" style="border: 1px solid #000000; padding: 0.1cm"><p>A</p>
		</td>
		<td width="50%" style="border: 1px solid #000000; padding: 0.1cm"><p><b>B</b></p>
		</td>
	</tr>
</table>
<p style="line-height: 100%"><img src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==" name="Image1" align="bottom" width="605" height="340" border="0"/>
</p>
<div id="sdendnote1"><p class="sdendnote-western"><a class="sdendnotesym" name="sdendnote1sym" href="#sdendnote1anc">i</a>Trente
	mètres.</p>
</div>
<div id="sdfootnote1"><p class="sdfootnote-western"><a class="sdfootnotesym" name="sdfootnote1sym" href="#sdfootnote1anc">1</a>Selon
	le <b>gardien</b>.</p>
</div>
</body>
</html>`;

export const googleDocs = `<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-6a1f0c2e-7fff-1c2d-3e4f-5a6b7c8d9e0f"><h2 dir="ltr" style="line-height:1.38;margin-top:18pt;margin-bottom:6pt;"><span style="font-size:16pt;font-family:Arial,sans-serif;color:#000000;background-color:transparent;font-weight:400;font-style:normal;font-variant:normal;text-decoration:none;vertical-align:baseline;white-space:pre;white-space:pre-wrap;">La tour</span></h2><p dir="ltr" style="line-height:1.38;margin-top:0pt;margin-bottom:0pt;"><span style="font-size:11pt;font-weight:400;font-style:normal;text-decoration:none;vertical-align:baseline;white-space:pre-wrap;">Le </span><span style="font-size:11pt;font-weight:700;font-style:normal;text-decoration:none;vertical-align:baseline;white-space:pre-wrap;">phare</span><span style="font-size:11pt;font-weight:400;font-style:normal;text-decoration:none;"> est </span><a href="https://example.org/ancien" style="text-decoration:none;"><span style="font-size:11pt;color:#1155cc;font-weight:400;font-style:normal;text-decoration:underline;vertical-align:baseline;">ancien</span></a><span style="font-size:11pt;font-weight:400;font-style:italic;text-decoration:none;">, dit-on</span><span style="font-size:11pt;font-weight:400;text-decoration:line-through;">.</span></p><br /><ul style="margin-top:0;margin-bottom:0;padding-inline-start:48px;"><li dir="ltr" style="list-style-type:disc;font-size:11pt;font-weight:400;" aria-level="1"><p dir="ltr" style="line-height:1.38;" role="presentation"><span style="font-size:11pt;font-weight:400;">Un</span></p></li><ul style="margin-top:0;margin-bottom:0;"><li dir="ltr" style="list-style-type:circle;" aria-level="2"><p dir="ltr" role="presentation"><span style="font-weight:400;">Dedans</span></p></li></ul><li dir="ltr" style="list-style-type:disc;" aria-level="1"><p dir="ltr" role="presentation"><span style="font-weight:400;">Deux</span></p></li></ul><p dir="ltr" style="line-height:1.38;"><span style="font-size:11pt;font-weight:400;"><span style="border:none;display:inline-block;overflow:hidden;width:602px;height:339px;"><img src="https://lh7-rt.googleusercontent.com/docsz/AD_4nXd0abc?key=Zk3" width="602" height="339" style="margin-left:0px;margin-top:0px;" /></span></span></p><div dir="ltr" style="margin-left:0pt;" align="left"><table style="border:none;border-collapse:collapse;"><colgroup><col width="301" /><col width="301" /></colgroup><tbody><tr style="height:0pt"><td style="border-left:solid #000000 1pt;vertical-align:top;"><p dir="ltr"><span style="font-weight:400;">A</span></p></td><td style="vertical-align:top;"><p dir="ltr"><span style="font-weight:700;">B</span></p></td></tr></tbody></table></div></b>`;

export const googleExport = `<html><head><meta content="text/html; charset=UTF-8" http-equiv="content-type"><style type="text/css">.c1{font-weight:700}</style></head><body class="c7 doc-content"><p class="c3"><span class="c2">Le phare est ancien</span><sup class="c6"><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup><sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup><span class="c2">, et haut</span><sup class="c6"><a href="#ftnt2" id="ftnt_ref2">[2]</a></sup><span class="c2">.</span></p><hr class="c8"><div><p class="c4"><a href="#ftnt_ref1" id="ftnt1">[1]</a><span class="c9">&nbsp;Selon le gardien.</span></p></div><div><p class="c4"><a href="#ftnt_ref2" id="ftnt2">[2]</a><span class="c9">&nbsp;Trente mètres.</span></p><p class="c4"><span class="c9">Sans la girouette.</span></p></div><div class="c5"><p class="c3"><a href="#cmnt_ref1" id="cmnt1">[a]</a><span class="c2">Vraiment&nbsp;?</span></p></div></body></html>`;

export const notion = `<meta charset='utf-8'><h2>La tour</h2>
<p>Le <strong>phare</strong> est <em>ancien</em>, <del>bas</del> et <code>haut</code> : <a href="https://example.org/">voir</a>.</p>
<ul>
<li>Un
<ul>
<li>Dedans</li>
</ul>
</li>
<li>
<p>Deux</p>
</li>
</ul>
<ol start="2">
<li>Deuxième</li>
</ol>
<ul>
<li>[x]  Fait</li>
<li>[ ]  À faire</li>
</ul>
<aside>
💡 À retenir.

</aside>
<blockquote>
<p>Une citation.</p>
</blockquote>
<pre><code class="language-js">const a = 1;
</code></pre>
<p><img src="attachment:5b0e7d1c-2a8f-4a0e-9d55-0c3f2f3e0a11:phare.png" alt="phare.png"></p>
<p><img src="https://prod-files-secure.s3.us-west-2.amazonaws.com/a/b/plan.png?X-Amz-Expires=3600" alt="plan.png"></p>
<hr>
<!-- notionvc: 11974aef-9394-46fc-bc7a-e0fe42220d7f -->`;

/**
 * An encyclopedia article as Chrome copies it: computed styles, absolute addresses, the list of notes with its links
 * back.
 */
export const webPage = `<html>
<body>
<!--StartFragment--><meta charset='utf-8'><div class="mw-heading mw-heading2" style="box-sizing: border-box; color: rgb(0, 0, 0);"><h2 id="La_tour" style="margin: 0px;">La tour</h2></div><p style="color: rgb(32, 33, 34); font-size: 16px; font-weight: 400; text-decoration-thickness: initial;">Le <b>phare</b> est <a href="https://fr.wikipedia.org/wiki/Ancien" title="Ancien">ancien</a><sup id="cite_ref-1" class="reference" style="font-size: 12.8px;"><a href="https://fr.wikipedia.org/wiki/Phare#cite_note-1"><span class="cite-bracket">[</span>1<span class="cite-bracket">]</span></a></sup>, voir <a href="https://fr.wikipedia.org/wiki/Phare#Histoire">son histoire</a>.</p><figure class="mw-halign-right" typeof="mw:File/Thumb"><a href="https://fr.wikipedia.org/wiki/Fichier:Phare.jpg" class="mw-file-description"><img alt="Le phare au couchant" src="https://upload.wikimedia.org/phare.jpg/250px-phare.jpg" decoding="async" width="250" height="188" class="mw-file-element" srcset="//upload.wikimedia.org/phare.jpg/500px-phare.jpg 2x"></a><figcaption style="font-size: 13px;">Le phare en 2019</figcaption></figure><p style="color: rgb(32, 33, 34);">Une ligne <img class="emoji" alt="🙂" src="https://s.w.org/images/core/emoji/15/svg/1f642.svg" width="16" height="16"> de plus<img src="https://stats.example.org/pixel.gif" width="1" height="1" alt="">.</p><ol class="references"><li id="cite_note-1"><span class="mw-cite-backlink noprint"><a href="https://fr.wikipedia.org/wiki/Phare#cite_ref-1">↑</a></span> <span class="reference-text">Selon le <i>gardien</i>.</span></li></ol><!--EndFragment-->
</body>
</html>`;
