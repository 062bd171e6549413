/**
 * Bundles a TypeScript program with all it imports of ours; packages are left to be found in node_modules,
 * so a program that imports any must be put inside the project.
 * @param entry path of the TypeScript file.
 * @param file path of the module to write, ending in `.mjs`.
 */
export function bundleProgram(entry: string, file: string): Promise<void>;
