import type { Secrets } from "../src/ports/secrets.ts";

/** Tells what is sealed now from what was sealed before: every seal of one text is the same. */
export const sealing: Secrets = {
  seal: (text) => `now ${btoa(encodeURIComponent(text))}`,
  open: (sealed) => decodeURIComponent(atob(sealed.split(" ")[1] ?? "")),
};
