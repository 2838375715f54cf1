import type { ApiKeys, StoredApiKey } from "../identity/api-keys.ts";
import type { TenantWriteOptions } from "./options.ts";
import { write } from "./pipeline.ts";
import { secondStep } from "./second-step.ts";
import type { WriteSession } from "./session.ts";

/**
 * Enables or disables a key, and says so in the history. As with making and revoking, no key works of which the history knows nothing: it is
 * enabled after the event, and disabled before it.
 */
export async function setEnabled(
  session: WriteSession,
  keys: ApiKeys,
  key: StoredApiKey,
  enabled: boolean,
  options: TenantWriteOptions | undefined,
): Promise<StoredApiKey | null> {
  const tell = () => write(session, [{ type: "SetKeyEnabled", keyId: key.id, enabled }], options);
  if (enabled) {
    await tell();
    return secondStep(() => keys.setEnabled(key, true));
  }
  const disabled = await keys.setEnabled(key, false);
  await secondStep(tell);
  return disabled;
}
