/** Words and expressions that mean the same. */
export type SynonymGroup = string[];

/** One group per line, separated by commas. Security news in French and English. */
export const defaultSynonyms = [
  "rançongiciel, ransomware, cryptolocker, logiciel de rançon",
  "hameçonnage, phishing, filoutage",
  "courriel, e-mail, email, mail, mél",
  "pourriel, spam, courrier indésirable",
  "pirate, hacker, pirate informatique",
  "piratage, hacking, intrusion",
  "logiciel malveillant, malware, maliciel, programme malveillant",
  "2FA, double authentification, authentification à deux facteurs, deuxième facteur, MFA, authentification forte",
  "mot de passe, password, MDP",
  "faille, vulnérabilité",
  "fuite de données, data breach, vol de données",
  "sauvegarde, backup",
  "chiffrement, cryptage",
  "pare-feu, firewall",
  "mise à jour, update, correctif, patch",
  "cheval de Troie, trojan",
  "logiciel espion, spyware, mouchard",
  "ordinateur, PC",
  "téléphone, smartphone, mobile, portable",
  "SMS, texto",
  "entreprise, PME, société",
  "Wi-Fi, wifi",
  "box, routeur, modem",
  "RIB, IBAN, coordonnées bancaires",
  "arnaque, escroquerie, fraude",
  "faille inconnue, zero-day, 0-day",
  "déni de service, DDoS",
  "QR code, code QR, quishing",
  "gestionnaire de mots de passe, coffre-fort de mots de passe, password manager",
  "vie privée, confidentialité, privacy",
  "intelligence artificielle, IA",
  "smishing, SMS frauduleux, hameçonnage par SMS",
  "vishing, faux conseiller, hameçonnage vocal",
  "passkey, clé d’accès",
  "usurpation, spoofing",
  "perte, perdre, perdu",
  "caméra, webcam, caméra de surveillance",
  "photo, photographie",
  "micrologiciel, firmware",
  "faux, frauduleux",
  "navigateur, browser",
  "formation, apprendre, cours",
  "gratuit, sans payer",
  "assurance, assureur",
  "nuage, cloud, informatique en nuage",
  "réseau social, réseaux sociaux",
].join("\n");

/** Groups, and words in a group, that are read; further ones are ignored. */
const maxGroups = 200;
const maxGroupWords = 12;
const maxWordLength = 60;

/** Reads the setting `search.synonyms`, and the built-in groups. */
export function parseSynonyms(text: string): SynonymGroup[] {
  const lines = text.split("\n", maxGroups);
  const groups = lines.map((line) => {
    const words = line.split(",", maxGroupWords).map((word) => word.trim().toLowerCase().slice(0, maxWordLength));
    return [...new Set(words.filter((word) => word !== ""))];
  });
  return groups.filter((group) => group.length > 1);
}
