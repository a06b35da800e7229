import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { preProcessFile } from 'typescript';
import { describe, expect, it } from 'vitest';
import { betweenFolders, type Dependencies, findCircles, folderOf } from './testing/circles';

// The product's files, style sheets included. Tests may import whatever they test.
const paths = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .map(path => `./${path.replaceAll('\\', '/')}`)
  .filter(path => /\.(tsx?|css)$/.test(path) && !/\.test\.tsx?$|\.d\.ts$|^\.\/testing\//.test(path));
const sources = new Set(paths);
const files: Dependencies = new Map(paths.map(path => [path, new Set(importsOf(path))]));

function importsOf(path: string): string[] {
  if (path.endsWith('.css')) return [];
  const text = readFileSync(join(import.meta.dirname, path), 'utf8');
  const specifiers = preProcessFile(text).importedFiles.map(({ fileName }) => fileName);
  // A worker is named by its address.
  const workers = [...text.matchAll(/new URL\('(\.[^']+)', import\.meta\.url\)/g)].map(([, address = '']) => address);
  return [...specifiers, ...workers].filter(specifier => specifier.startsWith('.')).map(specifier => resolve(path, specifier));
}

function resolve(from: string, specifier: string): string {
  const base = new URL(specifier, `file:///${from}`).pathname.replace(/^\//, './');
  const found = ['', '.ts', '.tsx'].map(extension => base + extension).find(path => sources.has(path));
  if (!found) throw new Error(`${from} imports ${specifier}, which is not one of the app's files.`);
  return found;
}

const edges = (...pairs: [string, string][]): Dependencies => {
  const nodes = new Set(pairs.flat());
  return new Map([...nodes].map(node => [node, new Set(pairs.filter(([from]) => from === node).map(([, to]) => to))]));
};

describe('imports', () => {
  it('form no circle of files', () => {
    expect(files.size).toBeGreaterThan(150);
    expect(findCircles(files)).toEqual([]);
  });

  it('form no circle of folders', () => {
    const folders = betweenFolders(files);
    expect(folders.get('./app')).toContain('./features/record');
    expect(findCircles(folders)).toEqual([]);
  });

  it('never lead from a feature to the page that shows it', () => {
    const intoApp = [...files].filter(([file, imports]) => !file.startsWith('./app/') && [...imports].some(other => folderOf(other) === './app'));
    expect(intoApp.map(([file]) => file)).toEqual(['./main.tsx']);
  });
});

describe('the search for circles', () => {
  it('finds circles of two and of more, and nothing else', () => {
    expect(findCircles(edges(['a', 'b'], ['b', 'c'], ['a', 'c']))).toEqual([]);
    expect(findCircles(edges(['a', 'b'], ['b', 'a']))).toEqual([['a', 'b']]);
    expect(findCircles(edges(['s', 'a'], ['a', 'b'], ['b', 'c'], ['c', 'a'], ['c', 'd'], ['d', 'e'], ['e', 'd']))).toEqual([['d', 'e'], ['a', 'b', 'c']]);
  });

  it('finds folders that need each other though their files do not', () => {
    const one = edges(['./x/a', './y/a'], ['./y/b', './x/b'], ['./x/a', './x/b']);
    expect(findCircles(one)).toEqual([]);
    expect(findCircles(betweenFolders(one))).toEqual([['./x', './y']]);
  });
});
