import type { StorageWithFaults } from "@promptledger/testing";

/** Runs statements as a superuser. */
type Run = (text: string) => Promise<unknown>;

/** Deletes every row of a schema, but for the migrations, also where triggers and policies would refuse that. */
export async function eraseSchema(run: Run, schema: string): Promise<void> {
  await run(`DO $$ DECLARE name text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = '${schema}' AND tablename NOT LIKE '%migration%'
    LOOP EXECUTE format('DELETE FROM %I.%I', '${schema}', name); END LOOP;
  END $$`);
}

/** The faults of a schema whose stores' connections have the schema's name as their application's. */
export function faultsOf(run: Run, schema: string): Pick<StorageWithFaults, "erase" | "disconnect"> {
  return {
    erase: () => eraseSchema(run, schema),
    async disconnect() {
      await run(
        `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = '${schema}'`,
      );
    },
  };
}
