/**
 * What a test in the extension host may ask of the page VS Code is drawn in: its own API ends where
 * the screen begins. The harness (test/workbench/bridge.mjs) answers with Playwright.
 */

/** An element: a CSS selector in the workbench itself, or in the visible webview. */
export interface Target {
  readonly selector: string;
  /** Only an element with this text somewhere inside. */
  readonly hasText?: string;
  /** The text must be all of the element's text, not a part of it. */
  readonly exact?: boolean;
  readonly in?: 'workbench' | 'webview';
}

/** Each waits for its element to be visible, and fails after a minute without. */
export type PageRequest =
  | { readonly kind: 'click'; readonly target: Target }
  | { readonly kind: 'hover'; readonly target: Target }
  | { readonly kind: 'text'; readonly target: Target }
  | { readonly kind: 'attribute'; readonly target: Target; readonly name: string }
  | { readonly kind: 'count'; readonly target: Target }
  /** The text of every such element there is now, as JSON. */
  | { readonly kind: 'texts'; readonly target: Target }
  /** The `Box` of every such element there is now, as JSON. */
  | { readonly kind: 'boxes'; readonly target: Target }
  /** Replaces the text of an input field. */
  | { readonly kind: 'fill'; readonly target: Target; readonly text: string }
  | { readonly kind: 'press'; readonly key: string }
  /** Sends the visible webview a message, or the extension one in its name. */
  | { readonly kind: 'post'; readonly to: 'webview' | 'extension'; readonly message: unknown }
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: 'screenshot'; readonly name: string }
  /** Gives the window another size, in CSS pixels. */
  | { readonly kind: 'resize'; readonly width: number; readonly height: number }
  /** Another window of VS Code, on the sample tree for 6.12. All goes to it until it is closed. */
  | { readonly kind: 'openWindow' }
  | { readonly kind: 'closeWindow' }
  /** How many windows there are, editors with a window of their own included. */
  | { readonly kind: 'windows' }
  /** Loads the window anew, as "Developer: Reload Window" does. */
  | { readonly kind: 'reload' };

/** Where an element is drawn, in CSS pixels, and whether its content is wider than itself. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly overflows: boolean;
}

/** What the test run tells the harness while it goes on. */
export type RunReport =
  /** The tests are about to run. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'totals'; readonly passed: number; readonly failed: number };

export type BridgeMessage = PageRequest | RunReport;

export type BridgeAnswer = { readonly value: string | number | null } | { readonly error: string };

/** The environment variable with the harness's address, and the one with a part of test titles. */
export const BRIDGE_VARIABLE = 'GUP_REVIEW_TEST_BRIDGE';
export const GREP_VARIABLE = 'GUP_REVIEW_TEST_GREP';
/** The settings that stand for the environment in a browser. */
export const WEB_SECTION = 'gupReviewTest';
/** Set where the harness can open further windows, which a desktop cannot. */
export const WINDOWS_VARIABLE = 'GUP_REVIEW_TEST_WINDOWS';
