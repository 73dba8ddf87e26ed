// Search, filters, copy buttons, the theme and the map. Without this script, every page can be read.
(function () {
  "use strict";
  var root = document.documentElement.dataset.root || "";
  var byId = function (id) { return document.getElementById(id); };
  var make = function (name, attributes, content) {
    var element = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    [].concat(content === undefined ? [] : content).forEach(function (part) { element.append(part); });
    return element;
  };

  // --- Theme

  var button = byId("theme");
  var isDark = function () {
    var theme = document.documentElement.dataset.theme;
    return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  };
  var nameTheme = function () { button.setAttribute("aria-label", isDark() ? "Use the light theme" : "Use the dark theme"); };
  nameTheme();
  button.addEventListener("click", function () {
    var theme = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    try { localStorage.setItem("theme", theme); } catch (error) { /* The choice lasts as long as the page. */ }
    nameTheme();
  });

  // --- Copy buttons

  var say = function (text) { byId("said").textContent = text; };
  document.querySelectorAll("main pre").forEach(function (pre) {
    var copy = make("button", { type: "button", class: "copy" }, "Copy");
    var block = make("div", { class: "block" });
    pre.replaceWith(block);
    block.append(pre, copy);
    copy.addEventListener("click", function () {
      var done = function () {
        copy.textContent = "Copied";
        say("Copied");
        setTimeout(function () { copy.textContent = "Copy"; }, 1500);
      };
      // Pages from disk may have no clipboard, so the text is selected instead.
      var select = function () {
        getSelection().selectAllChildren(pre);
        if (document.execCommand("copy")) done();
      };
      if (navigator.clipboard) navigator.clipboard.writeText(pre.textContent).then(done, select);
      else select();
    });
  });

  // --- Data: shards are scripts that call these functions

  var waiting = {};
  var load = function (path) {
    if (!waiting[path]) {
      waiting[path] = new Promise(function (resolve) {
        var script = make("script", { src: root + path });
        script.onload = function () { resolve(true); };
        script.onerror = function () { resolve(false); };
        document.head.append(script);
      });
    }
    return waiting[path];
  };
  var connectors = [], shards = 0, total = 0, operations = [], fields = {};
  window.connectorSearch = {
    connectors: function (data) { connectors = data[0]; shards = data[1]; total = data[2]; },
    operations: function (data) { operations[data[0]] = data[1]; },
    fields: function (data) { fields[data[0]] = data[1]; }
  };

  // --- Search

  var input = byId("q"), list = byId("results"), index = null, documents = [], isReady = false, selected = -1;
  var words = function (text) {
    return text.replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2").split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  };
  // Gives the browser time between two portions of work.
  var pause = function () {
    return new Promise(function (resolve) {
      var channel = new MessageChannel();
      channel.port1.onmessage = function () { resolve(); };
      channel.port2.postMessage(0);
    });
  };
  // Connectors come first, helpers of the designer last.
  var weight = function (id) {
    return documents[id].kind === "connector" ? 2 : documents[id].role === "i" ? 0.5 : 1;
  };
  var add = async function (portion) {
    for (var start = 0; start < portion.length; start += 250) {
      index.addAll(portion.slice(start, start + 250));
      await pause();
    }
  };
  var started = null;
  var start = function () {
    if (!started) started = (async function () {
      await Promise.all([load("assets/minisearch.js"), load("search/connectors.js")]);
      index = new MiniSearch({
        fields: ["title", "rust", "connector"],
        tokenize: words,
        processTerm: function (term) { return term.toLowerCase(); },
        searchOptions: { boost: { title: 3, rust: 2 }, prefix: true, combineWith: "AND", boostDocument: weight }
      });
      await add(connectors.map(function (connector, at) {
        documents.push({ kind: "connector", at: at });
        return { id: String(at), title: connector[1], rust: connector[0], connector: connector[2] };
      }));
      show();
      for (var shard = 0; shard < shards; shard++) {
        await load("search/operations-" + shard + ".js");
        await add((operations[shard] || []).map(function (row) {
          var connector = connectors[row[0]], id = row[2] || row[1];
          documents.push({ kind: "operation", at: row[0], title: row[1], id: id, rust: row[3], file: row[4] || row[3], role: row[5] });
          return { id: String(documents.length - 1), title: row[1], rust: id + " " + id.toLowerCase() + " " + row[3], connector: connector[1] };
        }));
        operations[shard] = null;
        show();
      }
      isReady = true;
      show();
    })();
    return started;
  };
  var roles = { a: "action", t: "trigger", i: "internal operation" };
  var marked = function (text, query) {
    var fragment = document.createDocumentFragment(), terms = words(query).map(function (it) { return it.toLowerCase(); });
    var lower = text.toLowerCase(), at = 0;
    while (at < text.length) {
      var best = -1, length = 0;
      terms.forEach(function (term) {
        var found = lower.indexOf(term, at);
        if (found >= 0 && (best < 0 || found < best)) { best = found; length = term.length; }
      });
      if (best < 0) break;
      fragment.append(text.slice(at, best), make("mark", {}, text.slice(best, best + length)));
      at = best + length;
    }
    fragment.append(text.slice(at));
    return fragment;
  };
  var plain = function (text) { return text.toLowerCase().replace(/[^a-z0-9]/g, ""); };
  var count = 0;
  var option = function (href, title, note, query) {
    return make("a", { role: "option", id: "o" + count++, href: root + href, tabindex: "-1", "aria-selected": "false" },
      [marked(title, query), make("small", {}, [marked(note, query)])]);
  };
  var group = function (title, options) {
    if (!options.length) return [];
    var id = "g" + count++;
    return [make("div", { role: "group", "aria-labelledby": id }, [make("div", { class: "group", id: id, role: "presentation" }, title)].concat(options))];
  };
  // Fields and types are in shards by the first two letters of their key.
  var found = function (query) {
    var wanted = plain(query), rows = fields[wanted.slice(0, 2)] || [];
    if (wanted.length < 2) return [[], []];
    var hits = rows.filter(function (row) { return plain(row[0]).startsWith(wanted); });
    hits.sort(function (a, b) { return plain(a[0]).length - plain(b[0]).length || b[1] - a[1]; });
    var split = function (isType) {
      var options = [];
      hits.forEach(function (row) {
        row[2].filter(function (place) { return !!place[3] === isType; }).slice(0, 3).forEach(function (place) {
          if (options.length < 8) {
            var note = connectors[place[0]][1] + (isType ? ", " : ", in ") + place[1];
            options.push(option(connectors[place[0]][0] + "/" + place[2], row[0], note, query));
          }
        });
      });
      return options;
    };
    return [split(true), split(false)];
  };
  var show = function () {
    var query = input.value.trim(), begun = performance.now();
    selected = -1;
    input.removeAttribute("aria-activedescendant");
    if (!query || !index) return close();
    count = 0;
    var hits = index.search(query);
    if (!hits.length) hits = index.search(query, { fuzzy: 0.2 });
    var of = { connector: [], operation: [] }, most = { connector: 5, operation: 10 };
    for (var i = 0; i < hits.length && (of.connector.length < 5 || of.operation.length < 10); i++) {
      var kind = documents[hits[i].id].kind;
      if (of[kind].length < most[kind]) of[kind].push(documents[hits[i].id]);
    }
    var options = [].concat(
      group("Connectors", of.connector.map(function (it) {
        var connector = connectors[it.at];
        return option(connector[0] + "/index.html", connector[1], connector[2] || connector[3], query);
      })),
      group("Operations", of.operation.map(function (it) {
        var connector = connectors[it.at];
        var note = connector[1] + " · " + it.id + " · " + it.rust + " · " + roles[it.role];
        return option(connector[0] + "/" + it.file + ".html", it.title, note, query);
      }))
    );
    var others = found(query);
    options = options.concat(group("Types", others[0]), group("Fields and parameters", others[1]));
    if (!options.length) options = [make("div", { class: "none" }, isReady ? "Nothing has this name." : "Searching…")];
    list.replaceChildren.apply(list, options);
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    var number = list.querySelectorAll("a").length;
    say(number + (number === 1 ? " result" : " results"));
    list.dataset.ms = (performance.now() - begun).toFixed(1);
    list.dataset.operations = documents.length - connectors.length + "/" + total;
  };
  var close = function () {
    list.hidden = true;
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
  };
  var remember = function () {
    var query = input.value.trim();
    try {
      if (query || location.hash.startsWith("#q=")) {
        history.replaceState(null, "", query ? "#q=" + encodeURIComponent(query) : location.pathname + location.search);
      }
    } catch (error) { /* The address keeps what it was. */ }
  };
  var changed = function () {
    remember();
    start();
    show();
    var letters = plain(input.value).slice(0, 2);
    if (letters.length === 2 && !fields[letters]) {
      load("search/fields-" + letters + ".js").then(function () { if (fields[letters]) show(); });
    }
  };
  var move = function (step) {
    var options = list.querySelectorAll("a");
    if (!options.length) return;
    if (selected >= 0) options[selected].setAttribute("aria-selected", "false");
    selected = (selected + step + options.length + (selected < 0 && step < 0 ? 1 : 0)) % options.length;
    options[selected].setAttribute("aria-selected", "true");
    options[selected].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[selected].id);
  };
  input.addEventListener("input", changed);
  input.addEventListener("focus", function () { start(); if (input.value.trim()) changed(); });
  input.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      var options = list.querySelectorAll("a");
      var target = options[selected < 0 ? 0 : selected];
      if (target) target.click();
    } else if (event.key === "Escape") {
      if (list.hidden) input.value = "";
      close();
      remember();
    }
  });
  document.addEventListener("keydown", function (event) {
    var isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
      input.select();
    }
  });
  document.addEventListener("click", function (event) {
    if (!event.target.closest(".search")) close();
    else if (event.target.closest("#results a")) close();
  });
  document.addEventListener("focusin", function (event) { if (!event.target.closest(".search")) close(); });
  if (location.hash.startsWith("#q=")) {
    try { input.value = decodeURIComponent(location.hash.slice(3)); } catch (error) { /* No query. */ }
    input.focus();
  }

  // --- Home: all cards, and filters

  var cards = byId("cards");
  if (cards && cards.dataset.all) load("search/connectors.js").then(function (isLoaded) {
    if (!isLoaded) return;
    var pages = byId("pages"), filters = byId("filters");
    var picture = function (color) {
      var space = "http://www.w3.org/2000/svg", svg = document.createElementNS(space, "svg"), rect = document.createElementNS(space, "rect");
      svg.setAttribute("class", "bar");
      svg.setAttribute("aria-hidden", "true");
      rect.setAttribute("width", "100%");
      rect.setAttribute("height", "100%");
      rect.setAttribute("fill", color);
      svg.append(rect);
      return svg;
    };
    var counted = function (number, one, many) { return number ? [number.toLocaleString("en") + " " + (number === 1 ? one : many)] : []; };
    var card = function (it) {
      var facts = counted(it[5], "action", "actions").concat(counted(it[6], "trigger", "triggers"));
      if (!facts.length) facts = ["no operations"];
      return make("li", { class: "card" }, [
        picture(it[4]),
        make("a", { href: it[0] + "/index.html" }, it[1]),
        make("p", { class: "by" }, it[2]),
        make("p", { class: "about" }, it[3]),
        make("p", { class: "facts" }, facts.join(" · ") + " · " + it[8].join(", "))
      ]);
    };
    var all = [].slice.call(cards.children);
    connectors.slice(all.length).forEach(function (it) { all.push(card(it)); });
    var filter = function () {
      var signIn = byId("f-sign-in").value, category = byId("f-category").value, flags = 0;
      ["f-direct", "f-triggers", "f-paging", "f-files"].forEach(function (id, bit) { if (byId(id).checked) flags |= 1 << bit; });
      var kept = all.filter(function (_, at) {
        var it = connectors[at];
        return (it[9] & flags) === flags && (!signIn || it[8].includes(signIn)) && (!category || it[10].includes(category));
      });
      cards.replaceChildren.apply(cards, kept);
      byId("shown").textContent = kept.length === all.length ? "" : kept.length + " of " + all.length;
    };
    filters.hidden = false;
    if (pages) pages.hidden = true;
    filters.addEventListener("change", filter);
    filter();
  });

  // --- Map: neighbours and zoom

  document.querySelectorAll(".map").forEach(function (map) {
    var svg = map.querySelector("svg"), near = {};
    var edges = [].slice.call(svg.querySelectorAll(".edge")), nodes = [].slice.call(svg.querySelectorAll(".node"));
    var choose = function (node) {
      svg.querySelectorAll(".near").forEach(function (it) { it.classList.remove("near"); });
      svg.classList.toggle("chosen", !!node);
      if (!node) return;
      var number = node.dataset.n;
      near = {};
      near[number] = true;
      edges.forEach(function (edge) {
        if (edge.dataset.a !== number && edge.dataset.b !== number) return;
        edge.classList.add("near");
        near[edge.dataset.a] = near[edge.dataset.b] = true;
      });
      nodes.forEach(function (other) { if (near[other.dataset.n]) other.classList.add("near"); });
    };
    nodes.forEach(function (node) {
      node.addEventListener("mouseenter", function () { choose(node); });
      node.addEventListener("mouseleave", function () { choose(null); });
      node.addEventListener("focus", function () { choose(node); });
      node.addEventListener("blur", function () { choose(null); });
    });
    var width = svg.viewBox.baseVal.width, height = svg.viewBox.baseVal.height, scale = 1;
    var zoom = function (to) {
      scale = Math.min(4, Math.max(0.25, to));
      svg.setAttribute("width", Math.round(width * scale));
      svg.setAttribute("height", Math.round(height * scale));
    };
    var control = function (label, text, action) {
      var button = make("button", { type: "button", "aria-label": label }, text);
      button.addEventListener("click", action);
      return button;
    };
    map.before(make("div", { class: "zoom" }, [
      control("Zoom out", "−", function () { zoom(scale / 1.25); }),
      control("Zoom in", "+", function () { zoom(scale * 1.25); }),
      control("Fit the width", "Fit", function () { zoom(map.clientWidth / width); })
    ]));
    map.addEventListener("wheel", function (event) {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoom(scale * (event.deltaY < 0 ? 1.1 : 1 / 1.1));
    }, { passive: false });
    if (map.clientWidth < width) zoom(Math.max(0.6, map.clientWidth / width));
  });
})();
