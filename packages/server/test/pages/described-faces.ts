import { existsSync } from 'node:fs';
import type { Face } from '../../src/faces/face.ts';
import { toyFace } from './toy-face.ts';

/** Every face whose pages are tested: the toy, and all real ones that `test/faces/all-faces.ts` makes. */
export async function describedFaces(): Promise<readonly Face[]> {
  const real = new URL('../faces/all-faces.ts', import.meta.url);
  if (!existsSync(real)) return [toyFace];
  const { allFaces } = (await import(real.href)) as { allFaces: () => readonly Face[] | Promise<readonly Face[]> };
  return [toyFace, ...(await allFaces())];
}
