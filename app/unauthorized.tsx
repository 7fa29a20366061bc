import { RefusedContent } from "./refused-content.tsx";

export default function Unauthorized() {
  return <RefusedContent status="401" />;
}
