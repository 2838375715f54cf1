import { memoryEventStore } from "@promptledger/adapter-memory";
import { postgresEventStore } from "@promptledger/adapter-postgres";
import type { EventStore, Filter } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import { startPostgres } from "@promptledger/test-servers";
import { Pool } from "pg";

const PROMPTS = 100_000;
const CALLS = 51;

/** A search within the prompts' names, and how long its median may be. */
interface Search {
  readonly title: string;
  readonly pattern: string;
  readonly milliseconds: number;
}

const SEARCHES: readonly Search[] = [
  { title: "a pattern that few names contain", pattern: "Mortgage", milliseconds: 3 },
  { title: "a pattern that an eighth of the names contain", pattern: "Support", milliseconds: 25 },
  { title: "a pattern of two characters", pattern: "ju", milliseconds: 60 },
];

/** Searches within the names of 100,000 prompts on PostgreSQL: the first page of 20, last changed first, and the count. */
export async function benchmarkLists(): Promise<void> {
  const server = await startPostgres();
  const pool = new Pool({ connectionString: server.url, max: 2 });
  try {
    const store = postgresEventStore({ pool });
    await store.migrate();
    await fill(pool);
    console.log(
      `PostgreSQL: the first page of 20 and the count out of ${PROMPTS.toLocaleString("en")} prompts`,
    );
    for (const search of SEARCHES) await measure(store, search);
    await store.close();
  } finally {
    await pool.end();
    await server.stop();
  }
}

async function measure(store: EventStore, { title, pattern, milliseconds }: Search): Promise<void> {
  const filter: Filter = {
    type: "compare",
    field: "name",
    operator: "contains",
    value: pattern,
    ignoreCase: true,
  };
  const figures: number[] = [];
  let found = 0;
  for (let call = 0; call < CALLS; call++) {
    const started = performance.now();
    const page = await store.catalog.findPrompts("bench", {
      filter,
      sort: { field: "current.updatedAt", direction: "descending" },
      page: { number: 1, size: 20 },
      scope: "all",
      environment: "production",
    });
    figures.push(performance.now() - started);
    found = page.total;
  }
  const median = figures.toSorted((left, right) => left - right)[(CALLS - 1) / 2] ?? Number.NaN;
  const verdict = median <= milliseconds ? "kept" : "MISSED";
  console.log(
    `  ${title} (${found} found): p50 ${median.toFixed(1)} ms, at most ${milliseconds} ms: ${verdict}`,
  );
}

/** A real prompt's documents, as the storage keeps them; the id and the name are to be put in. */
async function template(): Promise<{ readonly prompt: string; readonly version: string }> {
  const store = memoryEventStore();
  const acme = createLedger({ store }).as({ tenant: "bench", actor: { id: "jane" } });
  await acme.prompts.create({ id: "ITS-ID", slug: "ITS-ID", name: "ITS-NAME" });
  const content = "You are a helpful assistant. Context: {{context}} ".repeat(20);
  await acme.versions.create("ITS-ID", { model: "gpt-4o", messages: [{ role: "system", content }] });
  await acme.versions.commit("ITS-ID");
  const { documents } = await store.load("bench", {
    documents: [
      { kind: "prompt", prompt: { id: "ITS-ID" } },
      { kind: "version", prompt: { id: "ITS-ID" }, number: 1 },
    ],
  });
  const [prompt = "", version = ""] = documents.map((document) => JSON.stringify(document?.state));
  return { prompt, version };
}

// Straight into the tables, for through the ledger it takes minutes; then what autovacuum does of itself within a minute.
async function fill(pool: Pool): Promise<void> {
  const { prompt, version } = await template();
  // Faster to fill; VACUUM then empties what waits, and they are as they were.
  const indexes = ["promptledger.prompts_name_search", "promptledger.prompts_tags"];
  for (const index of indexes) await pool.query(`ALTER INDEX ${index} SET (fastupdate = on)`);
  await pool.query(namesOf(PROMPTS));
  await pool.query(`
    INSERT INTO promptledger.prompts (
      created_at, updated_at, latest_update, current_updated_at, current_number, commit_count, starred, deleted, tenant, prompt_id,
      id_folded, slug, slug_folded, name, name_folded, created_by, created_by_folded, tags, tags_folded, grants
    )
    SELECT at, at, at, at, 1, 1, false, false, 'bench', id, id, id, id, name, lower(name), 'jane', 'jane', '{}', '{}', '{}'
    FROM bench_names`);
  await pool.query(
    `INSERT INTO promptledger.prompt_bodies (version, written_at, fold, tenant, prompt_id, body)
    SELECT 3, at, 1, 'bench', id, replace(replace($1, 'ITS-ID', id), 'ITS-NAME', name) FROM bench_names`,
    [prompt],
  );
  await pool.query(
    `INSERT INTO promptledger.versions (
      number, version, written_at, created_at, updated_at, fold, committed, tenant, prompt_id, id, id_folded, created_by,
      created_by_folded, updated_by, updated_by_folded, model, model_folded, body
    )
    SELECT 1, 3, at, at, at, 1, true, 'bench', id, 'v-' || id, 'v-' || id, 'jane', 'jane', 'jane', 'jane', 'gpt-4o', 'gpt-4o',
      replace($1, 'ITS-ID', id)
    FROM bench_names`,
    [version],
  );
  await pool.query(`
    INSERT INTO promptledger.events
    SELECT i, 1, 1, at, at, 'bench', 'prompt-' || id, 'event-' || i, 'PromptCreated', '{}', '{}' FROM bench_names`);
  await pool.query("DROP TABLE bench_names");
  for (const index of indexes) await pool.query(`ALTER INDEX ${index} SET (fastupdate = off)`);
  await pool.query("VACUUM ANALYZE");
}

// Names of three words and a number, one out of eight for each word and mixed by a hash; seven are about a mortgage.
const namesOf = (count: number): string => `
CREATE TABLE bench_names AS
SELECT i, 'prm-' || lpad(i::text, 26, '0') AS id, 1700000000000 + abs(hashint4(i)::bigint) AS at,
  (ARRAY['Customer', 'Billing', 'Legal', 'Sales', 'Research', 'Travel', 'Medical', 'Internal'])[1 + (hashint4(i) & 7)] || ' ' ||
  (ARRAY['Support', 'Summary', 'Review', 'Planning', 'Extraction', 'Routing', 'Writing', 'Translation'])[1 + (hashint4(i) >> 3 & 7)]
  || ' ' ||
  (ARRAY['Assistant', 'Agent', 'Helper', 'Checker', 'Classifier', 'Editor', 'Judge', 'Tutor'])[1 + (hashint4(i) >> 6 & 7)]
  || CASE WHEN i % 14286 = 7 THEN ' for mortgages ' ELSE ' ' END || i AS name
FROM generate_series(1, ${count}) AS i`;
