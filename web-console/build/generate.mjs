// Writes the types of the two OpenAPI documents; they are never written or edited by hand.
import { mkdir, writeFile } from "node:fs/promises";
import openapi, { astToString } from "openapi-typescript";

const documents = new URL("../../libraries/protocol/src/main/resources/openapi/", import.meta.url);
const root = new URL("../", import.meta.url);

for (const [document, types] of [
  ["v1.yaml", "packages/client/src/generated/v1.ts"],
  ["admin-v1.yaml", "src/api/generated/admin.d.ts"],
]) {
  const tree = await openapi(new URL(document, documents), {
    alphabetize: true,
    defaultNonNullable: false,
    silent: true,
  });
  const target = new URL(types, root);
  await mkdir(new URL(".", target), { recursive: true });
  await writeFile(target, astToString(tree));
}
