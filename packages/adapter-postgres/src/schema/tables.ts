import { documentTable } from "./document-tables.ts";

/**
 * The tables of the first schema, as one script whose statements stand between blank lines. Text is `COLLATE "C"`, so that it is ordered by code point; a column ending in
 * `_folded` holds the lower-case form that searches without regard to case compare with, folded in the process.
 *
 * - `events` is the log. It is inserted into, and its texts are redacted: triggers refuse every other UPDATE, DELETE and TRUNCATE.
 * - `prompts` is narrow and holds what prompts are found and sorted by; its indexes are on columns that few events change, so that
 *   most updates touch no index. `prompt_bodies` holds the documents themselves.
 * - `versions` and `deployments` hold the document beside the columns. A deployment's columns are those of its pinned version.
 * - `tenants` names the tenants that have events. It is the only table of tenants without row-level security, so it has nothing but names.
 * - `written_at` settles the times of a document that stand for the append's own.
 */
export function tables(schema: string): string {
  return `
CREATE TABLE ${schema}.events (
  position bigint NOT NULL,
  version bigint NOT NULL,
  schema_version bigint NOT NULL,
  recorded_at bigint NOT NULL,
  occurred_at bigint,
  tenant text COLLATE "C" NOT NULL,
  stream text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  data text COLLATE "C" NOT NULL,
  metadata text COLLATE "C" NOT NULL,
  -- As JSON: the hashes of the texts that were stored first
  redacted text COLLATE "C",
  CONSTRAINT events_position PRIMARY KEY (tenant, position),
  CONSTRAINT events_version UNIQUE (tenant, stream, version),
  CONSTRAINT events_id UNIQUE (tenant, id)
);

-- Ordinary events have no such time and are not in the index
CREATE INDEX events_occurred_at ON ${schema}.events (tenant, occurred_at, position) WHERE occurred_at IS NOT NULL;

CREATE FUNCTION ${schema}.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a stored event is never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER events_are_kept BEFORE DELETE OR TRUNCATE ON ${schema}.events
  FOR EACH STATEMENT EXECUTE FUNCTION ${schema}.refuse_change();

CREATE TABLE ${schema}.tenants (name text COLLATE "C" PRIMARY KEY);

CREATE TABLE ${schema}.commands (
  position bigint NOT NULL,
  recorded_at bigint NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  fingerprint text COLLATE "C" NOT NULL,
  result text COLLATE "C" NOT NULL,
  -- As JSON: \`[name, number of events]\` of each of its streams, and their versions before
  streams text COLLATE "C" NOT NULL,
  versions text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, id)
);

CREATE INDEX commands_recorded_at ON ${schema}.commands USING brin (recorded_at) WITH (autosummarize = on);

${documentTable(schema, "prompts")};

-- Without a pending list, which each search would read whole and the planner takes for dear
CREATE INDEX prompts_tags ON ${schema}.prompts USING gin (tags) WITH (fastupdate = on, gin_pending_list_limit = 256);

CREATE INDEX prompts_slug ON ${schema}.prompts (tenant, slug) WHERE NOT deleted;

${(["prompt_bodies", "versions", "deployments", "slugs"] as const).map((name) => documentTable(schema, name)).join(";\n\n")};

CREATE TABLE ${schema}.records (
  revision bigint NOT NULL,
  scope text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  value text COLLATE "C" NOT NULL,
  PRIMARY KEY (scope, kind, key)
);
`;
}
