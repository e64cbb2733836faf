/*
 * Flow's server sends steps for the page as text, of which its client makes functions. The page's
 * policy forbids to make code of text, so the steps that Clew's pages take stand here, by the text
 * that Flow sends for them. A step that is not here reaches the real Function, which the browser
 * refuses and reports to the console.
 */
{
  const spaced = (text) => String(text).replace(/\s+/g, ' ').trim();
  const chunk = /^return window\.Vaadin\.Flow\.loadOnDemand\('([0-9a-f]{64})'\);$/;
  const steps = {
    "document.title = $0; if(window?.Vaadin?.documentTitleSignal) { window.Vaadin.documentTitleSignal.value = $0; }":
      (title) => {
        document.title = title;
        if (window.Vaadin?.documentTitleSignal) window.Vaadin.documentTitleSignal.value = title;
      },
    "return (async function() { this.serverConnected($0)}).apply($1)": async (paused, outlet) => {
      outlet.serverConnected(paused);
    },
    "return (async function() { const el = this; window.addEventListener('resize', evt => { const event = new Event(\"window-resize\"); event.w = document.documentElement.clientWidth; event.h = document.documentElement.clientHeight; el.dispatchEvent(event); }); }).apply($0)":
      async (outlet) => {
        window.addEventListener('resize', () => {
          const event = new Event('window-resize');
          event.w = document.documentElement.clientWidth;
          event.h = document.documentElement.clientHeight;
          outlet.dispatchEvent(event);
        });
      },
  };
  window.Function = new Proxy(window.Function, {
    construct(real, parts) {
      const text = spaced(parts.at(-1));
      const wanted = chunk.exec(text);
      if (wanted) return () => window.Vaadin.Flow.loadOnDemand(wanted[1]);
      return Object.hasOwn(steps, text) ? steps[text] : Reflect.construct(real, parts);
    },
  });
}
