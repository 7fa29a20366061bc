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
    "camera-trente-euros",
    "reglages-de-la-box",
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
  altText,
};
