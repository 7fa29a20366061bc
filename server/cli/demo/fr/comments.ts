import type { DemoComment } from "../content.ts";

/** Readers' comments on the demo articles, by the article's slug. */
export const comments: Record<string, DemoComment[]> = {
  "menuiserie-rancongiciel-trois-jours": [
    {
      by: "olivier",
      after: 0.5,
      text: "Merci pour ce récit, enfin un article sur le sujet qui ne se termine pas par « contactez un expert ». Le cahier à spirale, je le vole pour mon entreprise.",
      replies: [
        {
          by: "nadege",
          after: 0.4,
          text: "Pareil. J’ai imprimé la chronologie du lundi et je l’ai scotchée **sur** le disjoncteur.",
        },
      ],
    },
    {
      by: "theo",
      after: 0.9,
      text: "Couper le disjoncteur, je tique. On perd tout ce qui est en mémoire vive, et c’est parfois là que se trouve la clé de chiffrement. Débrancher le réseau suffit.",
      replies: [
        {
          by: "sylvain",
          after: 0.3,
          text: "En théorie d’accord. En pratique, à 8 h dans une menuiserie, personne ne va faire une capture de la mémoire, et chaque minute ce sont des fichiers en moins. S’ils ne savent pas quel câble débrancher, qu’ils coupent.",
          replies: [
            {
              by: "theo",
              after: 0.5,
              text: "Je vous l’accorde pour une TPE. Mais qu’on l’écrive alors : *si vous savez débrancher le réseau, faites-le ; sinon, coupez*. Ce n’est pas le même conseil.",
            },
            {
              by: "olivier",
              after: 1.1,
              text: "Chez nous les câbles sont rouges pour le réseau, gris pour le reste. Coût : 40 €. Débat clos.",
            },
          ],
        },
      ],
    },
    {
      by: "josette",
      after: 2.2,
      text: "Je ne comprends pas tout mais la boîte à biscuits, si. Mon disque dort maintenant chez ma sœur.",
    },
    {
      by: "bertrand",
      after: 3,
      text: "Et l’accès à distance, c’était un prestataire qui l’avait laissé ouvert ? Parce que nous aussi on a eu un chantier l’an dernier, et je viens d’aller vérifier. Il est ouvert. Je repasse quand c’est fermé.",
      replies: [{ by: "bertrand", after: 1.2, text: "C’est fermé." }],
    },
  ],
  "faux-conseiller-bancaire": [
    {
      by: "aminata",
      after: 2,
      text: "Il m’est arrivé exactement la même chose en mars, jusqu’au « le libellé sera bizarre ». J’ai validé. 3 200 €. Ma banque a d’abord refusé, puis a remboursé après une lettre recommandée citant le code monétaire et financier. **Ne lâchez pas.**",
      replies: [
        {
          by: "lise",
          after: 1.5,
          text: "Combien de temps entre la lettre et le remboursement, si ce n’est pas indiscret ? J’en suis à cinq semaines.",
          replies: [
            {
              by: "aminata",
              after: 3,
              text: "Deux mois et demi, avec une relance et la saisine du médiateur. Courage.",
            },
          ],
        },
      ],
    },
    {
      by: "kevin",
      after: 6,
      text: "Franchement faut être naïf pour se faire avoir, c’est écrit AJOUTER UN BÉNÉFICIAIRE",
      replies: [
        {
          by: "marion",
          after: 0.7,
          text: "Elle travaille dans l’informatique et elle a tenu neuf minutes. On est tous naïfs un samedi à 18 h 50 avec quelqu’un qui parle bien. Ce genre de remarque est la raison pour laquelle les victimes se taisent.",
          replies: [
            { by: "kevin", after: 4, text: "ouais bon, j’ai relu, c’est pas faux. désolé." },
            { by: "farid", after: 6, text: "Rare, de lire ça sous un article. Respect." },
          ],
        },
      ],
    },
    {
      by: "paulo",
      after: 9,
      text: "Je travaille dans une banque (pas au service des fraudes). Confirmé : nous n’appelons *jamais* pour faire valider une annulation. Une annulation se fait de notre côté, sans vous.",
    },
  ],
  "sauvegarde-3-2-1": [
    {
      by: "gwenole",
      after: 3,
      text: "Très bon papier. Une réserve sur le tableau : la sauvegarde en ligne protège du rançongiciel **si** le compte n’est pas accessible depuis le poste infecté. Avec un client qui garde la session ouverte, l’attaquant efface aussi l’historique.",
      replies: [
        {
          by: "sylvain",
          after: 2,
          text: "D’où l’intérêt d’un dépôt en ajout seul. Avec restic, il suffit d’un serveur lancé avec `--append-only` et d’un mot de passe différent pour le ménage.",
        },
        {
          by: "isaure",
          after: 5,
          text: "Vous venez de perdre tous ceux que l’article avait convaincus :) Pour la maison, deux disques A et B, et voilà.",
          replies: [{ by: "gwenole", after: 1, text: "Touché. A et B, et voilà." }],
        },
      ],
    },
    {
      by: "farid",
      after: 8,
      text: "J’ai fait l’essai de restauration en rigolant. Mon disque B est illisible depuis probablement un an. Je ne rigole plus, mais merci.",
    },
    {
      by: "lise",
      after: 20,
      text: "Une question bête : les photos du téléphone, vous les copiez comment, sans passer par un nuage ?",
      replies: [
        {
          by: "nadege",
          after: 1,
          text: "Un câble, le dossier `DCIM`, copier-coller une fois par mois le jour du loyer. Aucune application.",
        },
      ],
    },
  ],
  "sms-colis-en-attente": [
    {
      by: "josette",
      after: 4,
      text: "J’ai reçu le même avec 1,95. Je réponds STOP d’habitude, je ne savais pas qu’il ne fallait pas. Merci pour le 33700, c’est noté dans mon carnet.",
    },
    {
      by: "bertrand",
      after: 7,
      text: "« Lire de droite à gauche avant la première barre » : ma fille de onze ans a compris en une minute et l’a expliqué à toute la table.",
      replies: [
        { by: "marion", after: 3, text: "On devrait l’apprendre à l’école, entre l’orthographe et la piscine." },
      ],
    },
    {
      by: "kevin",
      after: 30,
      text: "Livraison rapide et pas chère sur mon site, code promo dans ma bio",
      pending: true,
    },
  ],
  "double-authentification-laquelle": [
    {
      by: "isaure",
      after: 5,
      text: "Merci de ne pas cracher sur le SMS. À l’association on a 200 bénévoles de 60 à 85 ans ; le SMS, ils l’ont gardé. L’application, un sur dix.",
      replies: [
        {
          by: "theo",
          after: 2,
          text: "Je reste mal à l’aise : dire « mieux que rien » finit par devenir « suffisant ». Pour une messagerie, non.",
          replies: [
            {
              by: "isaure",
              after: 1,
              text: "Et moi je reste mal à l’aise avec les conseils que personne ne suit. On est deux.",
            },
          ],
        },
      ],
    },
    {
      by: "olivier",
      after: 26,
      text: "Codes de secours imprimés, rangés avec le livret de famille. Ma femme m’a demandé si j’étais malade.",
    },
  ],
  "changement-de-rib": [
    {
      by: "nadege",
      after: 6,
      text: "Comptable depuis vingt ans. La phrase « personne ne sera jamais réprimandé pour avoir appelé » vaut tous les logiciels. Notre patron l’a dite une fois, en réunion, et cela a tout changé.",
    },
    {
      by: "farid",
      after: 12,
      text: "Le délai de 48 h, en théorie. En pratique quand le camion est au quai et que le fournisseur veut l’argent avant de décharger…",
      replies: [
        {
          by: "nadege",
          after: 3,
          text: "Alors on paie sur l’**ancien** compte. S’il est vraiment fermé, le virement revient. S’il ne revient pas, c’est que le fournisseur l’a reçu.",
        },
      ],
    },
  ],
  "camera-trente-euros": [
    {
      by: "gwenole",
      after: 8,
      text: "Sept mois, c’est long, et pendant ce temps les gens ne savent pas que leur salon est visible. Je suis pour publier au bout de 90 jours, quoi qu’il arrive.",
      replies: [
        {
          by: "paulo",
          after: 4,
          text: "À 90 jours la correction faisait planter les caméras. Publier à ce moment-là, c’était offrir le mot de passe à tout le monde sans rien proposer en échange.",
          replies: [
            {
              by: "gwenole",
              after: 6,
              text: "C’était aussi dire aux gens de la débrancher. Débrancher, c’est une correction.",
            },
          ],
        },
      ],
    },
    { by: "lise", after: 50, text: "Plombier, étudiante et retraité des télécoms : il faut en faire un film." },
  ],
  "extensions-navigateur-rachetees": [
    {
      by: "marion",
      after: 10,
      text: "Vingt-trois extensions installées. J’en utilise quatre. Je suis consternée.",
      replies: [{ by: "farid", after: 9, text: "Trente et une. Vous êtes une amatrice." }],
    },
  ],
  "gestionnaire-mots-de-passe": [
    {
      by: "josette",
      after: 40,
      text: "J’ai 71 ans et un carnet. Mon petit-fils veut m’installer son machin. Après lecture, j’accepte pour la banque et les impôts, et je garde le carnet pour le reste. C’est mon compromis.",
      replies: [
        { by: "aminata", after: 12, text: "C’est un très bon compromis, et c’est exactement l’ordre de la soirée 2." },
      ],
    },
  ],
  "reglages-de-la-box": [
    {
      by: "bertrand",
      after: 60,
      text: "L’inconnu de la liste, c’était bien l’imprimante. Achetée en 2014, jamais mise à jour, visible depuis Internet. Au placard.",
    },
  ],
  "clinique-un-an-apres": [
    {
      by: "aminata",
      after: 190,
      featured: true,
      helpfulTo: ["nadege", "theo", "sylvain", "isaure", "farid", "bertrand", "olivier"],
      text: "Chez nous, le plan de reprise tenait sur une feuille A4 scotchée dans l’armoire électrique. C’est la seule chose que personne n’a pu chiffrer. Le lundi, on l’a lue à voix haute, et chacun a su quoi faire.",
      replies: [
        { by: "sylvain", after: 4, text: "Je vole l’idée. Et j’ajoute le numéro du prestataire, écrit en gros." },
      ],
    },
  ],
  "mots-de-passe-au-tableur": [
    {
      by: "nadege",
      after: 20,
      text: "Le nôtre s’appelait « NE PAS OUVRIR.xlsx ». Devinez combien de personnes l’avaient ouvert.",
      replies: [
        { by: "olivier", after: 3, text: "Toutes. Et deux l’avaient imprimé." },
        { by: "kevin", after: 26, text: "chez nous il est épinglé dans la messagerie, c’est plus pratique" },
      ],
    },
    {
      by: "farid",
      after: 62,
      text: "Le conseil des trois tas marche très bien. Nous avons fini à neuf lignes, dont une que personne ne sait expliquer.",
    },
    { by: "isaure", after: 92, text: "Et le jour où quelqu’un part ? C’est là que le coffre partagé change la vie." },
  ],
  "antivirus-faut-il-payer": [
    {
      by: "gwenole",
      after: 30,
      text: "Pour une association comme la mienne, le numéro à appeler vaut l’abonnement. Pour le reste, d’accord.",
      replies: [{ by: "theo", after: 40, text: "D’accord aussi, à condition que quelqu’un décroche." }],
    },
    {
      by: "marion",
      after: 140,
      text: "Le compte sans droits d’administrateur : fait hier soir, dix minutes, aucun regret.",
    },
  ],
  "la-banque-appelle-trop": [
    {
      by: "lise",
      after: 50,
      text: "J’ai commencé le même carnet. Trois jours, quatre appels, zéro vrai.",
      replies: [{ by: "paulo", after: 6, text: "En agence, on n’aime pas l’entendre, mais il a raison." }],
    },
    {
      by: "josette",
      after: 110,
      text: "Moi je dis que je suis ma fille et que je rappellerai. Ils n’insistent pas.",
    },
  ],
};
