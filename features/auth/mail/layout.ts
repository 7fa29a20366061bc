import type { Locale, Translator } from "#i18n/translator.ts";
import { escapeHtml } from "#lib/html/escape-html.ts";

interface MailContent {
  subject: string;
  /** Plain text; markup is escaped. */
  paragraphs: string[];
  button: { label: string; href: string };
  /** Below the button: how long the link is valid, and what to do if one did not request it. */
  notes: string[];
}

/** Returns the salutation of a mail. It has no name if the recipient has not confirmed that it is theirs: a stranger may have chosen it. */
export function greeting(t: Translator, name: string): string {
  return name ? t("mails.account.hello", { name }) : t("mails.account.helloUnnamed");
}

/**
 * Renders a mail as plain text and as simple HTML with the same content: no picture, no tracking, one link. Names and settings are
 * untrusted text, so everything is escaped; a line break in a subject would start a header.
 */
export function renderMail(content: MailContent, site: { name: string; home: string; locale: Locale }) {
  const { paragraphs, button, notes } = content;
  const signature = `${site.name} · ${site.home}`;
  const text = [...paragraphs, `${button.label} :\n${button.href}`, ...notes, `-- \n${signature}`].join("\n\n");
  const html =
    `<!DOCTYPE html><html lang="${site.locale}"><head><meta charset="utf-8"><title>${escapeHtml(content.subject)}</title></head>` +
    `<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif;color:#15181e;background:#fdfcf9"><div style="max-width:34em">` +
    paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`).join("") +
    `<p><a href="${escapeHtml(button.href)}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:#15181e;color:#ffffff;text-decoration:none">${escapeHtml(button.label)}</a></p>` +
    `<p style="word-break:break-all">${escapeHtml(button.href)}</p>` +
    notes.map((text) => `<p style="color:#4a505c">${escapeHtml(text)}</p>`).join("") +
    `<p style="color:#4a505c"><a href="${escapeHtml(site.home)}" style="color:#0b5c6e">${escapeHtml(site.name)}</a></p></div></body></html>`;
  return { subject: content.subject.replace(/\s+/g, " ").trim(), text: `${text}\n`, html };
}
