/** A messenger, before a name or number on it: "WhatsApp : +33 …", "Telegram @name". */
const messenger =
  /whats ?app?|telegram|t[ée]l[ée]gram|\btl?g\b|snap(?:chat)?|insta(?:gram)?|\bdisc(?:ord)?\b|signal|wickr|threema|hangouts|skype|\bkik\b/giu;
const betweenMessengerAndName = /^[ :=👉»>-]{0,4}(?:(?:uniquement|au|sur|is|only|now|agent|mr|mrs|officiel) )?/iu;
const nameOnMessenger = /^(?:@[\w.-]{3,40}|\+?\d[\d .-]{7,20}|[a-z][\w-]{0,30}[._#\d]\w{1,40})/i;
/** "name_75 sur Insta", "@name Telegram". */
const handleAndMessenger =
  /(?<!\S)(\S{3,40}) (?:sur |on |via )?(?:whatsapp|telegram|snap(?:chat)?|insta(?:gram)?|discord|signal)\b/giu;

/** Returns a name or number on a messenger. */
export function findHandle(text: string): string | undefined {
  let isNamed = false;
  for (const { index, 0: name } of text.matchAll(messenger)) {
    isNamed = true;
    const after = text.slice(index + name.length, index + name.length + 60);
    const rest = after.replace(betweenMessengerAndName, "");
    const handle = rest.length < after.length ? nameOnMessenger.exec(rest)?.[0] : undefined;
    // A number is personal data, and verdicts are stored.
    if (handle) return /^\+?\d/.test(handle) ? name : `${name} ${handle}`;
  }
  // The expression below needs one of the same names.
  if (!isNamed) return undefined;
  for (const [whole, name = ""] of text.matchAll(handleAndMessenger)) {
    if (/^@?[\w.-]+$/.test(name) && /^@|\D[._\d]/.test(name)) return whole;
  }
  return undefined;
}

/** "Écrivez GAGNER", "text LOAN to us". */
export const keyword =
  /(?:[ée]cri(?:s|vez)(?:-moi)?|r[ée]pondez|r[ée]ponds|tapez|envoyez|\b[Tt]ext|[Mm]essage me|[Cc]omment) ?[«"“']? ?\p{Lu}{3,12}(?!\p{L})/u;
/** An account of Bitcoin or Ethereum. */
export const wallet = /\b(?:bc1[a-z0-9]{20,60}|0x[a-f0-9]{40})\b/i;
/** "prix en mp", "dm me"; MP alone is a member of parliament. */
export const privateMessage =
  /(?:^|[\s,;:(])(?:mp|dm|inbox|pv)(?: (?:moi|me|@[\w.]{2,40}))?(?=[\s,.;!)]|$)|\bMP moi\b/u;
/** "code promo RENTREE10" */
export const promotionCode = /\bcode (?:promo )?[A-Z]{3,}\d{0,4}\b/;

/** Figures of offers, with points. News have them, too: together they count for two points at most. */
export const figures: readonly (readonly [number, RegExp])[] = [
  [1.5, /(?<![\p{L}\d])[-−–] ?\d{2} ?%|\d{2} ?% (?:off\b|de r[ée]duction|de remise|discount)|\bup to \d{2} ?% off/iu],
  [1.5, /\bau lieu de \d|\bwas [£$€]\d|\binstead of [£$€]\d/iu],
  [1, /(?:\bd[èe]s|partir de|\bfrom|\bonly|\bseulement|\bjust) (?:\d[\d .,]{0,12}(?:€|\$|£|euros?|balles)|[£$€]\d)/iu],
  [
    1,
    /(?:\d ?k? ?(?:€|\$|£|euros?|balles)|[£$€]\d[\d,.]{0,12}k?) ?(?:\/|par|a|per|en|in) ?(?:une? |one )?(?:jours?|jr|j\b|semaine|sem\b|mois|day|week|month)/iu,
  ],
  [0.5, /taux (?:de |fixe )?\d[\d.,]{0,4} ?%|\d ?% (?:par mois|par an|\/ ?an|\/ ?mois)|100 ?%/iu],
  [0.5, /\d ?(?:€|\$|£|euros?\b|balles\b|usdt?\b|btc\b|chf\b)|[£$€]\d/iu],
];
/** How advertising is set. */
export const style: readonly (readonly [number, RegExp])[] = [
  [1, /[🔥✅👉🎁💰🚀➤➜💋✨⏳💸🏆🤑💯📲📞🔗👇]|→|>>/u],
  [0.5, /!{2,}/],
];
