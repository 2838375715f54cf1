import { EVENTS_IN_A_ROW, PACKED_EVENTS } from "../../read/packed-events.ts";
import { SERVER_TIME } from "./server-time.ts";

/**
 * The function that loads whatever was asked for together. It is STABLE, so that all its statements see the snapshot of the one
 * statement that calls it: everything is of one moment.
 *
 * Arguments: `tenants`; `now_ms` the time, null for that of the server; `keep_ms` for how long command ids are remembered; and lists of requests, each null if there is none; `owner` is the index (from 1) of its tenant, `item`
 * comes back with what was found.
 * - `streams`: `[{item, owner, stream, after, until}]`.
 * - `documents`: `[{item, owner, kind, prompt_id, by_slug, number, environment, slug}]`; `number` 0 is the current version, -1 the latest committed one.
 * - `commands`: `[{item, owner, id}]`; those recorded longer ago than `keep_ms` are forgotten.
 *
 * Rows, by `what`:
 * - `head`: `item` = owner, `n1` = position, `t1` = event id.
 * - `stream`: `n1` = version.
 * - `events`: up to {@link EVENTS_IN_A_ROW} events of a stream, packed: `n1` = the first one's version, `t1` = their numbers, `t2` = their texts;
 *   rows and events in the order of their versions.
 * - `prompt`, `version`, `deployment`: `n1` = version, `n2` = fold, `n3` = written at, `t1` = body, `t2` = prompt id.
 * - `slug`: `n1` = version, `n2` = fold, `n3` = time of its last event, `t1` = the holder.
 * - `command`: `n1` = position, `n2` = recorded at, `t1` = fingerprint, `t2` = result, `t3` = streams and `t4` = versions, both as stored.
 */
export function loadFunction(schema: string): string {
  return `
CREATE FUNCTION ${schema}.load_v2(tenants text[], now_ms bigint, keep_ms bigint, streams json, documents json, commands json)
RETURNS TABLE (
  what text, item integer, n1 double precision, n2 double precision, n3 double precision, t1 text, t2 text, t3 text, t4 text
) LANGUAGE plpgsql STABLE SET enable_seqscan = off SET jit = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  keep_since bigint := coalesce(now_ms, ${SERVER_TIME}) - keep_ms;
BEGIN
  RETURN QUERY
  SELECT 'head', t.owner::integer, h.position::double precision, null::double precision, null::double precision,
    h.id, null::text, null::text, null::text
  FROM unnest(tenants) WITH ORDINALITY AS t (tenant, owner)
  CROSS JOIN LATERAL (
    SELECT e.position, e.id FROM ${schema}.events e WHERE e.tenant = t.tenant ORDER BY e.position DESC LIMIT 1
  ) h;

  IF commands IS NOT NULL THEN
    RETURN QUERY
    SELECT 'command', d.item, c.position::double precision, c.recorded_at::double precision, null::double precision,
      c.fingerprint, c.result, c.streams, c.versions
    FROM json_to_recordset(commands) AS d (item integer, owner integer, id text)
    JOIN LATERAL (
      SELECT c.* FROM ${schema}.commands c
      WHERE c.tenant = tenants[d.owner] AND c.id = d.id AND c.recorded_at >= keep_since LIMIT 1
    ) c ON true;
  END IF;

  IF documents IS NOT NULL THEN
    RETURN QUERY
    WITH d AS MATERIALIZED (
      SELECT d.item, d.kind, tenants[d.owner] AS tenant, d.number, d.environment, d.slug,
        CASE WHEN d.by_slug IS NULL THEN d.prompt_id ELSE (
          SELECT p.prompt_id FROM ${schema}.prompts p
          WHERE p.tenant = tenants[d.owner] AND p.slug = d.by_slug AND NOT p.deleted LIMIT 1
        ) END AS prompt_id
      FROM json_to_recordset(documents) AS d (
        item integer, owner integer, kind text, prompt_id text, by_slug text, number bigint, environment text, slug text
      )
    )
    SELECT 'prompt', d.item, x.version::double precision, x.fold::double precision, x.written_at::double precision,
      x.body, d.prompt_id, null::text, null::text
    FROM d CROSS JOIN LATERAL (
      SELECT x.* FROM ${schema}.prompt_bodies x WHERE x.tenant = d.tenant AND x.prompt_id = d.prompt_id LIMIT 1
    ) x WHERE d.kind = 'prompt'
    UNION ALL
    SELECT 'version', d.item, x.version, x.fold, x.written_at, x.body, d.prompt_id, null, null
    FROM d CROSS JOIN LATERAL (
      SELECT x.* FROM ${schema}.versions x WHERE x.tenant = d.tenant AND x.prompt_id = d.prompt_id AND x.number =
        CASE d.number
          WHEN 0 THEN (
            SELECT p.current_number FROM ${schema}.prompts p WHERE p.tenant = d.tenant AND p.prompt_id = d.prompt_id
          )
          WHEN -1 THEN (
            SELECT v.number FROM ${schema}.versions v
            WHERE v.tenant = d.tenant AND v.prompt_id = d.prompt_id AND v.committed ORDER BY v.number DESC LIMIT 1
          )
          ELSE d.number
        END LIMIT 1
    ) x WHERE d.kind = 'version'
    UNION ALL
    SELECT 'deployment', d.item, x.version, x.fold, x.written_at, x.body, d.prompt_id, null, null
    FROM d CROSS JOIN LATERAL (
      SELECT x.* FROM ${schema}.deployments x
      WHERE x.tenant = d.tenant AND x.prompt_id = d.prompt_id AND x.environment = d.environment LIMIT 1
    ) x WHERE d.kind = 'deployment'
    UNION ALL
    SELECT 'slug', d.item, x.version, x.fold, x.last_event_at, x.prompt_id, null, null, null
    FROM d CROSS JOIN LATERAL (
      SELECT x.* FROM ${schema}.slugs x WHERE x.tenant = d.tenant AND x.slug = d.slug LIMIT 1
    ) x WHERE d.kind = 'slug';
  END IF;

  IF streams IS NOT NULL THEN
    RETURN QUERY
    SELECT 'stream', d.item, x.version::double precision, null::double precision, null::double precision,
      null::text, null::text, null::text, null::text
    FROM json_to_recordset(streams) AS d (item integer, owner integer, stream text)
    CROSS JOIN LATERAL (
      SELECT e.version FROM ${schema}.events e WHERE e.tenant = tenants[d.owner] AND e.stream = d.stream
      ORDER BY e.version DESC LIMIT 1
    ) x;
    RETURN QUERY
    SELECT 'events', d.item, g.first::double precision, null::double precision, null::double precision,
      c.numbers, c.texts, null::text, null::text
    FROM json_to_recordset(streams) AS d (item integer, owner integer, stream text, after bigint, until bigint)
    CROSS JOIN LATERAL (
      SELECT e.version FROM ${schema}.events e WHERE e.tenant = tenants[d.owner] AND e.stream = d.stream
      ORDER BY e.version DESC LIMIT 1
    ) x
    CROSS JOIN LATERAL generate_series(d.after + 1, least(d.until, x.version), ${EVENTS_IN_A_ROW}) AS g (first)
    CROSS JOIN LATERAL (
      SELECT ${PACKED_EVENTS[0]} AS numbers, ${PACKED_EVENTS[1]} AS texts
      FROM (
        SELECT e.* FROM ${schema}.events e
        WHERE e.tenant = tenants[d.owner] AND e.stream = d.stream
          AND e.version BETWEEN g.first AND least(g.first + ${EVENTS_IN_A_ROW - 1}, d.until)
        ORDER BY e.version
      ) e
    ) c;
  END IF;
END $$`;
}
