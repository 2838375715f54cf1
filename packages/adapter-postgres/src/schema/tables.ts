/**
 * The tables of the first schema, as one script whose statements stand between blank lines. Text is `COLLATE "C"`, so that it is ordered by code point; a column ending in
 * `_folded` holds the lower-case form that searches without regard to case compare with, folded in the process.
 *
 * - `events` is the log. It is only ever inserted into: a trigger refuses UPDATE, DELETE and TRUNCATE.
 * - `prompts` is narrow and holds what prompts are found and sorted by; its indexes are on columns that few events change, so that
 *   most updates touch no index. `prompt_bodies` holds the documents themselves.
 * - `versions` and `deployments` hold the document beside the columns. A deployment's columns are those of its pinned version.
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
  CONSTRAINT events_position PRIMARY KEY (tenant, position),
  CONSTRAINT events_version UNIQUE (tenant, stream, version),
  CONSTRAINT events_id UNIQUE (tenant, id)
);

CREATE FUNCTION ${schema}.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a stored event is never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER events_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON ${schema}.events
  FOR EACH STATEMENT EXECUTE FUNCTION ${schema}.refuse_change();

CREATE TABLE ${schema}.commands (
  position bigint NOT NULL,
  recorded_at bigint NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  fingerprint text COLLATE "C" NOT NULL,
  result text COLLATE "C" NOT NULL,
  -- The names of its streams as a JSON array, and their versions afterwards, between commas
  streams text COLLATE "C" NOT NULL,
  versions text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, id)
);

CREATE INDEX commands_recorded_at ON ${schema}.commands USING brin (recorded_at) WITH (autosummarize = on);

CREATE TABLE ${schema}.prompts (
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  -- The later of the prompt's and its current version's last change
  latest_update bigint NOT NULL,
  current_updated_at bigint,
  -- The highest number of its versions, 0 where it has none
  current_number bigint NOT NULL,
  commit_count bigint NOT NULL,
  starred boolean NOT NULL,
  deleted boolean NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  prompt_id text COLLATE "C" NOT NULL,
  id_folded text COLLATE "C" NOT NULL,
  slug text COLLATE "C" NOT NULL,
  slug_folded text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  name_folded text COLLATE "C" NOT NULL,
  description text COLLATE "C",
  description_folded text COLLATE "C",
  created_by text COLLATE "C" NOT NULL,
  created_by_folded text COLLATE "C" NOT NULL,
  -- Each tag's id, and its name: \`key\` or \`key:value\`
  tags text[] COLLATE "C" NOT NULL,
  tags_folded text[] COLLATE "C" NOT NULL,
  -- Each as \`PERMISSION type id\`
  grants text[] COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, prompt_id)
) WITH (fillfactor = 50);

-- Without a pending list, which each search would read whole and the planner takes for dear
CREATE INDEX prompts_tags ON ${schema}.prompts USING gin (tags) WITH (fastupdate = on, gin_pending_list_limit = 256);

CREATE INDEX prompts_slug ON ${schema}.prompts (tenant, slug) WHERE NOT deleted;

CREATE TABLE ${schema}.prompt_bodies (
  version bigint NOT NULL,
  written_at bigint NOT NULL,
  fold integer NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  prompt_id text COLLATE "C" NOT NULL,
  body text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, prompt_id)
) WITH (fillfactor = 50);

CREATE TABLE ${schema}.versions (
  number bigint NOT NULL,
  ${documentColumns}
  PRIMARY KEY (tenant, prompt_id, number)
) WITH (fillfactor = 90);

CREATE TABLE ${schema}.deployments (
  number bigint NOT NULL,
  environment text COLLATE "C" NOT NULL,
  ${documentColumns}
  PRIMARY KEY (tenant, prompt_id, environment)
) WITH (fillfactor = 90);

CREATE TABLE ${schema}.slugs (
  version bigint NOT NULL,
  last_event_at bigint NOT NULL,
  fold integer NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  slug text COLLATE "C" NOT NULL,
  prompt_id text COLLATE "C",
  PRIMARY KEY (tenant, slug)
);

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

// What versions and deployments have in common: the document, and the fields of a version that prompts are found by.
const documentColumns = `version bigint NOT NULL,
  written_at bigint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  temperature double precision,
  max_tokens double precision,
  top_p double precision,
  frequency_penalty double precision,
  presence_penalty double precision,
  seed double precision,
  fold integer NOT NULL,
  committed boolean NOT NULL,
  stream boolean,
  is_enforcing_response_format boolean,
  tenant text COLLATE "C" NOT NULL,
  prompt_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  id_folded text COLLATE "C" NOT NULL,
  description text COLLATE "C",
  description_folded text COLLATE "C",
  created_by text COLLATE "C" NOT NULL,
  created_by_folded text COLLATE "C" NOT NULL,
  updated_by text COLLATE "C" NOT NULL,
  updated_by_folded text COLLATE "C" NOT NULL,
  model text COLLATE "C",
  model_folded text COLLATE "C",
  reasoning_effort text COLLATE "C",
  reasoning_effort_folded text COLLATE "C",
  verbosity text COLLATE "C",
  verbosity_folded text COLLATE "C",
  tool_choice text COLLATE "C",
  tool_choice_folded text COLLATE "C",
  template_syntax text COLLATE "C",
  template_syntax_folded text COLLATE "C",
  body text COLLATE "C" NOT NULL,`;
