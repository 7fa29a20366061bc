/** Stories written for the evaluation of the likeness: `text` as an agency sends it, `other` by another author about the same event. */
export interface SyntheticStory {
  title: string;
  otherTitle: string;
  /** Paragraphs. */
  text: string[];
  other: string[];
}

export const stories: Record<
  "fire" | "ransomware" | "strike" | "rates" | "final" | "quake" | "breach" | "ruling",
  SyntheticStory
> = {
  fire: {
    title: "Incendie près de Marseille : 400 hectares brûlés, des habitants évacués",
    otherTitle: "À Martigues, la nuit blanche des évacués",
    text: [
      "Un violent incendie attisé par le mistral a parcouru 400 hectares de pinède mardi au nord de Martigues (Bouches-du-Rhône), entraînant l’évacuation préventive de quelque 1 200 habitants, a annoncé la préfecture.",
      "Parti peu après 14 heures d’un terrain situé en bordure de la départementale 5, le feu a progressé très vite vers l’étang de Berre, poussé par des rafales à 90 km/h. Deux gymnases ont été ouverts pour accueillir les personnes évacuées.",
      "« Le feu n’est pas fixé, mais sa progression est ralentie », a déclaré à la presse le colonel Pascal Delmas, commandant des opérations de secours. Six cents pompiers, quatre Canadair et deux hélicoptères bombardiers d’eau étaient engagés en début de soirée.",
      "Aucune victime n’est à déplorer, mais trois pompiers ont été légèrement incommodés par les fumées et une dizaine d’habitations ont été endommagées, selon un bilan provisoire. La circulation des trains entre Miramas et Marseille a été interrompue à 16 h 30.",
      "Une enquête a été ouverte pour déterminer l’origine du sinistre. Le parquet d’Aix-en-Provence n’exclut aucune piste, et les gendarmes ont lancé un appel à témoins. Les massifs du département resteront fermés au public jusqu’à vendredi.",
    ],
    other: [
      "Assise sur un lit de camp, Josiane serre contre elle la cage de son chat. Comme elle, plusieurs centaines de riverains ont passé la nuit dans un gymnase de Martigues, chassés par les flammes qui léchaient les premières maisons du quartier de Saint-Pierre.",
      "« On a eu dix minutes pour partir, j’ai pris les papiers et l’animal », raconte cette retraitée de 71 ans. Autour d’elle, des bénévoles de la Croix-Rouge distribuent de l’eau et des couvertures. Certains voisins ont refusé de quitter leur domicile, tuyau d’arrosage à la main.",
      "Dehors, l’odeur âcre du bois brûlé ne s’est pas dissipée. Les pompiers, venus de tout le Sud-Est, se relaient pour noyer les lisières. « Le feu n’est pas fixé, mais sa progression est ralentie », a prévenu le colonel Pascal Delmas.",
      "La mairie a mis en place un numéro d’information. Le maire, lui, réclame depuis des années le débroussaillement des talus de la route départementale, un chantier toujours repoussé faute de crédits. Il compte interpeller l’État dès cette semaine.",
    ],
  },
  ransomware: {
    title: "L’hôpital de Valmont paralysé par un rançongiciel",
    otherTitle: "Rançongiciel : comment l’attaque contre l’hôpital de Valmont s’est déroulée",
    text: [
      "Le centre hospitalier de Valmont a été victime dans la nuit de dimanche à lundi d’une cyberattaque par rançongiciel qui a paralysé l’essentiel de son système d’information, a indiqué sa direction dans un communiqué.",
      "Les équipes ont basculé en mode dégradé : les dossiers des patients sont tenus sur papier et les urgences vitales réorientées vers les établissements voisins. Une trentaine d’interventions non urgentes ont été déprogrammées jusqu’à mercredi.",
      "Les assaillants, qui se réclament du groupe Night Harbor, exigent trois millions de dollars en cryptomonnaie et affirment avoir dérobé 180 gigaoctets de données. « Aucune rançon ne sera versée », a assuré la directrice, Hélène Marchetti.",
      "L’Agence nationale de la sécurité des systèmes d’information a dépêché une équipe sur place et une plainte a été déposée auprès de la section spécialisée du parquet de Paris. La Commission nationale de l’informatique et des libertés a été prévenue.",
      "C’est le quatrième établissement de santé français touché depuis le début de l’année. Le retour à la normale pourrait prendre plusieurs semaines, selon une source proche du dossier, les sauvegardes ayant été partiellement chiffrées.",
    ],
    other: [
      "Tout a commencé par un compte de prestataire sans double authentification. Selon nos informations, c’est par l’accès à distance d’une société de maintenance biomédicale que des pirates sont entrés, trois semaines plus tôt, dans le réseau informatique de l’hôpital de Valmont.",
      "Une fois à l’intérieur, ils ont récupéré les mots de passe d’un administrateur de domaine laissés en mémoire sur un serveur d’impression, puis désactivé l’antivirus par une stratégie de groupe. Le chiffrement a été déclenché dimanche à 3 h 12.",
      "Le programme employé ressemble à une variante d’un code vendu sur un forum russophone depuis l’an dernier. Il vise les hyperviseurs, ce qui explique qu’une centaine de machines virtuelles se soient éteintes en quelques minutes.",
      "Les sauvegardes, raccordées au même annuaire, ont été atteintes en partie. L’établissement avait pourtant reçu une enveloppe pour cloisonner son réseau, mais l’appel d’offres avait pris six mois de retard.",
    ],
  },
  strike: {
    title: "SNCF : trafic très perturbé jeudi, un TGV sur deux en moyenne",
    otherTitle: "Grève à la SNCF : pourquoi les conducteurs se mobilisent",
    text: [
      "Le trafic ferroviaire sera très perturbé jeudi en raison d’un mouvement de grève à l’appel de trois syndicats, avec un TGV sur deux et deux TER sur cinq en moyenne, a annoncé mardi la SNCF.",
      "En Île-de-France, la compagnie prévoit un train sur deux sur les RER A et B, un sur trois sur les lignes C et D, et un sur quatre sur les lignes J, L et R. Le trafic des Eurostar et des Lyria sera quasi normal.",
      "Les voyageurs dont le train est supprimé seront prévenus par message et pourront échanger ou se faire rembourser leur billet sans frais. « Nous conseillons de reporter les déplacements qui peuvent l’être », a précisé un porte-parole de l’entreprise.",
      "La CGT-Cheminots, SUD-Rail et la CFDT réclament l’ouverture de négociations sur les salaires et dénoncent la suppression de 800 postes dans le fret. Une nouvelle réunion avec la direction est prévue le 12 décembre.",
      "Le retour à un service normal est attendu vendredi en milieu de journée. Le dernier mouvement national, en juin, avait été suivi par 31 % des conducteurs, selon les chiffres de la direction.",
    ],
    other: [
      "Ils demandent d’abord du temps. Derrière le préavis déposé pour jeudi, les agents de conduite décrivent des roulements de plus en plus courts, des découchers qui s’allongent et des remplacements décidés la veille.",
      "Au dépôt de Villeneuve, Karim, vingt ans de métier, montre son planning raturé. « Le salaire, c’est important, mais ce qui nous use, c’est de ne plus savoir quand on dort », dit-il. La direction assure que le nombre de repos respecte l’accord de branche.",
      "Le malaise est plus profond dans le fret, dont l’activité doit être reprise par deux sociétés nouvelles. Les organisations syndicales y voient un démantèlement ; l’entreprise invoque les exigences de Bruxelles.",
      "Une table ronde avec le ministre n’a rien donné. Les fédérations se retrouveront en intersyndicale la semaine prochaine pour décider des suites, y compris pendant les vacances de fin d’année.",
    ],
  },
  rates: {
    title: "La BCE abaisse ses taux d’un quart de point",
    otherTitle: "Ce que la baisse des taux de la BCE change pour les emprunteurs",
    text: [
      "La Banque centrale européenne a abaissé jeudi ses taux directeurs d’un quart de point, comme l’attendaient les marchés, jugeant que le recul de l’inflation dans la zone euro était suffisamment installé.",
      "Le taux de dépôt, qui sert de référence, revient à 1,75 %, son plus bas niveau depuis le début de 2023. L’institution de Francfort n’a donné aucune indication sur le rythme des prochaines baisses, répétant que ses décisions dépendraient des données.",
      "L’inflation s’est établie à 1,9 % sur un an en novembre, juste au-dessous de l’objectif de 2 %. « Nous ne nous engageons sur aucune trajectoire », a déclaré sa présidente au cours d’une conférence de presse.",
      "L’euro reculait légèrement face au dollar après l’annonce, à 1,0820 dollar, tandis que les Bourses européennes accentuaient leurs gains. Le rendement de l’emprunt français à dix ans se détendait à 2,87 %.",
      "Les nouvelles projections tablent sur une croissance de 1,1 % l’an prochain, contre 1,3 % annoncé en septembre, en raison de la faiblesse de l’investissement et des tensions commerciales. La prochaine réunion aura lieu le 29 janvier.",
    ],
    other: [
      "Faut-il renégocier son crédit immobilier ? Depuis l’annonce de la Banque centrale européenne, la question revient chez les courtiers. La réponse dépend surtout de la date à laquelle le prêt a été signé.",
      "Ceux qui ont emprunté au plus haut, entre l’été 2023 et le printemps suivant, peuvent espérer gagner plus d’un point. Pour un capital restant dû de 200 000 euros sur vingt ans, l’économie atteint une centaine d’euros par mois, hors frais de garantie et indemnités.",
      "Pour les autres, le jeu en vaut rarement la chandelle. Les banques ont déjà répercuté dans leurs barèmes une bonne partie du mouvement, parce qu’elles se financent à long terme et non au jour le jour.",
      "Côté épargne, le mouvement est inverse : le livret A devrait être révisé en février, et les fonds en euros servis par les assureurs pourraient suivre. Les comptes à terme les plus généreux ont déjà disparu des catalogues.",
    ],
  },
  final: {
    title: "Coupe de France : Guingamp s’impose au bout de la nuit",
    otherTitle: "Guingamp, itinéraire d’un exploit",
    text: [
      "Guingamp a remporté samedi la Coupe de France en battant Reims aux tirs au but (1-1, 4 à 3), au terme d’une finale longtemps fermée et disputée devant 76 000 spectateurs au Stade de France.",
      "Les Rémois avaient ouvert la marque juste avant la pause par Teddy Okou, servi en retrait par Nakamura. Guingamp a égalisé à la 81e minute sur une tête de son capitaine, Albin Demouchy, à la réception d’un corner.",
      "Pendant la prolongation, le gardien Enzo Basilio a repoussé deux occasions franches avant d’arrêter le cinquième tir rémois. « On ne réalise pas encore, on est allés le chercher avec le cœur », a réagi l’entraîneur Sylvain Ripoll.",
      "C’est la troisième Coupe de France du club breton après celles de 2009 et 2014. Pensionnaire de deuxième division, il disputera la Ligue Europa la saison prochaine.",
      "Le président Fred Legrand a promis une fête au Roudourou dès dimanche après-midi. Reims, battu pour la deuxième année de suite en finale, tentera de se consoler avec la course au maintien.",
    ],
    other: [
      "Il y a deux ans, le club jouait sa survie devant la direction du contrôle de gestion. Le voilà maître de la Coupe. Retour sur une campagne commencée en octobre sur le terrain bosselé de Plouhinec, devant 900 personnes et une buvette prise d’assaut.",
      "Au tour suivant, il a fallu une frappe de trente mètres pour écarter les amateurs de Vitré. Puis sont tombés, l’un après l’autre, trois pensionnaires de l’élite, toujours à l’extérieur, toujours menés à la mi-temps.",
      "L’entraîneur n’a jamais caché sa méthode : des séances courtes, beaucoup de coups de pied arrêtés, et un groupe de dix-neuf joueurs, pas un de plus. Les remplaçants ont inscrit sept des treize buts de la saison en coupe.",
      "Dans les travées du Roudourou, personne n’a oublié la relégation. La ville de 7 000 habitants s’apprête maintenant à accueillir des visiteurs venus d’Istanbul ou de Porto, ce qui pose une question simple : où les loger ?",
    ],
  },
  quake: {
    title: "Strong earthquake shakes northern Chile, no casualties reported",
    otherTitle: "‘The shelves emptied themselves’: a night of aftershocks in Iquique",
    text: [
      "A magnitude 6.8 earthquake struck off the coast of northern Chile early on Wednesday, cutting power to tens of thousands of homes and prompting the evacuation of seaside districts, officials said.",
      "The quake hit at 3:42 a.m. local time some 62 kilometres northwest of Iquique at a depth of 28 kilometres, according to the national seismological centre. The navy lifted a tsunami alert about ninety minutes later.",
      "There were no immediate reports of deaths or serious injuries. Interior Minister Carolina Reyes told reporters that landslides had blocked two stretches of Route 5 and that the airport in Iquique would stay closed until noon for inspection.",
      "State copper company Codelco said that operations at its northern mines were continuing normally. The country’s largest private miner said it had stopped a conveyor as a precaution and expected no effect on its output.",
      "Chile lies on the Pacific Ring of Fire and is one of the most earthquake-prone countries in the world. A magnitude 8.2 quake off the same coast in April 2014 killed six people and damaged 2,500 homes.",
    ],
    other: [
      "Marta Quispe was awake when it came, feeding her daughter in the dark. First the dogs, she says, then a sound like lorries, and then the jars of her small grocery walked off the shelves one by one.",
      "By dawn the hillside above the harbour was full of families wrapped in blankets, listening to battery radios. Most have done this before. Children here learn the way up to the meeting points before they learn to ride a bicycle.",
      "The damage looks light from the street: plaster, glass, a church tower that has leaned for years. Inside the older adobe houses it is another matter, and the city’s engineers expect to condemn several dozen of them.",
      "What worries residents is water. The main pipe from the desert wells broke in three places, and trucks will supply the upper town for at least a week. At the market, bottled water had doubled in price before breakfast.",
    ],
  },
  breach: {
    title: "Travel site Wayfarely says data of 5.4 million customers stolen",
    otherTitle: "What to do if your details were in the Wayfarely breach",
    text: [
      "Online travel agency Wayfarely said on Monday that hackers had stolen personal data of about 5.4 million customers after breaking into a supplier’s cloud storage, in one of the largest breaches in the industry this year.",
      "Names, email addresses, phone numbers and booking histories were taken, the company said in a filing. Passport numbers of some 120,000 customers were also exposed, but passwords and full card numbers were not.",
      "The intrusion was discovered on November 14 when an employee noticed unusual downloads from an archive that had been left without access controls. “We are deeply sorry and are contacting everyone affected,” chief executive Martin Hale said.",
      "Shares in the London-listed company fell as much as 9 percent in early trading. Britain’s Information Commissioner’s Office said that it had opened an inquiry, and lawyers are preparing a class action in California.",
      "Wayfarely, which operates in 34 countries, said it had hired the security firm Redpoint to investigate and did not expect the incident to have a material effect on its results for the year.",
    ],
    other: [
      "If you have booked a flight or a hotel through Wayfarely since 2019, assume that your contact details are in circulation. That is the blunt advice of the security researchers we asked, and it is less alarming than it sounds.",
      "Start with your email account, because it is the key to all others. Turn on a second factor, preferably a passkey, and check the list of forwarding rules; criminals like to leave one behind.",
      "Then expect convincing messages. Somebody who knows where you stayed last summer can write a very good fake refund notice. Never follow the link: open the app or type the address yourself.",
      "Travellers whose passport number was exposed will get a separate letter. You do not need a new passport, consumer groups say, but you may want to put a fraud warning on your credit file, which is free in most countries.",
    ],
  },
  ruling: {
    title: "Top court strikes down city’s ban on short-term rentals",
    otherTitle: "Landlords cheer, tenants fume after ruling on holiday lets",
    text: [
      "The state’s highest court on Friday struck down Port Hanley’s ban on short-term rentals of whole homes, ruling that the city had overstepped its powers when it adopted the ordinance three years ago.",
      "In a 5-2 decision, the justices said that only the legislature could forbid a lawful use of property outright, although towns remained free to regulate it. The ruling takes effect in 60 days and applies to eleven other municipalities with similar rules.",
      "“A regulation that leaves nothing to regulate is a prohibition by another name,” Justice Eleanor Whitcombe wrote for the majority. In her dissent, Justice Ana Duarte said that the court had ignored the housing emergency declared by the city.",
      "Mayor Tom Okafor said that he was disappointed and would propose a licensing scheme before the summer. The ban had removed about 3,100 homes from booking platforms, according to the city’s figures.",
      "The case was brought by a group of 42 owners supported by the platforms’ trade association, which called the judgment a victory for common sense. Tenant groups said that rents had risen by 14 percent since 2021 and would rise again.",
    ],
    other: [
      "Within an hour of the judgment, Dana Pell had put her two-bedroom flat back on three booking sites. “I lost a third of my income to that rule,” she says, refreshing her phone in a café by the ferry terminal.",
      "Two streets away the mood is different. The tenants’ union has hung a banner from its office, and its telephone has not stopped. Organisers fear a wave of notices before the tourist season, since most leases here are month to month.",
      "Economists are split on how much the measure ever did. One study found that about half of the homes it covered went to long-term tenants; another concluded that many simply stood empty, waiting for exactly this day.",
      "For now, everyone is waiting for the licences. A cap by neighbourhood is one idea in the draft that circulates at city hall, a levy on nights another. Neither will be in force before the first cruise ships arrive.",
    ],
  },
};
