// The dashboard's one script: pages stay as things are now, charts, and keys. All of it works by
// links and forms without it.
(function () {
  "use strict";

  const PERIOD_MILLIS = 5000;
  const CHART_HEIGHT = 200;
  let plots = [];
  let paused = false;
  let afterG = false;
  let pressing = false;
  let news = null;

  function live() {
    const part = document.getElementById("live");
    return part && part.dataset.live ? part : null;
  }

  // What somebody is about to use must not be replaced under their hands.
  function inUse() {
    const open = document.querySelector("#live details[open], dialog[open]");
    const picked = window.getSelection();
    const written = Array.from(document.querySelectorAll("#live input, #live textarea"))
      .some(function (field) {
        return field === document.activeElement || field.value !== field.defaultValue;
      });
    return Boolean(open) || written || pressing || (picked && !picked.isCollapsed);
  }

  function tick() {
    if (live() && !paused && !document.hidden && !inUse()) {
      window.htmx.trigger(live(), "tick");
    }
  }

  // What the page shows is a part, and the next is to take its place.
  function isPart() {
    return Boolean(live()) && live().dataset.part === "true";
  }

  function next() {
    if (isPart()) {
      tick();
    }
  }

  function released() {
    pressing = false;
    next();
  }

  // The server says when there is something new. Only while somebody looks: a browser has few
  // connections, and a page in the background would keep one.
  function listen() {
    if (news || !live() || isPart() || paused || document.hidden || !window.EventSource) {
      return;
    }
    news = new window.EventSource("/events");
    news.addEventListener("news", tick);
  }

  function hush() {
    if (news) {
      news.close();
      news = null;
    }
  }

  function isTold() {
    return Boolean(news) && news.readyState === window.EventSource.OPEN;
  }

  // Where the server cannot say so, or has refused, the page asks by itself.
  function ask() {
    if (!isTold() || isPart()) {
      if (news && news.readyState === window.EventSource.CLOSED) {
        hush();
      }
      listen();
      tick();
    }
  }

  function seen() {
    if (document.hidden || paused) {
      hush();
    } else {
      listen();
      tick();
    }
  }

  function setPaused(now) {
    paused = now;
    seen();
    const button = document.getElementById("pause");
    if (button) {
      button.setAttribute("aria-pressed", String(paused));
      button.textContent = paused ? "Go on" : "Hold the page";
    }
  }

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function axis() {
    return {
      stroke: colour("--quiet"),
      grid: { stroke: colour("--line"), width: 1 },
      ticks: { stroke: colour("--line"), width: 1 },
      size: 60,
    };
  }

  // As everywhere on the pages: by UTC, whatever the browser's time zone.
  function clock(seconds) {
    return seconds == null ? "–" : new Date(seconds * 1000).toISOString().slice(11, 16);
  }

  function marks(place) {
    return (place.dataset.marks || "").split(";").filter(Boolean).map(function (mark) {
      const at = mark.indexOf(" ");
      return { second: Number(mark.slice(0, at)), name: mark.slice(at + 1) };
    });
  }

  // A line from top to bottom where a build was new, with its name; those close by stand lower.
  function drawMarks(plot, all) {
    const box = plot.bbox;
    const ratio = window.devicePixelRatio || 1;
    const context = plot.ctx;
    context.save();
    context.strokeStyle = context.fillStyle = colour("--text");
    context.lineWidth = ratio;
    context.setLineDash([2 * ratio, 3 * ratio]);
    context.font = 11 * ratio + "px system-ui, sans-serif";
    context.textBaseline = "top";
    all.forEach(function (mark, i) {
      const x = Math.round(plot.valToPos(mark.second, "x", true));
      if (x < box.left || x > box.left + box.width) {
        return;
      }
      const right = x > box.left + box.width / 2;
      context.beginPath();
      context.moveTo(x, box.top);
      context.lineTo(x, box.top + box.height);
      context.stroke();
      context.textAlign = right ? "right" : "left";
      context.fillText(mark.name, x + (right ? -4 : 4) * ratio, box.top + (i % 3) * 14 * ratio);
    });
    context.restore();
  }

  function draw(place) {
    const rows = place.dataset.points.split(";").map(function (row) {
      return row === "" ? [] : row.split(",").map(function (value) {
        return value === "" ? null : Number(value);
      });
    });
    const names = place.dataset.names.split("|");
    place.textContent = "";
    place.classList.toggle("empty", rows[0].length < 2);
    if (rows[0].length < 2) {
      place.textContent = "No two minutes are kept yet.";
      return;
    }
    const series = names.map(function (name, i) {
      return { label: name, stroke: colour("--chart-" + (i % 2 + 1)), width: 2,
        dash: i % 2 ? [6, 4] : [], points: { show: false } };
    });
    const time = { label: "UTC", value: function (plot, seconds) { return clock(seconds); } };
    const times = axis();
    times.values = function (plot, splits) { return splits.map(clock); };
    plots.push(new window.uPlot({
      width: place.clientWidth,
      height: CHART_HEIGHT,
      series: [time].concat(series),
      axes: [times, axis()],
      hooks: { draw: [function (plot) { drawMarks(plot, marks(place)); }] },
      scales: { y: { range: function (plot, min, max) { return [0, Math.max(1, max * 1.1)]; } } },
    }, rows, place));
  }

  function drawAll() {
    // A plot that is not destroyed stays with the window for good.
    plots.forEach(function (plot) { plot.destroy(); });
    plots = [];
    document.querySelectorAll(".chart").forEach(draw);
  }

  function follow(key) {
    const link = Array.from(document.querySelectorAll("nav a[data-key]")).find(function (one) {
      return one.dataset.key === key;
    });
    if (link) {
      link.click();
    }
  }

  function pressed(event) {
    const tag = event.target.tagName;
    if (event.ctrlKey || event.metaKey || event.altKey || tag === "INPUT" || tag === "TEXTAREA") {
      return;
    }
    const keys = document.getElementById("keys");
    if (afterG) {
      afterG = false;
      follow(event.key);
    } else if (event.key === "g") {
      afterG = true;
    } else if (event.key === "p") {
      setPaused(!paused);
    } else if (event.key === "?" && keys && !keys.open) {
      keys.showModal();
    }
  }

  // A part that was replaced gives the focus back to the link with the same address, or to the
  // button that would do the same.
  let focused = "";

  function deed(one) {
    const href = one.getAttribute("href");
    if (href) {
      return href;
    }
    const fields = one.form ? Array.from(new FormData(one.form)).join("&") : "";
    return [one.tagName, one.form && one.form.getAttribute("action"), fields,
      one.textContent.trim()].join("|");
  }

  function noteFocus() {
    const active = document.activeElement;
    const part = live();
    focused = part && part.contains(active) ? deed(active) : "";
  }

  function giveFocus() {
    const part = live();
    if (!focused || !part) {
      return;
    }
    const same = Array.from(part.querySelectorAll("a[href], button, summary"))
      .find(function (one) { return deed(one) === focused; });
    if (same) {
      same.focus({ preventScroll: true });
    }
  }

  // The dashboard itself does not answer: what is shown grows old.
  function noteAway() {
    const says = document.querySelector("#live .freshness");
    if (says) {
      says.textContent = "The dashboard does not answer; this is as of before.";
    }
  }

  document.addEventListener("keydown", pressed);
  document.addEventListener("DOMContentLoaded", function () {
    const button = document.getElementById("pause");
    if (button) {
      button.hidden = false;
      button.addEventListener("click", function () { setPaused(!paused); });
    }
    document.body.addEventListener("htmx:configRequest", function (event) {
      event.detail.headers["Darkroom-Live"] = "1";
    });
    document.body.addEventListener("htmx:beforeSwap", function (event) {
      // A click needs its link or button to be there from its beginning to its end.
      event.detail.shouldSwap = event.detail.shouldSwap && !pressing;
      noteFocus();
    });
    document.body.addEventListener("htmx:afterSwap", giveFocus);
    document.body.addEventListener("htmx:afterSettle", function () {
      drawAll();
      next();
      if (!live()) {
        hush();
      }
      if (button) {
        button.hidden = !live();
      }
    });
    // Whose end is told: not that of a press that opens a menu.
    document.addEventListener("pointerdown", function (event) {
      pressing = event.button === 0;
    }, true);
    ["pointerup", "pointercancel", "contextmenu", "visibilitychange"].forEach(function (name) {
      document.addEventListener(name, released, true);
    });
    window.addEventListener("blur", released);
    // Signed out meanwhile: the page says so by being loaded again.
    document.body.addEventListener("htmx:responseError", function (event) {
      if (event.detail.xhr.status === 401) {
        window.location.reload();
      }
    });
    document.body.addEventListener("htmx:sendError", noteAway);
    document.body.addEventListener("htmx:timeout", noteAway);
    drawAll();
    listen();
    next();
    window.setInterval(ask, PERIOD_MILLIS);
    document.addEventListener("visibilitychange", seen);
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
    window.addEventListener("resize", drawAll);
  });
})();
