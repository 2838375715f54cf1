import type { AdminKey } from "./admin-key.ts";
import { plural } from "./plural.ts";

/** What a server tells when it is ready. */
export interface Greeting {
  readonly url: string;
  readonly version: string;
  /** The storage's URL without user and password. */
  readonly storage: string;
  readonly forgets: boolean;
  readonly tenant: string;
  readonly adminKey: AdminKey;
  /** How many prompts live in the tenant. */
  readonly prompts: number;
}

/** The lines that greet whoever started a server. */
export function greetingLines(greeting: Greeting): readonly string[] {
  const { url, version, storage, forgets, tenant, adminKey, prompts } = greeting;
  return [
    `Prompt Ledger ${version} listens on ${url}`,
    "",
    `  Respan's API  ${url}/respan/api/prompts/`,
    `                ${url}/api/prompts/ as well, for clients that change the host only`,
    `  Orkes' API    ${url}/orkes/api/prompts (clients: server ${url}/orkes, key id admin, the admin key as secret)`,
    `  storage       ${storage}${forgets ? " (forgets everything when the server stops)" : ""}`,
    `  tenant        ${tenant}`,
    `  admin key     ${keyLine(adminKey)}`,
    "",
    ...(prompts === 0 ? firstPrompt(url, adminKey) : [`The ledger has ${plural(prompts, "prompt")}.`]),
    "",
    "Ctrl-C stops the server.",
  ];
}

/** The three lines that make, commit and deploy a first prompt; each works on its own when pasted into a shell. */
function firstPromptLines(url: string, adminKey: AdminKey): readonly string[] {
  const key = adminKey.status === "made" ? adminKey.secret : "$PROMPTLEDGER_API_KEY";
  const post = (path: string, body: object): string =>
    `curl -sS -w '\\n' ${url}/respan/api/prompts/${path} -H "Authorization: Bearer ${key}" -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`;
  const make = post("", { prompt_id: "greeting", name: "Greeting" });
  const write = post("greeting/versions/", {
    model: "gpt-4o",
    messages: [{ role: "user", content: "Write a one-line greeting for {{name}}." }],
  });
  return [
    `${make} && ${write}`,
    post("greeting/commits/", { description: "First version" }),
    post("greeting/deployments/", { version: 1 }),
  ];
}

function firstPrompt(url: string, adminKey: AdminKey): readonly string[] {
  return [
    "The ledger is empty. Paste these three lines into another shell; they make, commit and deploy a first prompt:",
    "",
    ...firstPromptLines(url, adminKey),
  ];
}

function keyLine(adminKey: AdminKey): string {
  switch (adminKey.status) {
    case "made":
      return `${adminKey.secret} (shown this once: only its hash is stored)`;
    case "given":
      return "the one in PROMPTLEDGER_API_KEY";
    case "kept":
      return "the one of the first start; if it is lost, start with a new one in PROMPTLEDGER_API_KEY";
  }
}
