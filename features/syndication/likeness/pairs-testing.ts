import { type SyntheticStory, stories } from "./stories-testing.ts";

/** Two texts of different sites, and whether an editor would call them one article. */
export interface TextPair {
  kind: string;
  isSame: boolean;
  a: { title: string; text: string };
  b: { title: string; text: string };
}

type StoryName = keyof typeof stories;
type Pair = [title: string, text: string | string[]];

const join = (text: string | string[]) => (typeof text === "string" ? text : text.join("\n"));
const pair = (kind: string, isSame: boolean, [aTitle, aText]: Pair, [bTitle, bText]: Pair): TextPair => ({
  kind,
  isSame,
  a: { title: aTitle, text: join(aText) },
  b: { title: bTitle, text: join(bText) },
});

/** The first paragraph as another newsroom writes it over the same dispatch. */
const newOpenings: Record<StoryName, string> = {
  fire: "Martigues (Bouches-du-Rhône), 12 août – Plus de mille personnes ont dû quitter leur domicile mardi après-midi à cause d’un feu de forêt qui a déjà détruit 400 hectares de pins aux portes de Martigues.",
  ransomware:
    "Ordinateurs éteints et dossiers sur papier : depuis la nuit de dimanche à lundi, l’hôpital de Valmont tourne au ralenti à cause de pirates informatiques, a reconnu son administration.",
  strike:
    "Nouvelle journée noire en vue pour les usagers du rail. La SNCF s’attend jeudi à n’assurer qu’un TGV sur deux, trois organisations ayant appelé les cheminots à cesser le travail.",
  rates:
    "Francfort – Une baisse sans surprise : les gouverneurs de l’institut monétaire européen ont décidé jeudi de réduire le loyer de l’argent de 0,25 point.",
  final:
    "Quel scénario ! Les joueurs de Guingamp ont soulevé samedi soir au Stade de France la Coupe, au bout d’une séance de tirs au but étouffante face à Reims.",
  quake:
    "IQUIQUE, Chile (Reuters) - Thousands of people left the coast of northern Chile in the middle of the night on Wednesday after a powerful tremor rattled the region and put out the lights in several towns.",
  breach:
    "LONDON, Nov 24 - Hackers made off with the details of more than five million holidaymakers, the booking site Wayfarely admitted on Monday, blaming a contractor for the leak.",
  ruling:
    "PORT HANLEY – Homeowners may once more let entire houses to tourists in Port Hanley, after judges threw out on Friday a municipal ordinance that had forbidden it for three years.",
};

/** Changes that an agency makes in a later version. */
const updates: Record<StoryName, [from: string, to: string][]> = {
  fire: [
    ["400 hectares", "520 hectares"],
    ["1 200 habitants", "1 500 habitants"],
    ["trois pompiers", "quatre pompiers"],
  ],
  ransomware: [
    ["Une trentaine d’interventions", "Une cinquantaine d’interventions"],
    ["jusqu’à mercredi", "jusqu’à vendredi"],
  ],
  strike: [["un TGV sur deux et deux TER sur cinq", "trois TGV sur cinq et deux TER sur cinq"]],
  rates: [
    ["à 1,0820 dollar", "à 1,0795 dollar"],
    ["à 2,87 %", "à 2,85 %"],
  ],
  final: [["76 000 spectateurs", "76 412 spectateurs"]],
  quake: [
    ["tens of thousands of homes", "more than 80,000 homes"],
    ["magnitude 6.8", "magnitude 6.9"],
  ],
  breach: [["as much as 9 percent", "as much as 12 percent"]],
  ruling: [["would propose a licensing scheme before the summer", "would propose a licensing scheme next month"]],
};

const addition: Record<"fr" | "en", string> = {
  fr: "Interrogé par notre rédaction, un élu local qui suit le sujet depuis longtemps estime que les annonces faites ces derniers jours ne suffiront pas. Il demande que les habitants soient mieux associés aux décisions et qu’un premier point d’étape soit rendu public avant la fin du mois.",
  en: "Asked by this newspaper, a former adviser who has followed the matter for years said that the announcements of the past days would not be enough. She called for residents to be heard and for a first progress report to be published before the end of the month.",
};

const withoutAccents = (text: string) =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replaceAll("’", "'")
    .replace(/[«»“”] ?/g, '"')
    .replaceAll("\u00a0", " ");

const firstWords = (text: string[], count: number) => `${text.join(" ").split(" ").slice(0, count).join(" ")}…`;

function pairsOf(name: StoryName, { title, otherTitle, text, other }: SyntheticStory): TextPair[] {
  const language = ["quake", "breach", "ruling"].includes(name) ? "en" : "fr";
  const original: Pair = [title, text];
  const updated = updates[name].reduce((all, [from, to]) => all.replace(from, to), text.join("\n"));
  const footer =
    "Suivez-nous sur les réseaux sociaux et abonnez-vous à notre lettre quotidienne pour ne rien manquer de l’actualité.";
  return [
    pair("dispatch, another title", true, original, [otherTitle, text]),
    pair("dispatch, other typography", true, original, [title.toUpperCase(), withoutAccents(text.join(" "))]),
    pair("dispatch, new first paragraph", true, original, [otherTitle, [newOpenings[name], ...text.slice(1)]]),
    pair("dispatch, cut tail", true, original, [title, text.slice(0, 3)]),
    pair("dispatch, added paragraph", true, original, [
      otherTitle,
      [...text.slice(0, 3), addition[language], ...text.slice(3)],
    ]),
    pair("dispatch, footer of the site", true, original, [title, [...text, footer]]),
    pair("dispatch, new first paragraph and cut tail", true, original, [
      otherTitle,
      [newOpenings[name], ...text.slice(1, 4)],
    ]),
    pair("dispatch, reordered", true, original, [title, [text[0], text[2], text[1], ...text.slice(3)].map(String)]),
    pair("later version", true, original, [title, updated]),
    pair("excerpt of the text", true, original, [title, firstWords(text, 55)]),
    pair("excerpts of different length", true, [title, firstWords(text, 70)], [title, firstWords(text, 50)]),
    pair("same event, other text", false, original, [otherTitle, other]),
    pair("same event, same title, other text", false, original, [title, other]),
    pair("same event, a paragraph in common", false, original, [
      otherTitle,
      [...other.slice(0, 2), String(text[2]), ...other.slice(2)],
    ]),
    pair("follow-up that quotes the first report", false, original, [
      otherTitle,
      [...other, String(text[4]), String(text[3])],
    ]),
    pair("excerpt of the other text", false, original, [title, firstWords(other, 55)]),
  ];
}

const all = Object.entries(stories) as [StoryName, SyntheticStory][];
const french = all.slice(0, 5).map(([, story]) => String(story.text[0]));

/** A close rewriting, sentence by sentence. */
const rewrites = [
  pair(
    "close rewriting",
    true,
    [stories.strike.title, stories.strike.text],
    [
      "Grève du 4 décembre : à quoi s’attendre sur les rails",
      [
        "La circulation des trains sera fortement perturbée ce jeudi à cause d’une grève lancée par trois syndicats. La SNCF a annoncé mardi un TGV sur deux et deux TER sur cinq en moyenne.",
        "En région parisienne, il faudra compter sur un train sur deux sur les RER A et B, un sur trois sur les lignes C et D et un sur quatre sur les J, L et R. Les Eurostar et les Lyria rouleront presque normalement.",
        "Les clients dont le train est supprimé recevront un message et pourront échanger leur billet ou se faire rembourser sans frais. L’entreprise conseille de « reporter les déplacements qui peuvent l’être ».",
        "CGT-Cheminots, SUD-Rail et CFDT demandent des négociations sur les salaires et critiquent la suppression de 800 postes au fret. Une réunion avec la direction est programmée le 12 décembre.",
      ],
    ],
  ),
  pair(
    "close rewriting",
    true,
    [stories.breach.title, stories.breach.text],
    [
      "Wayfarely hack exposes millions of travellers",
      [
        "Hackers stole personal data of around 5.4 million Wayfarely customers by breaking into the cloud storage of a supplier, the online travel agency said Monday.",
        "The haul includes names, email addresses, phone numbers and booking histories, plus passport numbers of about 120,000 people. Passwords and full card numbers are safe, according to the company.",
        "An employee spotted unusual downloads on November 14 from an archive without access controls. Chief executive Martin Hale said the firm was “deeply sorry” and was contacting everyone affected.",
        "The shares dropped up to 9 percent. The Information Commissioner’s Office has opened an inquiry, and a class action is being prepared in California.",
      ],
    ],
  ),
];

/** Texts of one template, each filled in for another place, day or product. */
const template = (kind: string, make: (...values: string[]) => Pair, ...fillings: [string[], string[]][]) =>
  fillings.map(([one, other]) => pair(kind, false, make(...one), make(...other)));

const templates = [
  ...template(
    "weather",
    (city = "", low = "", high = "", wind = "", sky = "") => [
      `Météo à ${city} : les prévisions de jeudi`,
      `Voici les prévisions de Météo-Régions pour la journée de jeudi à ${city} et dans ses environs. Au lever du jour, les températures seront proches de ${low} degrés, sous un ciel ${sky}. L’après-midi, le thermomètre atteindra ${high} degrés au meilleur de la journée, avec un vent de ${wind} kilomètres à l’heure. En soirée, le temps restera stable et aucune vigilance n’est en cours. Le soleil se lèvera à 8 h 12 et se couchera à 17 h 03. Retrouvez nos prévisions à sept jours, commune par commune, sur notre page consacrée à la météo.`,
    ],
    [
      ["Lyon", "4", "11", "20", "couvert"],
      ["Nantes", "8", "13", "45", "variable"],
    ],
    [
      ["Lyon", "4", "11", "20", "couvert"],
      ["Villeurbanne", "4", "11", "20", "couvert"],
    ],
    [
      ["Dijon", "1", "6", "10", "gris"],
      ["Dijon", "3", "9", "15", "dégagé"],
    ],
  ),
  ...template(
    "lottery",
    (day = "", numbers = "", lucky = "", jackpot = "") => [
      `Résultat du Loto : le tirage du ${day}`,
      `Le tirage du Loto de ce ${day} a eu lieu comme d’habitude en début de soirée sous le contrôle d’un huissier de justice. Les cinq bons numéros sont ${numbers}, et le numéro chance est le ${lucky}. Un jackpot de ${jackpot} millions d’euros était en jeu. Pour connaître vos gains, consultez le tableau officiel de la Française des jeux ou présentez votre reçu dans un point de vente. Les gagnants disposent de soixante jours pour réclamer leur dû. Jouer comporte des risques : endettement, isolement, dépendance.`,
    ],
    [
      ["samedi 14 novembre", "4, 11, 23, 30 et 41", "7", "5"],
      ["lundi 16 novembre", "2, 9, 17, 33 et 48", "3", "6"],
    ],
  ),
  ...template(
    "stock exchange",
    (index = "", change = "", closing = "", name = "", gain = "") => [
      `La Bourse de Paris termine en hausse de ${change} %`,
      `La Bourse de Paris a terminé en hausse de ${change} % ${index}, dans un marché calme et sans direction claire, en l’absence de statistiques importantes aux États-Unis. L’indice CAC 40 a gagné ${gain} points pour s’établir à ${closing} points. Les investisseurs restent prudents avant la réunion de la Réserve fédérale et la publication des chiffres mensuels de l’emploi. Du côté des valeurs, ${name} a pris la tête de l’indice après des propos favorables d’un analyste. Les volumes d’échanges ont été limités tout au long de la séance, comme souvent à cette période de l’année. Sur le marché des changes, l’euro évoluait peu face au dollar, et les cours du pétrole étaient stables.`,
    ],
    [
      ["mardi", "0,42", "7 512,30", "Renault", "31,4"],
      ["jeudi", "0,18", "7 498,95", "Sanofi", "13,6"],
    ],
  ),
  ...template(
    "minor earthquakes",
    (size = "", place = "", depth = "", time = "") => [
      `Magnitude ${size} quake recorded near ${place}`,
      `A magnitude ${size} earthquake was recorded near ${place} at ${time} local time, according to preliminary data from the geological survey. The quake occurred at a depth of ${depth} kilometers and was felt lightly by residents across the area, who reported rattling windows and swinging lamps. There were no immediate reports of damage or injuries, and no tsunami warning was issued. Quakes of this size are common in the region, where two tectonic plates meet. Did you feel this earthquake? Consider reporting what you felt to the survey. This post was generated from data of the automated notification service.`,
    ],
    [
      ["3.4", "Ridgecrest", "8", "4:12 a.m."],
      ["3.9", "Petrolia", "21", "6:45 p.m."],
    ],
    [
      ["3.4", "Ridgecrest", "8", "4:12 a.m."],
      ["3.1", "Ridgecrest", "5", "9:30 p.m."],
    ],
  ),
  ...template(
    "election results",
    (town = "", winner = "", share = "", second = "", turnout = "") => [
      `Municipales : les résultats du second tour à ${town}`,
      `Les électeurs de ${town} étaient appelés aux urnes ce dimanche pour le second tour des élections municipales. La liste conduite par ${winner} arrive en tête avec ${share} % des suffrages exprimés, devant celle de ${second}. La participation s’établit à ${turnout} % des inscrits. Le conseil municipal se réunira à la fin de la semaine pour élire le maire et ses adjoints, conformément au code général des collectivités territoriales. Les résultats sont ceux du ministère de l’Intérieur et restent provisoires jusqu’à la proclamation officielle par la préfecture. Retrouvez les résultats de toutes les communes du département sur notre carte.`,
    ],
    [
      ["Saumur", "Claire Bodin", "52,4", "Marc Ollivier", "48,1"],
      ["Cholet", "Yves Rabin", "58,9", "Sonia Dupré", "45,7"],
    ],
  ),
  ...template(
    "product recall",
    (product = "", brand = "", lot = "", reason = "") => [
      `Rappel de produit : ${product} de la marque ${brand}`,
      `Le site Rappel Conso signale le rappel d’un lot de ${product} de la marque ${brand}, vendu dans toute la France en grande distribution, en raison de la présence possible de ${reason}. Le rappel concerne le lot ${lot}. Les personnes qui détiennent ce produit sont invitées à ne plus le consommer et à le rapporter au point de vente, où il sera remboursé. En cas de fièvre, de maux de tête ou de troubles digestifs dans les jours qui suivent, il est recommandé de consulter un médecin en lui signalant cette consommation. La procédure de rappel prend fin dans deux mois.`,
    ],
    [
      ["rillettes", "Le Bocage", "L2417", "Listeria"],
      ["fromage de chèvre", "Valdor", "F0932", "salmonelles"],
    ],
  ),
  ...template(
    "property prices",
    (city = "", flat = "", house = "", change = "") => [
      `Home prices in ${city}: what you can expect to pay`,
      `How much does a home cost in ${city} this autumn? According to the latest figures compiled by our data team from the land registry, a flat now sells for ${flat} on average, while a house changes hands for ${house}. Over twelve months, prices have moved by ${change} percent. Agents describe a market in which buyers take their time and sellers slowly accept that the boom is over. Mortgage rates have eased since the summer, which has brought first-time buyers back to viewings. Our interactive map lets you compare every postcode, and our calculator shows what you can borrow with your income.`,
    ],
    [
      ["Leeds", "£192,000", "£265,000", "2.1"],
      ["Bristol", "£301,000", "£412,000", "0.4"],
    ],
  ),
];

const outlets =
  "Cet article vous est offert par la rédaction du Courrier des territoires, journal indépendant sans publicité. Pour soutenir notre travail d’enquête, vous pouvez vous abonner, faire un don défiscalisé à hauteur de 66 % ou simplement partager cet article autour de vous. Vous pouvez aussi vous inscrire à notre lettre hebdomadaire et nous écrire à la rédaction : toutes les informations sont les bienvenues, vos coordonnées resteront confidentielles.";
const series =
  "Chaque semaine, notre chroniqueuse raconte en trois minutes une invention oubliée qui a changé la vie quotidienne, de la fermeture éclair au code-barres, avec des archives sonores, des témoins et un peu de mauvaise foi. Une chronique à écouter aussi en balado, sur toutes les plateformes, le mardi matin.";

const shared = [
  pair(
    "boilerplate longer than the news",
    false,
    [
      "Une crèche ouvre à Redon",
      [
        "La nouvelle crèche municipale de Redon ouvrira ses portes lundi. Elle accueillera quarante enfants et emploie quinze personnes, dont six recrutées dans le canton. Les inscriptions pour janvier sont closes.",
        outlets,
      ],
    ],
    [
      "Vitré rénove sa piscine",
      [
        "Fermée depuis le printemps, la piscine de Vitré fera l’objet de dix-huit mois de travaux. Le conseil municipal a voté mercredi un budget de neuf millions d’euros pour refaire le bassin et l’isolation.",
        outlets,
      ],
    ],
  ),
  pair(
    "series with one description",
    false,
    ["La petite histoire du velcro", series],
    ["Le trombone, une invention disputée", series],
  ),
  pair(
    "series with one description, numbered",
    false,
    ["Inventions oubliées, épisode 12", series],
    ["Inventions oubliées, épisode 13", series],
  ),
  pair(
    "roundup that contains the opening",
    false,
    [stories.fire.title, stories.fire.text],
    ["L’essentiel de l’actualité de mardi", french],
  ),
  pair(
    "roundup that contains a short report",
    false,
    [stories.rates.title, stories.rates.text.slice(0, 2)],
    [
      "L’essentiel de l’actualité de jeudi",
      [...french.slice(0, 3), ...stories.rates.text.slice(0, 2), french[4] ?? ""],
    ],
  ),
  pair(
    "two roundups with reports in common",
    false,
    ["Le journal de 8 heures", french],
    [
      "Le journal de 19 heures",
      [
        ...french.slice(2, 4),
        String(stories.ransomware.text[2]),
        String(stories.final.text[3]),
        String(stories.strike.text[4]),
      ],
    ],
  ),
  pair(
    "short texts, nearly equal",
    false,
    ["Avis", "Le conseil municipal se réunit lundi à 20 heures en mairie. La séance est publique."],
    ["Avis", "Le conseil municipal se réunit lundi à 20 heures en mairie. La séance est publique."],
  ),
  pair(
    "listicles of one template",
    false,
    [
      "10 idées de sorties à Rennes ce week-end",
      [
        "Que faire à Rennes ce week-end ? Voici notre sélection de sorties en famille, entre amis ou en amoureux, gratuites ou à petit prix. Comme chaque semaine, nos journalistes ont épluché le programme des salles, des musées et des associations pour vous éviter de chercher.",
        "1. Un concert de musique baroque à l’abbaye. 2. Une braderie de vinyles place Hoche. 3. Une balade contée dans les bois de Sœuvres. 4. Un atelier de gravure pour les enfants. 5. Le marché de la création.",
      ],
    ],
    [
      "10 idées de sorties à Brest ce week-end",
      [
        "Que faire à Brest ce week-end ? Voici notre sélection de sorties en famille, entre amis ou en amoureux, gratuites ou à petit prix. Comme chaque semaine, nos journalistes ont épluché le programme des salles, des musées et des associations pour vous éviter de chercher.",
        "1. Une régate de vieux gréements dans la rade. 2. Un ciné-club au Mac Orlan. 3. La visite des ateliers des Capucins. 4. Un bal folk à Recouvrance. 5. Une bourse aux jouets.",
      ],
    ],
  ),
  pair(
    "press releases about two products",
    false,
    [
      "Nordvik lance l’écouteur N7",
      [
        "Le fabricant norvégien Nordvik annonce aujourd’hui la sortie de l’écouteur sans fil N7, doté d’une autonomie de 28 heures, d’une réduction de bruit adaptative et d’un boîtier en aluminium recyclé. Il sera disponible le 3 février au prix conseillé de 149 euros.",
        "Fondée en 1998 à Bergen, Nordvik conçoit des produits audio pour le grand public et les professionnels. L’entreprise emploie 640 personnes dans douze pays et reverse un pour cent de son chiffre d’affaires à des associations de protection de la nature. Pour en savoir plus, consultez la salle de presse.",
      ],
    ],
    [
      "Nordvik présente la barre de son S3",
      [
        "Le fabricant norvégien Nordvik annonce aujourd’hui la sortie de la barre de son S3, dotée de neuf haut-parleurs, d’un caisson intégré et d’une mise à jour automatique. Elle sera disponible le 17 mars au prix conseillé de 499 euros.",
        "Fondée en 1998 à Bergen, Nordvik conçoit des produits audio pour le grand public et les professionnels. L’entreprise emploie 640 personnes dans douze pays et reverse un pour cent de son chiffre d’affaires à des associations de protection de la nature. Pour en savoir plus, consultez la salle de presse.",
      ],
    ],
  ),
];

/** Texts of different stories are never the same. */
const crossed = all.flatMap(([, one], index) =>
  all.slice(index + 1).map(([, other]) => pair("two stories", false, [one.title, one.text], [one.title, other.text])),
);

/** Every pair of the evaluation. */
export const textPairs: TextPair[] = [
  ...all.flatMap(([name, story]) => pairsOf(name, story)),
  ...rewrites,
  ...templates,
  ...shared,
  ...crossed,
];
