import type { DemoCategory, DemoTopic } from "../content.ts";

/** The navigation, in its order. */
export const categories: readonly DemoCategory[] = [
  ["securite", "Sécurité", "Les menaces du moment, et comment s’en protéger."],
  ["ransomware", "Ransomware", "Rançongiciels : récits, parades, reconstruction."],
  ["tutoriels", "Tutoriels", "Pas à pas, pour la maison et le bureau."],
  ["hacking", "Hacking", "Failles, objets connectés mal protégés, et ceux qui les signalent."],
  ["spam", "Spam", "Messages frauduleux décortiqués."],
  ["business", "Business", "La sécurité côté entreprise : factures, contrats, responsabilités."],
];

/** The newsletter's topics, with the categories and tags of their articles. */
export const topics: readonly DemoTopic[] = [
  ["actualites", "Actualités", "Ce qui s’est passé, et ce que cela change.", ["securite", "business"], []],
  ["tutoriels", "Tutoriels", "Des guides pas à pas, pour la maison ou le bureau.", ["tutoriels"], ["pas à pas"]],
  ["hacking", "Hacking", "Failles trouvées, signalées, corrigées.", ["hacking"], ["divulgation responsable"]],
  [
    "alerte-ransomware",
    "Alerte ransomware",
    "Les rançongiciels qui circulent, et comment s’en relever.",
    ["ransomware"],
    ["rançongiciel"],
  ],
  ["alerte-spam", "Alerte spam", "Les messages frauduleux du moment, décortiqués.", ["spam"], ["hameçonnage"]],
];
