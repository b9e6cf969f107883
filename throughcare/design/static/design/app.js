// What makes the pages quicker. Each of them works without this file.
// Words come from the page (data-words-…), so that they are translated in one place.

const SECOND = 1000;
let heard = performance.now(); // when the service last answered: this page came from there
const LONDON = { hour: "numeric", minute: "2-digit", hour12: true, timeZone: "Europe/London" };

/** 9:05am, 2pm, 12 noon: as throughcare.design.words.clock says it. */
export function clock(at) {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-GB", LONDON).formatToParts(at).map(({ type, value }) => [type, value]),
  );
  const half = parts.dayPeriod.toLowerCase().replace(/[^apm]/g, "");
  const hour = String(Number(parts.hour) % 12 || 12);
  if (hour === "12" && parts.minute === "00") return half === "pm" ? "12 noon" : "12 midnight";
  return hour + (parts.minute === "00" ? "" : `:${parts.minute}`) + half;
}

// --- Drafts: what is typed is kept ------------------------------------------------------------

const TYPING_PAUSE = 2 * SECOND;
const SHORTEST_GAP = 5 * SECOND;
const LONGEST_RETRY = 30 * SECOND;
const SAY_AT_MOST_EVERY = 60 * SECOND;
const drafts = [];

class Draft {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-saved]") ?? document.querySelector("[data-saved]");
    this.dirty = false;
    this.sending = false;
    this.closed = false;
    this.lastSent = -SHORTEST_GAP;
    this.lastSaid = -SAY_AT_MOST_EVERY;
    this.retry = SHORTEST_GAP;
    form.addEventListener("input", () => this.changed(TYPING_PAUSE));
    form.addEventListener("change", () => this.changed(0));
    form.addEventListener("focusout", () => this.dirty && this.changed(0));
    form.addEventListener("submit", () => this.submitted());
    addEventListener("online", () => this.dirty && this.send());
    addEventListener("pageshow", () => { this.closed = false; });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.dirty) this.send({ leaving: true });
    });
  }

  submitted() {
    this.closed = true;
    clearTimeout(this.timer);
  }

  /** It could not be sent: say so at once, and keep what is typed as soon as that is possible. */
  keep() {
    this.dirty = true;
    this.lastSaid = -SAY_AT_MOST_EVERY;
    this.show("offline");
    this.plan(this.retry);
  }

  /** Something was typed: send it when the pause is over, and not too often. */
  changed(pause) {
    this.dirty = true;
    const wait = pause === 0 ? 0 : Math.max(pause, this.lastSent + SHORTEST_GAP - performance.now());
    this.plan(wait);
  }

  plan(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), wait);
  }

  /** Post the fields. Resolves to whether they are safe. */
  async send({ leaving = false } = {}) {
    if (this.closed || !this.dirty) return true;
    if (this.sending && !leaving) return false; // the answer on its way plans the next
    clearTimeout(this.timer);
    this.sending = true;
    this.dirty = false;
    this.lastSent = performance.now();
    const answer = await this.post(leaving);
    this.sending = false;
    if (answer.kind === "saved") {
      this.retry = SHORTEST_GAP;
      this.show("saved", answer.at ?? clock(new Date()));
      if (this.dirty) this.changed(TYPING_PAUSE);
      return true;
    }
    this.dirty = true;
    this.show(answer.kind);
    if (answer.kind === "offline" || answer.kind === "failed") {
      this.plan(this.retry);
      this.retry = Math.min(this.retry * 2, LONGEST_RETRY);
    }
    return false;
  }

  async post(leaving) {
    const body = new FormData(this.form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    try {
      const answer = await fetch(this.form.dataset.draftUrl, {
        method: "POST",
        body,
        headers: { Accept: "application/json", "X-Requested-With": "fetch" },
        credentials: "same-origin",
        redirect: "manual",
        keepalive: leaving,
      });
      heard = performance.now();
      if (answer.ok) {
        const said = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
        return { kind: "saved", at: said.saved_at };
      }
      if (answer.status === 409) return { kind: "clash" };
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
        return { kind: "signed-out" };
      }
      return { kind: "failed" };
    } catch {
      heard = -HEARD_FOR;
      return { kind: "offline" };
    }
  }

  /** Show the state at once; say it aloud at once if it is trouble, else once a minute. */
  show(kind, time = "") {
    if (!this.status) return;
    const words = this.status.getAttribute(`data-words-${kind}`).replace("{time}", time);
    this.status.querySelector("[data-saved-words]").textContent = words;
    this.status.classList.remove("app-saved--empty");
    this.status.classList.toggle("app-saved--wait", kind !== "saved");
    const due = performance.now() - this.lastSaid >= SAY_AT_MOST_EVERY;
    if (due || kind !== this.lastKind) {
      this.status.querySelector("[data-saved-said]").textContent = words;
      this.lastSaid = performance.now();
    }
    this.lastKind = kind;
  }
}

addEventListener("beforeunload", (event) => {
  const unsafe = drafts.some((draft) => draft.dirty && !draft.closed && draft.lastKind !== "saved" && draft.lastKind);
  if (unsafe) event.preventDefault();
});

// --- No connection: the page stays ------------------------------------------------------------

const HEARD_FOR = 20 * SECOND; // how long a word from the service counts as a connection
const WAITS_FOR = 6 * SECOND; // what does not answer by then would not take a form either

/** Whether the service can be reached. A cell's Wi-Fi may be there and lead nowhere. */
async function isConnected() {
  if (navigator.onLine === false) return false;
  if (performance.now() - heard < HEARD_FOR) return true;
  try {
    await fetch(import.meta.url, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout?.(WAITS_FOR) });
    heard = performance.now();
    return true;
  } catch {
    return false;
  }
}

/**
 * A form leaves only when there is a connection. The browser's own error would come in place of the
 * page, and what was typed be gone with it.
 */
function stayWithoutConnection() {
  const words = document.querySelector("[data-offline]");
  if (!words || !HTMLFormElement.prototype.requestSubmit) return;
  const tell = (form) => {
    const draft = drafts.find((each) => each.form === form);
    if (draft?.status) return draft.keep();
    words.hidden = true; // shown anew, so that it is said anew
    form.append(words);
    words.hidden = false;
  };
  let asking = false;
  document.addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    if (form.method !== "post" || form.hasAttribute("data-stays")) return;
    if (navigator.onLine !== false && performance.now() - heard < HEARD_FOR) return;
    event.preventDefault();
    event.stopPropagation(); // nobody takes it for sent
    if (asking) return;
    asking = true;
    const connected = await isConnected();
    asking = false;
    if (!connected) return tell(form);
    words.hidden = true;
    form.requestSubmit(submitter);
  }, true);
  addEventListener("online", () => { words.hidden = true; });
}

// --- A form is sent once ---------------------------------------------------------------------

const SENT_FOR = 15 * SECOND; // after that the answer is lost, and a second try is right

function guardDoubleSubmit() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || event.submitter?.hasAttribute("data-no-guard")) return;
    if (form.dataset.sent && Date.now() - Number(form.dataset.sent) < SENT_FOR) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = String(Date.now());
  });
  // Back to a page that the browser kept: it may be sent again.
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
}

// --- The lock --------------------------------------------------------------------------------

const WARN_BEFORE = 120; // seconds

class Lock {
  constructor(banner) {
    this.banner = banner;
    if (!banner) return;
    this.words = banner.querySelector("[data-lock-words]");
    this.channel = new BroadcastChannel("throughcare-lock");
    this.channel.addEventListener("message", () => this.restart());
    banner.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.extend(event.target);
    });
    this.restart();
    setInterval(() => this.tick(), SECOND);
  }

  /** The service heard from this person: begin to count again, in all their tabs. */
  rest() {
    if (!this.banner) return;
    this.restart();
    this.channel.postMessage("rest");
  }

  restart() {
    // The clock on the wall, not the page's own: that one stops when the machine sleeps.
    this.until = Date.now() + Number(this.banner.dataset.lockSeconds) * SECOND;
    this.said = null;
    this.hide();
  }

  hide() {
    const held = this.banner.contains(document.activeElement);
    this.banner.hidden = true;
    if (held) this.before?.focus(); // back to the field they came from
  }

  tick() {
    const left = Math.ceil((this.until - Date.now()) / SECOND);
    if (left <= 0) this.lock();
    else if (left <= WARN_BEFORE) this.warn(Math.ceil(left / 60));
  }

  warn(minutes) {
    if (this.said === minutes) return;
    this.said = minutes;
    if (this.banner.hidden) this.before = document.activeElement;
    this.banner.hidden = false;
    const { wordsMinute, wordsMinutes } = this.words.dataset;
    this.words.textContent = minutes === 1 ? wordsMinute : wordsMinutes.replace("{count}", minutes);
  }

  async extend(form) {
    try {
      const answer = await fetch(this.banner.dataset.extendUrl, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json", "X-Requested-With": "fetch" },
        credentials: "same-origin",
        redirect: "manual",
      });
      if (answer.type === "opaqueredirect") return this.lock();
      if (!answer.ok) throw new Error(String(answer.status));
      this.rest();
    } catch {
      this.words.textContent = this.words.dataset.wordsFailed;
    }
  }

  async lock() {
    if (this.locked) return;
    this.locked = true;
    await Promise.all(drafts.map((draft) => draft.send({ leaving: true })));
    for (const draft of drafts) draft.closed = true;
    location.assign(this.banner.dataset.lockUrl || location.href);
  }
}

// --- A list that keeps itself up to date -----------------------------------------------------

const REFRESH_EVERY = 60 * SECOND;

function keepFresh(region) {
  setInterval(async () => {
    if (isBusy(region)) return;
    try {
      const answer = await fetch(location.href, {
        // Says that no person asked: the service does not count it against the lock.
        headers: { "X-Requested-With": "refresh" },
        credentials: "same-origin",
        redirect: "manual",
      });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(region.id);
      if (!fresh || isBusy(region)) return;
      region.replaceChildren(...fresh.childNodes);
      const status = document.querySelector("[data-refresh-status]");
      const said = page.querySelector("[data-refresh-status]");
      if (status && said && !region.contains(status)) status.textContent = said.textContent;
    } catch {
      // No connection: the list keeps the time at which it was right.
    }
  }, Number(region.dataset.refreshSeconds || 0) * SECOND || REFRESH_EVERY);
}

function isBusy(region) {
  return (
    document.visibilityState !== "visible" ||
    region.contains(document.activeElement) ||
    region.querySelector("input:checked, details[open]") !== null
  );
}

// --- Begin -----------------------------------------------------------------------------------

const lock = new Lock(document.querySelector("[data-lock-seconds]"));
for (const form of document.querySelectorAll("form[data-draft-url]")) drafts.push(new Draft(form));
for (const region of document.querySelectorAll("[data-refresh][id]")) keepFresh(region);
stayWithoutConnection(); // before the next, which takes what it sees for sent
guardDoubleSubmit();
