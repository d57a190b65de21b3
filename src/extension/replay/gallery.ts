/** The scenarios that ship with the extension, media/gallery/*.json. */
import * as vscode from 'vscode';
import { GALLERY } from '../../replay/galleryNames';
import { readScenario } from '../../replay/readScenario';
import type { ScenarioText } from '../../replay/scenarioText';

export async function readGallery(extension: vscode.Uri): Promise<readonly ScenarioText[]> {
  const folder = vscode.Uri.joinPath(extension, 'media', 'gallery');
  const texts = await Promise.all(
    GALLERY.map((name) => vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, name))),
  );
  const decoder = new TextDecoder();
  return texts.flatMap((bytes) => {
    const scenario = readScenario(decoder.decode(bytes));
    return 'problem' in scenario ? [] : [scenario];
  });
}
