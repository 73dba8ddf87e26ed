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
  var connectors = [], shards = 0, total = 0, fieldShards = [], operations = [], fields = {};
  window.connectorSearch = {
    connectors: function (data) { connectors = data[0]; shards = data[1]; total = data[2]; fieldShards = data[3]; },
    operations: function (data) { operations[data[0]] = data[1]; },
    fields: function (data) { fields[data[0]] = data[1]; }
  };

  // --- Search
  //
  // All texts are short enough to be looked through at each key, so the first results need no index. Only a word that nothing
  // has is looked up in an index: that of similar words.

  // `names` and `rows` are texts in lower case with tabs between their parts, the title first.
  var input = byId("q"), list = byId("results"), names = [], rows = [], loaded = 0, isReady = false, selected = -1;
  var words = function (text) {
    return text.replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2").toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  };
  // Loads the shard of fields that the query needs, if there is one.
  var loadFields = function () {
    var letters = plain(input.value).slice(0, 2);
    if (fields[letters] || !fieldShards.includes(letters)) return;
    load("search/fields-" + letters + ".js").then(function () { show(true); });
  };
  // Gives the browser time between two portions of work.
  var pause = function () {
    return new Promise(function (resolve) {
      var channel = new MessageChannel();
      channel.port1.onmessage = function () { resolve(); };
      channel.port2.postMessage(0);
    });
  };
  var started = null;
  var start = function () {
    if (!started) started = (async function () {
      if (!await load("search/connectors.js")) return;
      var loads = [];
      for (var shard = 0; shard < shards; shard++) loads.push(load("search/operations-" + shard + ".js"));
      names = connectors.map(function (it) { return (it[1] + "\t" + it[0] + "\t" + it[2]).toLowerCase(); });
      show(true);
      loadFields();
      for (shard = 0; shard < shards; shard++) {
        await loads[shard];
        (operations[shard] || []).forEach(function (part) {
          var texts = part[1].split("\n"), lower = part[1].toLowerCase().split("\n");
          rows.push({ at: part[0], texts: texts, lower: lower });
          loaded += texts.length;
        });
        operations[shard] = null;
        show(true);
        await pause();
      }
      isReady = true;
      show(true);
    })();
    return started;
  };
  var isLetter = function (code) { return code > 96 && code < 123 || code > 47 && code < 58 || code > 127; };
  // How well a text has a word: in its title or elsewhere; as a word, as the start of one, or within one.
  var grade = function (text, word) {
    var title = text.indexOf("\t"), best = 0;
    for (var at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      var isStart = !isLetter(text.charCodeAt(at - 1)), isEnd = !isLetter(text.charCodeAt(at + word.length));
      if (!isStart && word.length < 3) continue;
      best = Math.max(best, (at < title ? 3 : 2) * (isStart ? (isEnd ? 4 : 3) : 1));
      if (isStart && isEnd && at < title || at > title && best) break;
    }
    return best;
  };
  // The best `most` of what is added.
  var ranking = function (most) {
    var kept = [], order = function () {
      kept.sort(function (a, b) { return b.score - a.score; });
      kept.length = Math.min(kept.length, most);
    };
    return {
      add: function (score, it) {
        it.score = score;
        if (kept.push(it) > 20 * most) order();
      },
      best: function () { order(); return kept; }
    };
  };
  // The connectors and operations that have all words, the best first. The name of a connector counts for its operations, too.
  var matching = function (terms) {
    var whole = terms.join(" "), joined = terms.join("_"), found = { connectors: ranking(5), operations: ranking(10) };
    if (!terms.length) return { connectors: [], operations: [] };
    var close = function (text) {
      var title = text.slice(0, text.indexOf("\t"));
      // Among equals, the shortest title is the closest.
      return (title === whole || text.includes("\t" + joined + "\t") ? 2 : title.startsWith(whole) ? 1.5 : 1) - title.length / 1000;
    };
    var graded = names.map(function (name) { return terms.map(function (term) { return grade(name, term); }); });
    graded.forEach(function (grades, at) {
      if (grades.every(Boolean)) {
        var sum = grades.reduce(function (a, b) { return a + b; });
        found.connectors.add(sum * close(names[at]), { at: at });
      }
    });
    rows.forEach(function (part) {
      var grades = graded[part.at];
      part.lower.forEach(function (text, index) {
        var sum = 0;
        for (var i = 0; i < terms.length; i++) {
          var best = Math.max(grade(text, terms[i]), grades[i] / 4);
          if (!best) return;
          sum += best;
        }
        // Helpers of the designer come last.
        found.operations.add(sum * close(text) * (text.endsWith("\ti") ? 0.5 : 1), { at: part.at, text: part.texts[index] });
      });
    });
    return { connectors: found.connectors.best(), operations: found.operations.best() };
  };
  var similar = { isReady: false, index: null, all: new Set() };
  // The terms, with the most similar word that exists in place of each that nothing has.
  var corrected = function (terms) {
    if (!similar.isReady) load("assets/minisearch.js").then(function (isLoaded) {
      if (similar.isReady) return;
      similar.isReady = true;
      if (isLoaded) {
        var add = function (text) { (text.match(/[a-z0-9\u0080-\uffff]{3,}/g) || []).forEach(function (word) { similar.all.add(word); }); };
        names.forEach(add);
        rows.forEach(function (part) { part.lower.forEach(add); });
        similar.index = new MiniSearch({ fields: ["word"], idField: "word", tokenize: function (text) { return [text]; } });
        similar.index.addAll(Array.from(similar.all, function (word) { return { word: word }; }));
      }
      show(true);
    });
    if (!similar.index) return terms;
    return terms.map(function (term) {
      var hit = similar.all.has(term) ? null : similar.index.search(term, { fuzzy: 0.25, prefix: true })[0];
      return hit ? hit.id : term;
    });
  };
  var roles = { a: "action", t: "trigger", i: "internal operation" };
  var marked = function (text, query) {
    var fragment = document.createDocumentFragment(), terms = words(query);
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
  // Shows the results. What arrives later leaves a selected result and a closed list alone.
  var show = function (isLater) {
    var query = input.value.trim(), begun = performance.now();
    if (isLater && (selected >= 0 || list.hidden)) return;
    selected = -1;
    input.removeAttribute("aria-activedescendant");
    if (!query || document.activeElement !== input) return close();
    count = 0;
    var terms = words(query), hits = matching(terms), others = found(query), note = [];
    var isFound = function () { return hits.connectors.length || hits.operations.length; };
    if (isReady && !isFound() && !others[0].length && !others[1].length) {
      terms = corrected(terms);
      hits = matching(terms);
      if (isFound()) {
        query = terms.join(" ");
        note = [make("div", { class: "none", role: "presentation" }, "Nothing has this name. Results for “" + query + "”:")];
      }
    }
    var options = note.concat(
      group("Connectors", hits.connectors.map(function (it) {
        var connector = connectors[it.at];
        return option(connector[0] + "/index.html", connector[1], connector[2] || connector[3], query);
      })),
      group("Operations", hits.operations.map(function (it) {
        var connector = connectors[it.at], row = it.text.split("\t");
        var note = [connector[1], row[1] || row[0], row[2], roles[row[4]]].join(" · ");
        return option(connector[0] + "/" + (row[3] || row[2]) + ".html", row[0], note, query);
      })),
      group("Types", others[0]),
      group("Fields and parameters", others[1])
    );
    if (!options.length) options = [make("div", { class: "none" }, similar.isReady ? "Nothing has this name." : "Searching…")];
    list.replaceChildren.apply(list, options);
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    var number = list.querySelectorAll("a").length;
    say(number + (number === 1 ? " result" : " results"));
    list.dataset.ms = (performance.now() - begun).toFixed(1);
    list.dataset.operations = loaded + "/" + total;
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
    loadFields();
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
  // Whoever points at the search will use it.
  input.parentElement.addEventListener("pointerenter", start);
  input.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      var options = list.querySelectorAll("a");
      var target = options[selected < 0 ? 0 : selected];
      if (target) target.click();
    } else if (event.key === "Escape") {
      // The browser would clear the query at once; here the first press closes the list.
      event.preventDefault();
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
    // Most searches start here, so their data is ready before the first key.
    if (window.requestIdleCallback) requestIdleCallback(start);
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
