import type { WriteRequest } from "./request.ts";

/** The keys of a write. Writes with a common key run one after the other in this process. */
export function requestKeys({ commands }: Pick<WriteRequest, "commands">, tenant: string): readonly string[] {
  const keys = new Set<string>();
  for (const one of commands) {
    if (one.aggregate !== "prompt") keys.add(`${tenant}//`);
    else if (one.prompt !== null)
      keys.add(`${tenant}/${"id" in one.prompt ? one.prompt.id : `/${one.prompt.slug}`}`);
  }
  return [...keys];
}
