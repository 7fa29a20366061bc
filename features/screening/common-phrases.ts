import { foldText } from "#lib/words/fold-text.ts";

/** Fewer words say too little to be compared. */
const minComparedWords = 3;
/** The words of thanks, agreement and laughter, folded. A text of nothing else is written by many people, and to many. */
const commonWords = new Set(
  (
    "merci mille beaucoup infiniment encore grand bravo felicitations chapeau super genial top excellent excellente parfait parfaite tres " +
    "bon bonne bien beau belle interessant interessante instructif utile clair claire pour cet cette ce ces l le la les un une de du des d " +
    "votre vos ton tes son article articles papier texte travail analyse enquete info infos information reponse partage explication " +
    "precisions et a au vous tu toi nous je j suis moi on tout toute tous totalement entierement completement absolument parfaitement " +
    "tellement si oui non ok d accord exactement exact exacte vrai vraie c est ca cela dit vu pense aussi plus un plusieurs fois meme idem " +
    "pareil ici chez mdr lol ptdr haha ahah hihi bonjour bonsoir salut coucou bonne journee soiree courage condoleances joyeux noel annee " +
    "anniversaire en effet raison avez as a fait avec " +
    "thanks thank you so much many very great good nice excellent article post read piece work job for this the a an it is it s i me too with " +
    "agree agreed totally completely fully absolutely exactly true right well said same here yes no ok lol haha hello hi congratulations " +
    "happy birthday christmas new year"
  ).split(" "),
);

/** Whether many people write this text: one or two words, or nothing but thanks, agreement and the like. */
export function isCommonPhrase(text: string): boolean {
  const { words } = foldText(text);
  return words.length < minComparedWords || (words.length <= 20 && words.every((word) => commonWords.has(word)));
}
