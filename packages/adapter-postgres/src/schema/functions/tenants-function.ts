import { TENANT_SETTING } from "../../query/tenant-query.ts";

/**
 * The function that lists tenants that have events, each with the last of them. It looks up one tenant after the other, each with its setting, so
 * that row-level security lets it see them. The settings end with the statement's transaction.
 *
 * Arguments: `after` a name, `size` the highest number of tenants.
 */
export function tenantsFunction(schema: string): string {
  return `
CREATE FUNCTION ${schema}.tenants_v1(after text, size bigint) RETURNS TABLE (tenant text, "position" bigint, id text)
LANGUAGE plpgsql VOLATILE SET enable_seqscan = off SET jit = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  owner text;
BEGIN
  FOR owner IN SELECT t.name FROM ${schema}.tenants t WHERE t.name > after COLLATE "C" ORDER BY t.name LIMIT size LOOP
    PERFORM set_config('${TENANT_SETTING}', owner, true);
    RETURN QUERY
      SELECT e.tenant, e.position, e.id FROM ${schema}.events e WHERE e.tenant = owner ORDER BY e.position DESC LIMIT 1;
  END LOOP;
END $$`;
}
