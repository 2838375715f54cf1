/**
 * Stores records of a scope, each at its expected revision, and answers the kind, key and revision of those that were stored. All calls lock rows in one
 * order, first those to update and then those to insert, so that two of them never wait for each other.
 *
 * Values: the scope; the kinds, keys, values and expected revisions, 0 for none.
 */
export function putStatement(schema: string, durable: string): string {
  return `WITH puts AS MATERIALIZED (
    SELECT * FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[]) AS p (kind, key, value, expected) WHERE ${durable} ORDER BY kind, key
  ), locked AS MATERIALIZED (
    SELECT p.* FROM puts p CROSS JOIN LATERAL (
      -- A join would read all records of the scope, where the statistics say that there are few.
      SELECT FROM ${schema}.records r WHERE r.scope = $1 AND r.kind = p.kind AND r.key = p.key AND r.revision = p.expected FOR UPDATE
    ) AS found
  ), updated AS (
    -- Each of these rows exists. An UPDATE would be a join again; a conflict finds its row by the key.
    INSERT INTO ${schema}.records AS r (scope, kind, key, value, revision) SELECT $1, kind, key, value, expected FROM locked
    ON CONFLICT (scope, kind, key) DO UPDATE SET value = EXCLUDED.value, revision = r.revision + 1
    RETURNING r.kind, r.key, r.revision
  ), inserted AS (
    INSERT INTO ${schema}.records (scope, kind, key, value, revision)
    -- Counting the updated rows makes the inserts come after them.
    SELECT $1, kind, key, value, 1 FROM puts WHERE expected = 0 AND (SELECT count(*) FROM updated) >= 0
    ON CONFLICT (scope, kind, key) DO NOTHING RETURNING kind, key, revision
  )
  SELECT * FROM updated UNION ALL SELECT * FROM inserted`;
}

/** The kind, key and revision of records of a scope. Values: the scope, the kinds and the keys. */
export function revisionsStatement(schema: string): string {
  return `SELECT kind, key, r.revision FROM unnest($2::text[], $3::text[]) AS p (kind, key) JOIN ${schema}.records r USING (kind, key) WHERE r.scope = $1`;
}
