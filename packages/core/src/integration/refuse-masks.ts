import type { Rejected } from "../decider.ts";
import { reject } from "../decider.ts";
import type { Secrets } from "../ports/secrets.ts";
import { own } from "../validation/own.ts";
import { movedBy } from "./address.ts";
import type { SettingsInput } from "./commands.ts";
import { isSecret, SECRET_MASK } from "./configuration.ts";
import type { Settings } from "./events.ts";
import type { IntegrationState } from "./state.ts";

/** Rejects the mask of a secret if no secret is stored, or if the stored one was given for another address. */
export function refuseMasks(
  { configuration = {} }: SettingsInput,
  stored: Settings | undefined,
  secrets: Secrets | null,
): Rejected | null {
  for (const [field, value] of Object.entries(configuration)) {
    if (value !== SECRET_MASK) continue;
    if (stored !== undefined && own(stored.secrets, field) !== undefined) {
      const moved = movedBy(configuration, stored, secrets);
      if (moved === null) continue;
      const reason = `was given for another address, and configuration.${moved} differs from it`;
      return refuse(field, `${reason}; give the secret itself again`);
    }
    if (isSecret(field, value))
      return refuse(field, "stands for a stored secret, and none is stored; give the secret itself");
  }
  return null;
}

/** Rejects another address of an integration while its models hold secrets, because those would be sent there. */
export function refuseToMove(
  { configuration }: SettingsInput,
  present: IntegrationState | undefined,
  secrets: Secrets | null,
): Rejected | null {
  if (present === undefined || configuration === undefined) return null;
  const model = Object.values(present.models).find((one) => Object.keys(one.secrets).length > 0);
  const moved = model === undefined ? null : movedBy(configuration, present, secrets);
  if (model === undefined || moved === null) return null;
  const held = `the model ${model.name} holds secrets that were given for the present address`;
  return refuse(moved, `${held}; delete the model, or save it without them, and then change the address`);
}

function refuse(field: string, reason: string): Rejected {
  const name = `configuration.${field}`;
  return reject("invalid-input", `${name}: ${reason}`, name);
}
