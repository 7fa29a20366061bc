/**
 * An endpoint to which programs post without a page of this site. Each authenticates its callers itself, by a signature
 * or a token, and reads no cookie. To add one, name its check here and have it reviewed. There are none yet.
 */
interface MachineEndpoint {
  path: string;
  /** The function that checks the request, as `file.ts:name`. */
  checkedBy: string;
}

export const machineEndpoints: readonly MachineEndpoint[] = [];

/** Whether programs may post to this path. */
export function isMachineEndpoint(path: string, endpoints: readonly MachineEndpoint[] = machineEndpoints): boolean {
  return endpoints.some((endpoint) => endpoint.path === path);
}
