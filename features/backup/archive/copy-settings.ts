import type postgres from "postgres";

/**
 * Fixes how PostgreSQL writes values, so that the same rows give the same bytes on every server, and removes the limits
 * of time. In a transaction.
 */
export async function fixCopyFormat(sql: postgres.Sql): Promise<void> {
  await sql`
    select set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, YMD', true),
      set_config('IntervalStyle', 'postgres', true), set_config('bytea_output', 'hex', true),
      set_config('extra_float_digits', '1', true), set_config('synchronize_seqscans', 'off', true),
      set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true),
      set_config('lock_timeout', '30s', true)`;
}
