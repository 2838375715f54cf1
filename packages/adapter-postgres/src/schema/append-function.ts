/**
 * The function that appends whatever waits, as one call.
 *
 * Steps: (1) take the lock of each tenant, in sorted order, and only then read: each later statement of a VOLATILE function sees
 * what was committed before it, which under the lock is everything; (2) judge each append: its command id, then its expectations;
 * (3) write the winners' events at consecutive positions, their commands and their documents; (4) notify once, where told to; (5) answer a row for
 * each append.
 *
 * Arguments:
 * - `tenants`: the tenants of the call, each once.
 * - `now_ms`, `keep_ms`: the time, and for how long command ids are remembered.
 * - `patience_ms`: how long to wait for a tenant's lock. `announce`: whether to notify.
 * - For each append: `owners` the index (from 1) of its tenant, `ids`, `fingerprints` and `results` of its command, `stream_lists` the names
 *   of its streams as JSON. A null id leaves no command behind.
 * - For each stream of each append, which is a part: `part_appends` the index of its append, `part_streams`, `expectations` (a number of
 *   events, -1 for `exists`, -2 for `any`) and `counts` of its events. No stream and no command id of a tenant comes twice in one call.
 * - For each event: `event_parts` the index of its part, `event_numbers` counted from 1 in its part, and its columns.
 * - `bodies`: the texts of documents. `versions`, `deployments`, `slugs`: their rows, each with its `part` and the index of its `body`; null
 *   where there is none. `prompt_*`: the columns of prompts, which almost every append has, by column. -1 is the time of the append.
 * - `removed`: `[{part, kind, prompt_id, number, environment, slug}]`.
 *
 * Rows: `append`, `outcome` (0 appended, 1 repeated, 2 conflict, 3 the tenant's lock was not to be had), `head` and `at` (position and time of the command), `numbers`
 * (the streams' versions afterwards, or for a conflict the refused part, counted
 * from 0 in its append, and its actual version), and of a repeated command
 * `fingerprint`, `result` and `streams` as JSON.
 */
export function appendFunction(schema: string): string {
  return `
CREATE FUNCTION ${schema}.append_v1(
  tenants text[], now_ms bigint, keep_ms bigint, patience_ms integer, announce boolean,
  owners integer[], ids text[], fingerprints text[], results text[], stream_lists text[],
  part_appends integer[], part_streams text[], expectations bigint[], counts integer[],
  event_parts integer[], event_numbers integer[], event_ids text[], event_types text[], event_schemas bigint[],
  event_times bigint[], event_data text[], event_metadata text[],
  bodies text[], versions json, deployments json, slugs json, removed json,
  ${PROMPT_INPUT.map(([name, type]) => `prompt_${name} ${type}[]`).join(", ")}
) RETURNS TABLE (
  append integer, outcome integer, head double precision, at double precision, numbers text,
  fingerprint text, result text, streams text
) LANGUAGE plpgsql VOLATILE SET enable_seqscan = off SET jit = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  lock_key bigint;
  tenant_index bigint;
  -- The tenants whose locks others hold.
  locked bigint[] := '{}';
  -- Of a call with a single part
  head_before bigint;
  moment bigint;
  actual bigint;
  outcome_of_one integer;
  own_timeout text := current_setting('lock_timeout');
  -- By part: the tenant, the stream's version before (-1 where the append lost), the log's position before, the time.
  part_tenants text[];
  bases bigint[];
  befores bigint[];
  times bigint[];
  -- By append: the outcome, the head, the time, the versions or the refusal.
  outcomes integer[];
  heads bigint[];
  moments bigint[];
  answers text[];
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'an append needs a transaction at READ COMMITTED' USING ERRCODE = 'invalid_transaction_state';
  END IF;
  -- Most calls are of one tenant whose lock is free: that needs no statement.
  IF cardinality(tenants) > 1 OR NOT pg_try_advisory_xact_lock(hashtextextended(tenants[1], ${lockSeed(schema)})) THEN
    FOR tenant_index, lock_key IN
      SELECT t.owner, hashtextextended(t.tenant, ${lockSeed(schema)})
      FROM unnest(tenants) WITH ORDINALITY AS t (tenant, owner) ORDER BY 2
    LOOP
      IF NOT pg_try_advisory_xact_lock(lock_key) THEN
        BEGIN
          PERFORM set_config('lock_timeout', patience_ms || 'ms', true);
          PERFORM pg_advisory_xact_lock(lock_key);
          PERFORM set_config('lock_timeout', own_timeout, true);
        EXCEPTION WHEN lock_not_available THEN
          locked := locked || tenant_index;
        END;
      END IF;
    END LOOP;
  END IF;

  IF cardinality(part_appends) = 1 THEN
    -- A single part needs none of what brings many into order: a quarter of its time.
    SELECT h.head, h.moment, v.actual, CASE
        WHEN cardinality(locked) > 0 THEN 3
        WHEN (
          SELECT true FROM ${schema}.commands c
          WHERE c.tenant = tenants[1] AND c.id = ids[1] AND c.recorded_at >= h.moment - keep_ms LIMIT 1
        ) THEN 1
        WHEN CASE expectations[1] WHEN -2 THEN true WHEN -1 THEN v.actual > 0 ELSE v.actual = expectations[1] END THEN 0
        ELSE 2
      END
    INTO head_before, moment, actual, outcome_of_one
    FROM (
      SELECT coalesce(max(e.position), 0) AS head, greatest(coalesce(max(e.recorded_at), 0), now_ms) AS moment
      FROM (
        SELECT e.position, e.recorded_at FROM ${schema}.events e WHERE e.tenant = tenants[1] ORDER BY e.position DESC LIMIT 1
      ) e
    ) h, (
      SELECT coalesce((
        SELECT e.version FROM ${schema}.events e WHERE e.tenant = tenants[1] AND e.stream = part_streams[1]
        ORDER BY e.version DESC LIMIT 1
      ), 0) AS actual OFFSET 0
    ) v;
    part_tenants := tenants;
    befores := ARRAY[head_before];
    times := ARRAY[moment];
    outcomes := ARRAY[outcome_of_one];
    moments := times;
    IF outcome_of_one = 0 THEN
      bases := ARRAY[actual];
      heads := ARRAY[head_before + counts[1]];
      answers := ARRAY[(actual + counts[1])::text];
    ELSE
      bases := ARRAY[-1];
      heads := befores;
      answers := ARRAY['0,' || actual];
    END IF;
  ELSE
    WITH tenant_heads AS MATERIALIZED (
      SELECT t.owner, t.tenant, coalesce(h.position, 0) AS head, greatest(coalesce(h.recorded_at, 0), now_ms) AS moment
      FROM unnest(tenants) WITH ORDINALITY AS t (tenant, owner)
      LEFT JOIN LATERAL (
        SELECT e.position, e.recorded_at FROM ${schema}.events e WHERE e.tenant = t.tenant ORDER BY e.position DESC LIMIT 1
      ) h ON true
    ), found AS MATERIALIZED (
      SELECT p.part, p.append, p.count, h.tenant, h.owner, h.head, h.moment, v.actual,
        -- Each lookup has a LIMIT: without one the planner may choose to hash a whole table for a batch.
        coalesce((
          SELECT true FROM ${schema}.commands c
          WHERE c.tenant = h.tenant AND c.id = ids[p.append] AND c.recorded_at >= h.moment - keep_ms LIMIT 1
        ), false) AS repeated,
        CASE p.expected WHEN -2 THEN true WHEN -1 THEN v.actual > 0 ELSE v.actual = p.expected END AS met
      FROM unnest(part_appends, part_streams, expectations, counts) WITH ORDINALITY AS p (append, stream, expected, count, part)
      JOIN tenant_heads h ON h.owner = owners[p.append]
      -- OFFSET keeps the lookup from being copied to wherever its result is used.
      CROSS JOIN LATERAL (
        SELECT coalesce((
          SELECT e.version FROM ${schema}.events e WHERE e.tenant = h.tenant AND e.stream = p.stream
          ORDER BY e.version DESC LIMIT 1
        ), 0) AS actual OFFSET 0
      ) v
    ), judged AS (
      SELECT f.*, f.owner = ANY (locked) AS is_locked,
        NOT f.repeated AND f.owner <> ALL (locked) AND bool_and(f.met) OVER (PARTITION BY f.append) AS won
      FROM found f
    ), placed AS MATERIALIZED (
      SELECT j.*, j.head + sum(CASE WHEN j.won THEN j.count ELSE 0 END) OVER (PARTITION BY j.owner ORDER BY j.part) AS upto
      FROM judged j
    ), by_append AS (
      SELECT p.append, max(p.upto) AS head, max(p.moment) AS moment,
        CASE WHEN bool_or(p.is_locked) THEN 3 WHEN bool_or(p.repeated) THEN 1 WHEN bool_and(p.won) THEN 0 ELSE 2 END AS outcome,
        CASE WHEN bool_and(p.won) THEN string_agg((p.actual + p.count)::text, ',' ORDER BY p.part)
          ELSE (
            SELECT (r.part - min(p.part)) || ',' || r.actual FROM found r
            WHERE r.append = p.append AND NOT r.met ORDER BY r.part LIMIT 1
          )
        END AS answer
      FROM placed p GROUP BY p.append
    )
    SELECT a.tenants, a.bases, a.befores, a.times, b.outcomes, b.heads, b.moments, b.answers
    INTO part_tenants, bases, befores, times, outcomes, heads, moments, answers
    FROM (
      SELECT array_agg(p.tenant ORDER BY p.part) AS tenants,
        array_agg(CASE WHEN p.won THEN p.actual ELSE -1 END ORDER BY p.part) AS bases,
        array_agg((p.upto - p.count)::bigint ORDER BY p.part) AS befores,
        array_agg(p.moment ORDER BY p.part) AS times
      FROM placed p
    ) a, (
      SELECT array_agg(b.outcome ORDER BY b.append) AS outcomes, array_agg(b.head::bigint ORDER BY b.append) AS heads,
        array_agg(b.moment ORDER BY b.append) AS moments, array_agg(b.answer ORDER BY b.append) AS answers
      FROM by_append b
    ) b;
  END IF;

  INSERT INTO ${schema}.events (
    position, version, schema_version, recorded_at, occurred_at, tenant, stream, id, type, data, metadata
  )
  SELECT befores[e.part] + e.n, bases[e.part] + e.n, e.schema_version, times[e.part], e.occurred_at,
    part_tenants[e.part], part_streams[e.part], e.id, e.type, e.data, e.metadata
  FROM unnest(event_parts, event_numbers, event_ids, event_types, event_schemas, event_times, event_data, event_metadata)
    AS e (part, n, id, type, schema_version, occurred_at, data, metadata)
  WHERE bases[e.part] >= 0;

  IF cardinality(part_appends) > 1 THEN
    INSERT INTO ${schema}.commands (position, recorded_at, tenant, id, fingerprint, result, streams, versions)
    SELECT heads[c.append], moments[c.append], tenants[c.owner], c.id, c.fingerprint, c.result, c.streams, answers[c.append]
    FROM unnest(owners, ids, fingerprints, results, stream_lists) WITH ORDINALITY
      AS c (owner, id, fingerprint, result, streams, append)
    WHERE outcomes[c.append] = 0 AND c.id IS NOT NULL
    -- One that has expired and was not deleted yet
    ON CONFLICT (tenant, id) DO UPDATE SET (position, recorded_at, fingerprint, result, streams, versions) =
      (EXCLUDED.position, EXCLUDED.recorded_at, EXCLUDED.fingerprint, EXCLUDED.result, EXCLUDED.streams, EXCLUDED.versions);
  ELSIF outcome_of_one = 0 AND ids[1] IS NOT NULL THEN
    INSERT INTO ${schema}.commands (position, recorded_at, tenant, id, fingerprint, result, streams, versions)
    VALUES (heads[1], moments[1], tenants[1], ids[1], fingerprints[1], results[1], stream_lists[1], answers[1])
    ON CONFLICT (tenant, id) DO UPDATE SET (position, recorded_at, fingerprint, result, streams, versions) =
      (EXCLUDED.position, EXCLUDED.recorded_at, EXCLUDED.fingerprint, EXCLUDED.result, EXCLUDED.streams, EXCLUDED.versions);
  END IF;

  IF removed IS NOT NULL THEN
    DELETE FROM ${schema}.prompt_bodies x USING json_to_recordset(removed) AS d (part integer, kind text, prompt_id text)
    WHERE bases[d.part] >= 0 AND d.kind = 'prompt' AND x.tenant = part_tenants[d.part] AND x.prompt_id = d.prompt_id;
    DELETE FROM ${schema}.prompts x USING json_to_recordset(removed) AS d (part integer, kind text, prompt_id text)
    WHERE bases[d.part] >= 0 AND d.kind = 'prompt' AND x.tenant = part_tenants[d.part] AND x.prompt_id = d.prompt_id;
    DELETE FROM ${schema}.versions x
    USING json_to_recordset(removed) AS d (part integer, kind text, prompt_id text, number bigint)
    WHERE bases[d.part] >= 0 AND d.kind = 'version'
      AND x.tenant = part_tenants[d.part] AND x.prompt_id = d.prompt_id AND x.number = d.number;
    DELETE FROM ${schema}.deployments x
    USING json_to_recordset(removed) AS d (part integer, kind text, prompt_id text, environment text)
    WHERE bases[d.part] >= 0 AND d.kind = 'deployment'
      AND x.tenant = part_tenants[d.part] AND x.prompt_id = d.prompt_id AND x.environment = d.environment;
    DELETE FROM ${schema}.slugs x USING json_to_recordset(removed) AS d (part integer, kind text, slug text)
    WHERE bases[d.part] >= 0 AND d.kind = 'slug' AND x.tenant = part_tenants[d.part] AND x.slug = d.slug;
  END IF;

  IF cardinality(prompt_part) > 0 THEN
    INSERT INTO ${schema}.prompt_bodies (version, written_at, fold, tenant, prompt_id, body)
    SELECT d.version, times[d.part], d.fold, part_tenants[d.part], d.prompt_id, bodies[d.body]
    FROM unnest(prompt_part, prompt_prompt_id, prompt_version, prompt_fold, prompt_body) AS d (part, prompt_id, version, fold, body)
    WHERE bases[d.part] >= 0
    ON CONFLICT (tenant, prompt_id) DO UPDATE SET (version, written_at, fold, body) =
      (EXCLUDED.version, EXCLUDED.written_at, EXCLUDED.fold, EXCLUDED.body);
    INSERT INTO ${schema}.prompts (${PROMPT_COLUMNS})
    SELECT coalesce(nullif(d.created_at, -1), times[d.part]), coalesce(nullif(d.updated_at, -1), times[d.part]),
      coalesce(nullif(d.latest_update, -1), times[d.part]),
      CASE WHEN d.current_updated_at = -1 THEN times[d.part] ELSE d.current_updated_at END,
      d.current_number, d.commit_count, d.starred, d.deleted, part_tenants[d.part], d.prompt_id,
      coalesce(d.id_folded, d.prompt_id), d.slug, coalesce(d.slug_folded, d.slug), d.name, coalesce(d.name_folded, d.name),
      d.description, coalesce(d.description_folded, d.description), d.created_by, coalesce(d.created_by_folded, d.created_by),
      d.tags::text[], coalesce(d.tags_folded, d.tags)::text[], d.grants::text[]
    FROM unnest(${PROMPT_INPUT.map(([name]) => `prompt_${name}`).join(", ")}) AS d (${PROMPT_INPUT.map(([name]) => name).join(", ")})
    WHERE bases[d.part] >= 0
    ON CONFLICT (tenant, prompt_id) DO UPDATE SET (${PROMPT_COLUMNS}) = (${excluded(PROMPT_COLUMNS)});
  END IF;

  IF versions IS NOT NULL THEN
    INSERT INTO ${schema}.versions (number, ${VERSION_COLUMNS})
    SELECT d.number, ${versionValues}
    FROM json_to_recordset(versions) AS d (${versionRecord}) WHERE bases[d.part] >= 0
    ON CONFLICT (tenant, prompt_id, number) DO UPDATE SET (${VERSION_COLUMNS}) = (${excluded(VERSION_COLUMNS)});
  END IF;

  IF deployments IS NOT NULL THEN
    INSERT INTO ${schema}.deployments (environment, number, ${VERSION_COLUMNS})
    SELECT d.environment, d.number, ${versionValues}
    FROM json_to_recordset(deployments) AS d (environment text, ${versionRecord}) WHERE bases[d.part] >= 0
    ON CONFLICT (tenant, prompt_id, environment) DO UPDATE SET (number, ${VERSION_COLUMNS}) =
      (EXCLUDED.number, ${excluded(VERSION_COLUMNS)});
  END IF;

  IF slugs IS NOT NULL THEN
    INSERT INTO ${schema}.slugs (version, last_event_at, fold, tenant, slug, prompt_id)
    SELECT d.version, coalesce(nullif(d.last_event_at, -1), times[d.part]), d.fold, part_tenants[d.part], d.slug, d.prompt_id
    FROM json_to_recordset(slugs) AS d (
      part integer, version bigint, last_event_at bigint, fold integer, slug text, prompt_id text
    )
    WHERE bases[d.part] >= 0
    ON CONFLICT (tenant, slug) DO UPDATE SET (version, last_event_at, fold, prompt_id) =
      (EXCLUDED.version, EXCLUDED.last_event_at, EXCLUDED.fold, EXCLUDED.prompt_id);
  END IF;

  IF announce AND cardinality(event_parts) > 0 THEN
    PERFORM pg_notify('${channelOf(schema)}', CASE WHEN cardinality(tenants) <= 64 THEN array_to_string(tenants, ' ') ELSE '' END);
  END IF;

  IF outcome_of_one <> 1 THEN
    append := 1;
    outcome := outcome_of_one;
    head := heads[1];
    at := moments[1];
    numbers := answers[1];
    RETURN NEXT;
    RETURN;
  END IF;
  RETURN QUERY
  SELECT a.append, outcomes[a.append], coalesce(c.position, heads[a.append])::double precision,
    coalesce(c.recorded_at, moments[a.append])::double precision,
    CASE WHEN outcomes[a.append] = 1 THEN c.versions ELSE answers[a.append] END,
    c.fingerprint, c.result, c.streams
  FROM generate_subscripts(ids, 1) AS a (append)
  LEFT JOIN LATERAL (
    SELECT c.* FROM ${schema}.commands c
    WHERE outcomes[a.append] = 1 AND c.tenant = tenants[owners[a.append]] AND c.id = ids[a.append] LIMIT 1
  ) c ON true;
END $$`;
}

/** The seed of the locks of a schema's tenants, so that two ledgers in one database do not wait for each other. */
export function lockSeed(schema: string): string {
  let seed = 0;
  for (const character of schema) seed = (seed * 31 + character.charCodeAt(0)) % 2 ** 31;
  return String(seed);
}

/** The channel of a schema's notifications; its payloads are the tenants that have new events, or empty for any. */
export function channelOf(schema: string): string {
  return `${schema.replaceAll('"', "")}_events`;
}

/** What comes of a prompt's document: each as an array, with one entry for each document. Lists come as the text of an array. */
export const PROMPT_INPUT = [
  ["part", "int4"],
  ["body", "int4"],
  ["fold", "int4"],
  ["version", "int8"],
  ["created_at", "int8"],
  ["updated_at", "int8"],
  ["latest_update", "int8"],
  ["current_updated_at", "int8"],
  ["current_number", "int8"],
  ["commit_count", "int8"],
  ["starred", "bool"],
  ["deleted", "bool"],
  ["prompt_id", "text"],
  ["slug", "text"],
  ["name", "text"],
  ["description", "text"],
  ["created_by", "text"],
  ["tags", "text"],
  ["grants", "text"],
  ["id_folded", "text"],
  ["slug_folded", "text"],
  ["name_folded", "text"],
  ["description_folded", "text"],
  ["created_by_folded", "text"],
  ["tags_folded", "text"],
] as const;

/** A column of {@link PROMPT_INPUT}. */
export type PromptInput = (typeof PROMPT_INPUT)[number][0];

const PROMPT_COLUMNS =
  "created_at, updated_at, latest_update, current_updated_at, current_number, commit_count, starred, deleted, tenant, prompt_id, id_folded, slug, slug_folded, name, name_folded, description, description_folded, created_by, created_by_folded, tags, tags_folded, grants";

const VERSION_COLUMNS =
  "version, written_at, created_at, updated_at, temperature, max_tokens, top_p, frequency_penalty, presence_penalty, seed, fold, committed, stream, is_enforcing_response_format, tenant, prompt_id, id, id_folded, description, description_folded, created_by, created_by_folded, updated_by, updated_by_folded, model, model_folded, reasoning_effort, reasoning_effort_folded, verbosity, verbosity_folded, tool_choice, tool_choice_folded, template_syntax, template_syntax_folded, body";

const versionRecord =
  "part integer, number bigint, version bigint, created_at bigint, updated_at bigint, temperature double precision, max_tokens double precision, top_p double precision, frequency_penalty double precision, presence_penalty double precision, seed double precision, fold integer, committed boolean, stream boolean, is_enforcing_response_format boolean, prompt_id text, id text, id_folded text, description text, description_folded text, created_by text, created_by_folded text, updated_by text, updated_by_folded text, model text, model_folded text, reasoning_effort text, reasoning_effort_folded text, verbosity text, verbosity_folded text, tool_choice text, tool_choice_folded text, template_syntax text, template_syntax_folded text, body integer";

const versionValues =
  "d.version, times[d.part], coalesce(nullif(d.created_at, -1), times[d.part]), coalesce(nullif(d.updated_at, -1), times[d.part]), d.temperature, d.max_tokens, d.top_p, d.frequency_penalty, d.presence_penalty, d.seed, d.fold, d.committed, d.stream, d.is_enforcing_response_format, part_tenants[d.part], d.prompt_id, d.id, coalesce(d.id_folded, d.id), d.description, coalesce(d.description_folded, d.description), d.created_by, coalesce(d.created_by_folded, d.created_by), d.updated_by, coalesce(d.updated_by_folded, d.updated_by), d.model, coalesce(d.model_folded, d.model), d.reasoning_effort, coalesce(d.reasoning_effort_folded, d.reasoning_effort), d.verbosity, coalesce(d.verbosity_folded, d.verbosity), d.tool_choice, coalesce(d.tool_choice_folded, d.tool_choice), d.template_syntax, coalesce(d.template_syntax_folded, d.template_syntax), bodies[d.body]";

function excluded(columns: string): string {
  return columns
    .split(", ")
    .map((column) => `EXCLUDED.${column}`)
    .join(", ");
}
