import { RefusedContent } from "./refused-content.tsx";

export default function NotFound() {
  return <RefusedContent status="404" />;
}
