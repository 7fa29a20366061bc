import { isOneClickBody } from "#features/newsletter/subscribers/one-click.ts";

/**
 * An endpoint to which programs post without a page of this site. Each authenticates its callers itself, by a signature
 * or a token, and reads no cookie. To add one, name its check here and have it reviewed.
 */
interface MachineEndpoint {
  path: string;
  /** Whether it is every path below `path` instead: the last part is a key. */
  isPrefix?: true;
  /** The function that checks the request, as `file.ts:name`. */
  checkedBy: string;
  /** Only for an address that is a page too: whether a body is a program's. Any other body is a form of that page. */
  isProgramBody?(contentType: string, body: Buffer): boolean;
}

export const machineEndpoints: readonly MachineEndpoint[] = [
  {
    path: "/newsletter/unsubscribe",
    checkedBy: "features/newsletter/subscribers/queries.ts:findSubscriberByToken",
    isProgramBody: isOneClickBody,
  },
  {
    path: "/notifications/stop",
    checkedBy: "features/notifications/stop/queries.ts:findStopRequest",
    isProgramBody: isOneClickBody,
  },
  { path: "/api/bounces", checkedBy: "features/mail/bounces/webhook.ts:isSignedWebhook" },
  { path: "/api/websub", isPrefix: true, checkedBy: "features/syndication/websub/signature.ts:isSignedByHub" },
];

/** The endpoint at this path. */
export function findMachineEndpoint(
  path: string,
  endpoints: readonly MachineEndpoint[] = machineEndpoints,
): MachineEndpoint | undefined {
  return endpoints.find((endpoint) =>
    endpoint.isPrefix ? path.startsWith(`${endpoint.path}/`) : endpoint.path === path,
  );
}

/** Whether programs may post to this path. */
export function isMachineEndpoint(path: string, endpoints?: readonly MachineEndpoint[]): boolean {
  return findMachineEndpoint(path, endpoints) !== undefined;
}
