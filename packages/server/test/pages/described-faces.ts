import type { Face } from '../../src/faces/face.ts';
import { allFaces } from '../faces/all-faces.ts';
import { toyFace } from './toy-face.ts';

/** Every face whose pages are tested: the toy, and all real ones. */
export function describedFaces(): readonly Face[] {
  return [toyFace, ...allFaces()];
}
