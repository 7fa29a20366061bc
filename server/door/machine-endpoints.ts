/**
 * Addresses to which programs post, without a page of this site: each proves by itself who asks, by a signature or a token of its own,
 * and reads no cookie. Whoever adds one names the check here and has it reviewed; there is none yet.
 */
export interface MachineEndpoint {
  path: string;
  /** The function that checks the request, as `file.ts:name`. */
  checkedBy: string;
}

export const machineEndpoints: readonly MachineEndpoint[] = [];

export function isMachineEndpoint(path: string, endpoints: readonly MachineEndpoint[] = machineEndpoints): boolean {
  return endpoints.some((endpoint) => endpoint.path === path);
}
