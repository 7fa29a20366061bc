/** Words that say nothing to a reader by themselves. Shorter ones are left out as well, but for "con", "pd" and emoji. */
const stopWords = new Set(
  (
    "le la les un une des du de au aux et ou mais donc car ni que qu' qui quoi dont est es sont suis etes etre etait ai as a avons " +
    "avez ont avoir je j' tu t' te toi il elle on nous vous ils elles me m' moi se s' ce c' cet cette ces ca cela mon ton son ma ta " +
    "sa mes tes ses notre votre leur nos vos leurs lui eux y en ne n' pas plus moins tres trop si comme pour par sur dans avec sans " +
    "chez vers tout tous toute toutes bien va vas vais vont allez faut fait faire dit encore aussi juste d' l' the a an and or but of " +
    "to in on at for with from by is are was were be been am 're 's 'm 'll 't i you he she it we they me him her us them my your his " +
    "its our their this that these those not no so as if all just what who how when why there here do does did don have has had will " +
    "would can could should up out get got go your you're really very too grace " +
    "partir seulement mois jours min days only"
  ).split(" "),
);

/** Whether a folded word says nothing to a reader by itself. */
export const isStopWord = (word: string): boolean => stopWords.has(word) || /^\d+$/.test(word);
