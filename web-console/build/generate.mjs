// Writes src/api/generated/*.d.ts from the two OpenAPI documents; they are never written or edited by hand.
import { mkdir, writeFile } from "node:fs/promises";
import openapi, { astToString } from "openapi-typescript";

const documents = new URL("../../libraries/protocol/src/main/resources/openapi/", import.meta.url);
const target = new URL("../src/api/generated/", import.meta.url);

await mkdir(target, { recursive: true });
for (const [document, types] of [
  ["v1.yaml", "data.d.ts"],
  ["admin-v1.yaml", "admin.d.ts"],
]) {
  const tree = await openapi(new URL(document, documents), {
    alphabetize: true,
    defaultNonNullable: false,
    silent: true,
  });
  await writeFile(new URL(types, target), astToString(tree));
}
