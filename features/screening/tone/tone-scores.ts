/** The classes that the model knows. `spam` is only the prior of the spam score. */
export const toneClasses = ["insult", "hate", "threat", "sexual", "spam"] as const;
export type ToneClass = (typeof toneClasses)[number];

/** The score of one class. */
export interface ToneScore {
  /** 0 to 100: the share of such texts that are of the class. */
  percent: number;
  /** The words of the text that weighed most, the heaviest first. */
  words: string[];
}

export type ToneScores = Record<ToneClass, ToneScore>;

/** A score of nothing, for texts that are not scored. */
export const noTone: ToneScores = {
  insult: { percent: 0, words: [] },
  hate: { percent: 0, words: [] },
  threat: { percent: 0, words: [] },
  sexual: { percent: 0, words: [] },
  spam: { percent: 0, words: [] },
};
