/** Alternative texts of the demo pictures, in French. */
export const altText = {
  "baited-letter": "Sous une barque, une lettre cachetée pend à un hameçon ; trois poissons s’approchent",
  "cloud-coast": "Un grand nuage blanc au-dessus d’une côte ; de fins traits le relient à un bâtiment sur la falaise",
  "disk-stacks": "Trois piles de disques, de trois, deux et un : la règle de sauvegarde 3-2-1",
  fingerprint: "Une empreinte digitale dont la moitié droite se change en carrés qui s’envolent",
  keyboard: "Un clavier vu de haut, en biais ; une seule touche est orange",
  lighthouse: "Un phare la nuit : son faisceau passe au-dessus de la mer et d’un petit bateau",
  "lit-window": "La façade d’un immeuble, la nuit ; une seule fenêtre est éclairée, quelqu’un y travaille",
  microchip: "Une puce électronique au centre d’un circuit imprimé vert ; ses pistes rayonnent",
  padlock: "Un gros cadenas de laiton ferme une porte de bois rouge",
  "patch-cables": "Des câbles de couleur montent en se croisant vers deux rangées de prises",
  "relief-map": "Une carte de côtes et d’îles : un itinéraire en pointillé relie deux repères par-dessus la mer",
  "router-waves": "Une box internet posée sur une étagère ; ses ondes emplissent la pièce en cercles",
  "server-aisle": "Une allée de baies de serveurs, la nuit, avec une porte éclairée au fond",
  "vault-door": "La porte ronde d’une chambre forte, ses verrous et son volant à cinq branches",
} as const;
