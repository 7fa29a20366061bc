import { RefusedContent } from "./refused-content.tsx";

export default function Forbidden() {
  return <RefusedContent status="403" />;
}
