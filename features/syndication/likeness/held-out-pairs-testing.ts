import type { TextPair } from "./pairs-testing.ts";

/** Held-out pairs, written after the rules had been tuned on the others. */

type Pair = [title: string, text: string];
const pair = (kind: string, isSame: boolean, [aTitle, aText]: Pair, [bTitle, bText]: Pair): TextPair => ({
  kind,
  isSame,
  a: { title: aTitle, text: aText },
  b: { title: bTitle, text: bText },
});
const replaceAll = (text: string, changes: Record<string, string>) =>
  Object.entries(changes).reduce((all, [from, to]) => all.replaceAll(from, to), text);

const ferry = [
  "A ferry with 212 passengers on board ran aground off the island of Skarra on Sunday evening after losing power in heavy weather, the coastguard said, adding that nobody was seriously hurt.",
  "The Nordlys was on its way from Bergen to Aberdeen when its engines stopped shortly before 7 p.m. Two lifeboats and a helicopter reached the ship within an hour and took off elderly passengers and children first.",
  "“It was frightening, the lights went out and everything slid across the floor,” said Ingrid Solheim, a nurse from Stavanger who was travelling with her two sons. She praised the crew for keeping calm.",
  "The operator, Havlinjen, said that the cause of the failure was unknown and that an investigator from the maritime safety board would board the vessel on Monday. The 31-year-old ship passed its last inspection in March.",
  "Tugs were expected to try to refloat the ferry at high tide on Monday morning. There was no sign of a fuel leak, the coastguard said, although booms had been laid around the hull as a precaution.",
].join("\n");

const seed = [
  "Le Sénat a adopté mardi soir en première lecture, par 187 voix contre 132, une proposition de loi qui autorise les agriculteurs à échanger librement des semences issues de leurs récoltes, contre l’avis du gouvernement.",
  "Le texte, défendu par la sénatrice écologiste Maud Ferrand, supprime l’obligation d’inscription au catalogue officiel pour les variétés anciennes cédées à titre gratuit. Les ventes resteraient encadrées par le droit européen.",
  "« On ne peut pas traiter un maraîcher comme un semencier industriel », a plaidé l’élue, applaudie par une partie de la droite. Le ministre de l’Agriculture a mis en garde contre des risques sanitaires et un contentieux avec Bruxelles.",
  "La Fédération des semenciers a dénoncé un vote « déraisonnable », tandis que la Confédération paysanne a salué une avancée attendue depuis vingt ans. Le texte doit maintenant être inscrit à l’ordre du jour de l’Assemblée nationale.",
].join("\n");

const ferryTitle = "Ferry with 212 on board runs aground in storm";
const seedTitle = "Le Sénat libère l’échange des semences paysannes";

const warBackground = [
  "The war, now in its third year, has killed tens of thousands of people and driven millions from their homes. Talks held in Geneva in the spring ended without agreement, and neither side has said when they might resume.",
  "The government says that it will accept a ceasefire only if its opponents withdraw to the lines of two winters ago. The rebels, who control most of the river ports, demand elections under foreign supervision first.",
  "The United Nations has asked for safe passage for food and medicine, and says that one child in four in the northern provinces does not have enough to eat. Donors have pledged less than half of the money that its agencies need.",
].join("\n");

const statistics = (month: string, change: string, food: string, rent: string, year: string) =>
  `Consumer prices rose ${change} percent in ${month} from a year earlier, the national statistics office said on Thursday, in line with the forecast of economists. Prices of food and soft drinks were ${food} percent higher, while the cost of energy fell for the sixth month in a row. Rents, which make up a fifth of the basket, increased by ${rent} percent. Core inflation, which leaves out energy and fresh food, was unchanged. The central bank aims at an increase of two percent and has said that it would keep its main rate where it is until it sees a lasting slowdown. Wages, which lag behind prices, are expected to catch up in the course of the year, as most of the large agreements are being negotiated again. The statistics office publishes a first estimate at the end of each month and revises it two weeks later. The next release is due in ${year}.`;

const series = (part: string, body: string): Pair => [
  `Les oubliés du rail (${part})`,
  `Pendant un an, nous avons parcouru les petites lignes de chemin de fer que l’on ferme les unes après les autres, dans l’indifférence de Paris et parfois avec le soulagement des comptables. Nous y avons rencontré des cheminots, des lycéens, des médecins, des maires en colère et des voyageurs fidèles. Voici leur histoire, en cinq épisodes, illustrée par les photographies de Lise Vannier.\n${body}`,
];

const company =
  "About Helvora. Helvora designs and builds equipment for the treatment of drinking water and waste water. Its filters serve 60 million people in 45 countries. The company was founded in 1974 in Winterthur, employs 3,200 people, and has been listed on the Swiss exchange since 2005. Its research centres in Zurich, Lyon and Pune work on membranes that need neither chlorine nor high pressure. More information is on the website of the company. This release contains forward-looking statements that involve risks and uncertainties; actual results may differ materially. The company undertakes no obligation to update them.";

const notice = (town: string) =>
  `Les travaux de remplacement du réseau d’eau potable reprennent lundi dans le centre de ${town}. Pendant trois semaines, la circulation se fera en alternance, avec des feux tricolores, et le stationnement sera interdit sur les deux côtés de la chaussée entre huit heures et dix-sept heures. Les riverains garderont l’accès à leurs garages en dehors de ces horaires. Les commerces restent ouverts. Des coupures d’eau de quelques heures sont possibles ; les abonnés concernés seront prévenus la veille par un avis dans leur boîte aux lettres. La collecte des ordures n’est pas modifiée, mais les bacs doivent être sortis avant six heures. L’entreprise chargée du chantier demande aux automobilistes de respecter la limitation de vitesse et aux piétons d’emprunter les passages provisoires. Le syndicat des eaux répond aux questions tous les matins, du lundi au vendredi, par téléphone ou à son accueil. La remise en état de la chaussée et des trottoirs est prévue au printemps, après le tassement des tranchées.`;

export const heldOutPairs: TextPair[] = [
  pair(
    "spelling of another country",
    true,
    [ferryTitle, ferry],
    [
      "Passengers rescued from stranded ferry",
      replaceAll(ferry, { travelling: "traveling", coastguard: "coast guard", "7 p.m.": "19:00" }),
    ],
  ),
  pair(
    "edited in each paragraph",
    true,
    [seedTitle, seed],
    [
      "Semences : le Sénat donne raison aux paysans",
      replaceAll(seed, {
        "mardi soir en première lecture": "mardi soir",
        "Le texte, défendu": "Ce texte, porté",
        "a plaidé l’élue": "a lancé l’élue",
        "a mis en garde": "a alerté",
        "a salué une avancée attendue": "s’est félicitée d’une avancée espérée",
      }),
    ],
  ),
  pair(
    "subheadings between the paragraphs",
    true,
    [ferryTitle, ferry],
    [
      "Ferry drama off Skarra",
      ferry
        .split("\n")
        .map((text, n) => (n % 2 === 1 ? `What we know so far\n${text}` : text))
        .join("\n"),
    ],
  ),
  pair(
    "an introduction of the site before it",
    true,
    [seedTitle, seed],
    [
      "Vote surprise au Sénat sur les graines",
      `C’est un sujet que nos lecteurs connaissent bien, car nous l’avons traité à plusieurs reprises dans ces colonnes. Les jardiniers et les petits producteurs attendaient ce vote avec impatience.\n${seed}`,
    ],
  ),
  pair("one paragraph", true, [ferryTitle, ferry], [ferryTitle, ferry.replaceAll("\n", " ")]),
  pair("first two paragraphs", true, [ferryTitle, ferry], [ferryTitle, ferry.split("\n").slice(0, 2).join("\n")]),
  pair(
    "excerpt with an ellipsis",
    true,
    [seedTitle, seed],
    [seedTitle, `${seed.split(" ").slice(0, 48).join(" ")} […]`],
  ),
  pair(
    "last paragraph left out, one sentence changed",
    true,
    [seedTitle, seed],
    [
      seedTitle,
      replaceAll(seed.split("\n").slice(0, 3).join("\n"), {
        "applaudie par une partie de la droite": "devant un hémicycle clairsemé",
      }),
    ],
  ),
  pair(
    "two days of a war, one background",
    false,
    [
      "Shelling kills six in Arden",
      `Shelling of a market in the town of Arden killed at least six people on Monday, according to doctors at the local hospital, who said that they expected the toll to rise.\n${warBackground}`,
    ],
    [
      "Rebels say they hold the bridge at Tolme",
      `Rebel fighters said on Tuesday that they had taken the last bridge over the Tolme, cutting the road on which most of the army’s supplies travel. The defence ministry denied it.\n${warBackground}`,
    ],
  ),
  pair(
    "monthly statistics",
    false,
    ["Inflation at 2.4 percent in October", statistics("October", "2.4", "3.1", "1.9", "December")],
    ["Inflation at 2.2 percent in November", statistics("November", "2.2", "2.8", "2.0", "January")],
  ),
  pair(
    "monthly statistics, one figure",
    false,
    ["Inflation at 2.4 percent in October", statistics("October", "2.4", "3.1", "1.9", "December")],
    ["Inflation at 2.5 percent in November", statistics("November", "2.5", "3.1", "1.9", "December")],
  ),
  pair(
    "episodes with one introduction",
    false,
    series(
      "1/5",
      "À Felletin, l’autorail de 6 h 12 emporte encore dix lycéens et une infirmière. Le guichet a fermé en 2019, la machine à café l’année d’après. Le chef de gare, devenu agent d’accueil, garde les clés et la mémoire.",
    ),
    series(
      "2/5",
      "Entre Clelles et Lus, la voie s’accroche à la falaise. Un éboulement l’a coupée neuf mois. Les hôteliers ont compté leurs pertes, la région ses euros, et un collectif a planté sa tente devant la préfecture.",
    ),
  ),
  pair(
    "press releases with a long description of the company",
    false,
    [
      "Helvora wins contract in Peru",
      `Helvora has been chosen by the water authority of Arequipa to supply filters for a plant that will serve 400,000 people. The order is worth 28 million francs, and deliveries begin in June.\n${company}`,
    ],
    [
      "Helvora names finance chief",
      `The board of Helvora has appointed Katrin Amsler as chief financial officer from 1 September. She joins from a maker of medical devices, where she led the integration of two acquisitions.\n${company}`,
    ],
  ),
  pair(
    "a long notice for two towns",
    false,
    ["Travaux à Loudéac", notice("Loudéac")],
    ["Travaux à Pontivy", notice("Pontivy")],
  ),
  pair(
    "a long notice for two towns, same title",
    false,
    ["Travaux en centre-ville", notice("Loudéac")],
    ["Travaux en centre-ville", notice("Pontivy")],
  ),
  pair(
    "preview and report of one match",
    false,
    [
      "Avant le derby",
      "Le derby de samedi opposera deux équipes en quête de points. Les Verts devront se passer de leur capitaine, suspendu, et de leur gardien, blessé à l’entraînement. L’entraîneur promet une équipe offensive malgré tout.\nLes deux clubs se sont affrontés 98 fois depuis 1936, avec 39 victoires pour les Verts et 33 pour leurs rivaux. Le dernier match, en mars, s’était achevé sur un score nul après deux expulsions. Les supporters visiteurs seront escortés depuis la gare par 250 policiers.",
    ],
    [
      "Les Verts remportent le derby",
      "Menés au score pendant une heure, les Verts ont renversé le derby samedi grâce à deux buts de leur remplaçant, un attaquant de 18 ans formé au club. Le public a envahi la pelouse au coup de sifflet final.\nLes deux clubs se sont affrontés 98 fois depuis 1936, avec 39 victoires pour les Verts et 33 pour leurs rivaux. Le dernier match, en mars, s’était achevé sur un score nul après deux expulsions. Les supporters visiteurs ont été escortés depuis la gare par 250 policiers.",
    ],
  ),
  pair(
    "a correction of a text, as an article of its own",
    false,
    [ferryTitle, ferry],
    [
      "Correction",
      "In a report on Sunday about a ferry that ran aground off the island of Skarra, we wrote that the ship was on its way from Bergen to Aberdeen when its engines stopped. It was on its way from Aberdeen to Bergen. The operator is Havlinjen. The report has been corrected.",
    ],
  ),
  pair(
    "a law and its vote a month later",
    false,
    [seedTitle, seed],
    [
      "Semences : l’Assemblée vote à son tour",
      `L’Assemblée nationale a définitivement adopté jeudi, à main levée, la proposition de loi sur l’échange de semences. Elle entrera en vigueur au printemps, après la publication d’un décret sur la traçabilité des lots.\n${seed.split("\n")[1]}\nLes députés ont ajouté un article sur les banques de graines locales, qui pourront recevoir des subventions des départements. Un amendement qui visait les plants de vigne a été rejeté de justesse après une longue suspension de séance.`,
    ],
  ),
];
