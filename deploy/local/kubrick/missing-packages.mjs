// Prints the packages that the source of a front end imports and that are not installed, one a line.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder] = process.argv.slice(2);
const imports = /(?:\bfrom|\bimport)\s*\(?\s*['"]((?:@[\w.-]+\/)?\w[\w.-]*)[^'"]*['"]/g;

const names = new Set(
  readdirSync(join(folder, 'src'), { recursive: true })
    .filter((file) => /\.[jt]sx?$/.test(file))
    .flatMap((file) => [...readFileSync(join(folder, 'src', file), 'utf8').matchAll(imports)].map((match) => match[1])),
);
for (const name of names) {
  if (!existsSync(join(folder, 'node_modules', name))) console.log(name);
}
