import type { Rejected } from "../decider.ts";
import { reject } from "../decider.ts";
import type { ContractChange } from "../errors.ts";
import type { PromptCommand } from "../prompt/commands.ts";
import type { PromptStream, PromptStreamEvent } from "../prompt/stream.ts";
import { contractChanges } from "../template/contract-changes.ts";
import { own } from "../validation/own.ts";
import type { VersionCommand } from "../version/commands.ts";
import type { Content } from "../version/content.ts";
import type { Deciding } from "./unit-of-work.ts";

/** How many differences the message shows. The details have all of them. */
const SHOWN = 5;

/**
 * The refusal of a deployment that changes the contract of what is live in its environment; null if there is none, or if the contract may change.
 * Both contents are loaded for the deployment anyway.
 */
export function refuseContract(
  { session, work }: Deciding,
  command: PromptCommand | VersionCommand,
  events: readonly PromptStreamEvent[],
  before: PromptStream,
  after: PromptStream,
): Rejected | null {
  if (contractOf(command, session.contract) !== "keep") return null;
  for (const { type, data } of events) {
    if (type !== "VersionDeployed" || data.replaces?.contentHash === data.contentHash) continue;
    const { environment, number } = data;
    const live = own(before.pinned, environment);
    const next = own(after.pinned, environment);
    if (live === undefined || next === undefined) continue;
    const inspected = (content: Content) => ({ content, info: session.templates.inspect(content) });
    const found = contractChanges(inspected(live.content), inspected(next.content));
    if (found.length === 0) continue;
    const { policy, actor, tenant } = session;
    const resource = { type: "prompt", tenant, access: work.access.state(), prompt: after.prompt } as const;
    const changes = policy.allows(actor, "READ", resource) ? found : [];
    const message = `version ${number} changes the contract of version ${live.number}, which is live in ${environment}${listed(changes)}. Change the version, or pass contract: "change" to deploy it`;
    return reject("contract-changed", message, "version", {
      environment,
      live: live.number,
      next: number,
      changes,
    });
  }
  return null;
}

function contractOf(command: PromptCommand | VersionCommand, usual: "keep" | "change"): "keep" | "change" {
  switch (command.type) {
    case "DeployVersion":
    case "RollBackDeployment":
    case "PromoteDeployment":
      return command.contract ?? usual;
    default:
      return "change";
  }
}

function listed(changes: readonly ContractChange[]): string {
  if (changes.length === 0) return "";
  const shown = changes.slice(0, SHOWN).map(({ part, name, message }) => `${part} ${name} ${message}`);
  const more = changes.length > SHOWN ? [`and ${changes.length - SHOWN} more`] : [];
  return `: ${[...shown, ...more].join("; ")}`;
}
