import type { DemoContent } from "../content.ts";
import { altText } from "./alt-text.ts";
import { categories, topics } from "./categories.ts";
import { comments } from "./comments.ts";
import { bylines, members } from "./members.ts";
import { ratings } from "./ratings.ts";
import { stories } from "./stories.ts";

/** The demo content in French. */
export const french: DemoContent = {
  locale: "fr",
  slugs: [
    "cle-de-dechiffrement-publiee",
    "mise-a-jour-qui-attend",
    "chiffrer-une-cle-usb",
    "camera-trente-euros",
    "reglages-de-la-box",
    "passeport-perdu-en-ligne",
    "teletravail-routeur",
    "clinique-un-an-apres",
    "antivirus-faut-il-payer",
    "la-banque-appelle-trop",
    "mots-de-passe-au-tableur",
    "changement-de-rib",
    "assurance-cyber-exclusions",
    "qr-codes-horodateurs",
    "double-authentification-laquelle",
    "gestionnaire-mots-de-passe",
    "extensions-navigateur-rachetees",
    "exercice-hopital-sans-ordinateurs",
    "faux-conseiller-bancaire",
    "sms-colis-en-attente",
    "sauvegarde-3-2-1",
    "menuiserie-rancongiciel-trois-jours",
  ],
  categories,
  topics,
  members,
  bylines,
  comments,
  ratings,
  stories,
  corrections: [
    {
      article: "changement-de-rib",
      note: "Le virement portait sur 43 000 euros, et non sur 34 000 comme nous l’avions écrit.",
      credit: "",
      hoursAgo: 140,
    },
    {
      article: "assurance-cyber-exclusions",
      note: "Le délai pour déposer plainte est de soixante-douze heures, et non de quarante-huit.",
      credit: "Paulo R.",
      hoursAgo: 52,
    },
  ],
  altText,
};
