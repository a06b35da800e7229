/** Which node depends on which others. */
export type Dependencies = ReadonlyMap<string, ReadonlySet<string>>;

/** Finds dependency circles: groups of nodes that all reach each other (Tarjan's strongly connected components of more than one node). */
export function findCircles(dependencies: Dependencies): string[][] {
  const indexes = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];

  function visit(node: string): number {
    const index = indexes.size;
    let low = index;
    indexes.set(node, index);
    stack.push(node);
    for (const next of dependencies.get(node) ?? []) {
      if (!indexes.has(next)) low = Math.min(low, visit(next));
      else if (stack.includes(next)) low = Math.min(low, lowest.get(next) ?? indexes.get(next) ?? low);
    }
    lowest.set(node, low);
    if (low === index) {
      const group = stack.splice(stack.lastIndexOf(node));
      if (group.length > 1) circles.push(group.sort());
    }
    return low;
  }

  for (const node of dependencies.keys()) if (!indexes.has(node)) visit(node);
  return circles;
}

/** The same dependencies between the folders of the files. */
export function betweenFolders(files: Dependencies): Dependencies {
  const folders = new Map<string, Set<string>>();
  for (const [file, imports] of files) {
    const own = folderOf(file);
    const others = folders.get(own) ?? new Set();
    for (const folder of [...imports].map(folderOf)) if (folder !== own) others.add(folder);
    folders.set(own, others);
  }
  return folders;
}

export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
