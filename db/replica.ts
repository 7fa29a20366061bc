import { AsyncLocalStorage } from "node:async_hooks";
import { connect, type Database, database, requestLimits } from "./client.ts";

const maxReplicaConnections = 10;

/**
 * Sets the standby from which this thread renders shared pages; undefined: from the primary. Renders in progress read
 * their further rows from the new server, so they must not be kept.
 */
export function setReplica(url: string | undefined): void {
  const former = globalThis.vigieReplica;
  globalThis.vigieReplica = url === undefined ? undefined : openReplica(url);
  void former?.connection.close();
}

function openReplica(url: string) {
  const connection = connect(url, {
    max: maxReplicaConnections,
    limits: requestLimits,
    prepareRepeated: true,
    isReplica: true,
  });
  return { connection, scope: new AsyncLocalStorage<true>() };
}

/** Whether shared pages are rendered from a standby. */
export const hasReplica = () => globalThis.vigieReplica !== undefined;

/** Runs work whose `database()` is the replica, if there is one. */
export function runOnReplica<T>(work: () => T): T {
  const replica = globalThis.vigieReplica;
  return replica ? replica.scope.run(true, work) : work();
}

/** Whether the caller's `database()` is a replica. */
export const isOnReplica = () => globalThis.vigieReplica?.scope.getStore() === true;

/** The database of shared pages, for what the page server looks up itself. */
export const readerDatabase = (): Database => runOnReplica(database);
