/** The panel's own keys. They work wherever no control of the panel needs the key itself. */
import type { PanelCommand } from '../replay/messages';

const KEYS: Readonly<Record<string, PanelCommand>> = {
  ArrowRight: 'stepInto',
  ArrowLeft: 'stepBack',
  ArrowDown: 'stepOver',
  ArrowUp: 'stepOut',
  Home: 'toStart',
  End: 'toEnd',
  ' ': 'play',
  n: 'nextChange',
  p: 'previousChange',
  c: 'compare',
  d: 'firstDifference',
};

/** Controls that use arrows, Home, End, space or letters themselves. */
const OWN_KEYS =
  'vscode-single-select, vscode-textfield, vscode-textarea, vscode-context-menu, input, textarea, button, vscode-button, vscode-toolbar-button';

const ACTIVATION = new Set([' ', 'Enter']);

export function commandOf(event: KeyboardEvent): PanelCommand | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return null;
  const target = event.composedPath()[0];
  const control = target instanceof Element ? closest(target, OWN_KEYS) : null;
  if (control !== null) {
    // A button keeps the keys that press it; a text field or list keeps all.
    const isButton = control.tagName.endsWith('BUTTON');
    if (!isButton || ACTIVATION.has(event.key)) return null;
  }
  return KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key] ?? null;
}

/** `closest` that also climbs out of shadow roots. */
function closest(start: Element, selector: string): Element | null {
  for (let element: Element | null = start; element !== null;) {
    const found = element.closest(selector);
    if (found !== null) return found;
    const root = element.getRootNode();
    element = root instanceof ShadowRoot ? root.host : null;
  }
  return null;
}
