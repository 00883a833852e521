// The service worker: pages without a line become the page that works without one, and what waits is sent.
// Kept in its cache: that page, which holds nothing of a person, and its style, scripts, fonts and signs.
// The server joins this file to offline-store.js and offline-send.js, below a line with the addresses and a version.
"use strict";

const { version, shell, assets, login, logout } = self.tiendoAddresses;
const store = self.tiendoStore;
const KEPT = "tiendo-offline-";
const CACHE = KEPT + version;
const files = new Set(assets);

// All of the new version or nothing: while somebody is logged out or the line breaks, the one before stays.
const fill = async () => {
  const cache = await caches.open(CACHE);
  try {
    const page = await fetch(shell, { redirect: "error", cache: "no-cache" });
    if (!page.ok) throw new Error(`${shell}: ${page.status}`);
    await cache.addAll(assets);
    await cache.put(shell, page);
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
};

const clear = async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(KEPT) && name !== CACHE).map((name) => caches.delete(name)));
};

const kept = async (address, request) => (await (await caches.open(CACHE)).match(address)) || fetch(request);

// Somebody who logged out without a line is logged out before any page is asked for.
const orShell = async (request) => {
  const left = await store.hasLeft().catch(() => false); // a browser that keeps nothing has nobody to log out
  if (left) await self.tiendoSend.own().catch(onlyNotNow);
  try {
    return await fetch(request);
  } catch (error) {
    const page = await (await caches.open(CACHE)).match(shell);
    if (page) return page;
    throw error;
  }
};

// After a log-in somebody else may sit here: nothing is shown until the server has said who.
const logIn = async (event) => {
  const response = await fetch(event.request);
  await hide(false);
  event.waitUntil(self.tiendoSend.own().then(self.tiendoSend.send).catch(onlyNotNow));
  return response;
};

const logOut = async (request) => {
  await hide(true);
  const response = await fetch(request);
  await hide(false);
  return response;
};

// A browser that keeps nothing has nothing to hide; logging in and out goes on.
const hide = (left) => store.forget(left).catch((error) => console.warn(error));

// Another page says that somebody may be here whose task list is not kept yet.
const learn = async () => { if (!(await store.person())) await self.tiendoSend.own(); };

const onlyNotNow = (error) => { if (!(error instanceof self.tiendoSend.NotNow)) throw error; };

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(clear().then(() => self.clients.claim())));
self.addEventListener("message", (event) => event.waitUntil(learn().catch(onlyNotNow)));
self.addEventListener("sync", (event) => { if (event.tag === "tiendo-reports") event.waitUntil(self.tiendoSend.send()); });
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.mode !== "navigate") {
    if (request.method === "GET" && files.has(pathname + search)) event.respondWith(kept(pathname + search, request));
  } else if (request.method === "GET") {
    event.respondWith(pathname === shell ? kept(shell, request) : orShell(request));
  } else if (login.includes(pathname)) {
    event.respondWith(logIn(event));
  } else if (pathname === logout) {
    event.respondWith(logOut(request));
  } // any other form that finds no line is the browser's: going back keeps what was typed
});
