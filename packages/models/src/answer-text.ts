import type OpenAI from "openai";

/** A model answered, and not with a text. */
export class NoAnswer extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "NoAnswer";
  }
}

/** The text of a completion. Throws {@link NoAnswer} where the model refused, or said nothing that is a text. */
export function answerText(completion: OpenAI.Chat.ChatCompletion): string {
  // What stands at the endpoint may be anything: its answer is looked at as such.
  const choice = (completion as Partial<OpenAI.Chat.ChatCompletion> | null)?.choices?.[0];
  if (choice?.message === undefined) throw new NoAnswer("its answer is no chat completion");
  const { refusal, content } = choice.message;
  if (refusal) throw new NoAnswer(`the model refuses: ${refusal}`);
  if (choice.finish_reason === "content_filter")
    throw new NoAnswer("the provider's content filter held the answer back");
  if (typeof content !== "string") throw new NoAnswer("the model answered without a text");
  return content;
}
