/** What does htmx 4 put on the window and into its events, as far as these scripts use it? */

interface HtmxContext {
  sourceElement: Element;
  sourceEvent?: Event;
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  target: Element | string | null;
  swap: string;
  select?: string;
  request: { method: string; action: string };
  response?: { status: number };
}

interface Window {
  htmx: {
    ajax(verb: string, path: string, options: { target: string; swap: string }): Promise<void>;
    swap(ctx: HtmxContext & { text: string }): Promise<void>;
    process(element: Element): void;
  };
}

interface DocumentEventMap {
  "htmx:before:request": CustomEvent<{ ctx: HtmxContext }>;
  "htmx:after:request": CustomEvent<{ ctx: HtmxContext }>;
  "htmx:finally:request": CustomEvent<{ ctx: HtmxContext }>;
  "htmx:response:error": CustomEvent<{ ctx: HtmxContext }>;
  "htmx:before:swap": CustomEvent<{ ctx: HtmxContext }>;
  "htmx:after:swap": CustomEvent<{ ctx: HtmxContext }>;
  "htmx:error": CustomEvent<{ ctx?: HtmxContext }>;
}
