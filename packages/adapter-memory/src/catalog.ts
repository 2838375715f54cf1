import type { Catalog, DeploymentDocument, PromptRow, VersionDocument } from "@promptledger/core";
import { checkTenant, select } from "@promptledger/core";
import { findDocument, promptDocument } from "./documents.ts";
import { headOf, readTenant } from "./log.ts";
import type { MemoryStorage, TenantStorage } from "./storage.ts";

/** The catalog over a storage's documents: it evaluates every filter, and is what other adapters are compared with. */
export function memoryCatalog(storage: MemoryStorage, ready: () => void): Catalog {
  return {
    async findPrompts(name, query) {
      ready();
      checkTenant(name);
      const tenant = readTenant(storage, name);
      return { ...select(promptRows(tenant, query.environment), query), head: headOf(tenant) };
    },
    async findVersions(name, query) {
      ready();
      checkTenant(name);
      const tenant = readTenant(storage, name);
      const prompt = promptDocument(tenant, query.promptId);
      const rows = versionsNewestFirst(tenant, query.promptId, prompt?.state.numbers ?? []).filter(
        (row) => query.committed === undefined || (row.state.status === "committed") === query.committed,
      );
      const start = (query.page.number - 1) * query.page.size;
      return {
        total: rows.length,
        prompt,
        rows: rows.slice(start, start + query.page.size),
        head: headOf(tenant),
      };
    },
  };
}

function* promptRows(tenant: TenantStorage, environment: string): Iterable<PromptRow> {
  for (const documents of tenant.documents.values()) {
    for (const prompt of documents.values()) {
      if (prompt.kind !== "prompt") continue;
      const reference = { id: prompt.state.id };
      const current = findDocument(tenant, {
        kind: "version",
        prompt: reference,
        number: "current",
      }) as VersionDocument | null;
      const live = findDocument(tenant, {
        kind: "deployment",
        prompt: reference,
        environment,
      }) as DeploymentDocument | null;
      yield { prompt, current, live };
    }
  }
}

function versionsNewestFirst(
  tenant: TenantStorage,
  id: string,
  numbers: readonly number[],
): readonly VersionDocument[] {
  return numbers.toReversed().flatMap((number) => {
    const found = findDocument(tenant, { kind: "version", prompt: { id }, number });
    return found?.kind === "version" ? [found] : [];
  });
}
