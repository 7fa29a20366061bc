/** Words that occur in almost any French text and not in English. */
const frenchWords =
  /(?<![\p{L}\p{N}_./-])(?:les|des|une|est|dans|avec|votre|vos|vous|nous|cette|ces|sont|aux|du|et|leur|qui|pas|sur|chez|ou|ce|mais|aucun|aucune|articles? li[ée]s|commentaires?|rubriques?|courriels?)(?![\p{L}\p{N}_/-])/giu;

/** Accented letters, guillemets, and the spaces of French typography. */
const frenchCharacters = /[àâçèéêëîïôùûœÀÂÇÈÉÊËÎÏÔÙÛŒ«»\u202f]|\u00a0[:;?!»]/g;

/** Lists what is French in a text that should be English, each with what surrounds it. */
export function findFrench(text: string): string[] {
  return [...text.matchAll(frenchWords), ...text.matchAll(frenchCharacters)].map(({ 0: found, index }) =>
    JSON.stringify(text.slice(Math.max(0, index - 20), index + found.length + 20)),
  );
}
