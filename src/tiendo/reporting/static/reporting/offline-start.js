// For any page of somebody who reports: has the browser keep the page for weak lines and the task list in time.
"use strict";

(async () => {
  if (!self.isSecureContext || !("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/sw.js", { scope: "/" });
  (await navigator.serviceWorker.ready).active.postMessage("here");
})();
