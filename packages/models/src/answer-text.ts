import type OpenAI from "openai";

/** Thrown when the answer of a model is not a text. */
export class NoAnswer extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "NoAnswer";
  }
}

/** The text of a completion. Throws {@link NoAnswer} if the model refused, or if its answer is not a text. */
export function answerText(completion: OpenAI.Chat.ChatCompletion): string {
  // The endpoint may be anything, so its answer is not trusted to be a completion.
  const choice = (completion as Partial<OpenAI.Chat.ChatCompletion> | null)?.choices?.[0];
  if (choice?.message === undefined) throw new NoAnswer("its answer is no chat completion");
  const { refusal, content } = choice.message;
  if (refusal) throw new NoAnswer("the model refused to answer");
  if (choice.finish_reason === "content_filter")
    throw new NoAnswer("the provider's content filter held the answer back");
  if (typeof content !== "string") throw new NoAnswer("the model answered without a text");
  return content;
}
