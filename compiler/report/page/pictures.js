// Weights and the time line on canvases, and the start of the page.

// ---------------------------------------------------------------------------------------------------------------------
// Weights of a layer
// ---------------------------------------------------------------------------------------------------------------------

function partsOf(colour) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  return pen.getImageData(0, 0, 1, 1).data;
}

const drawnLayers = report.quantisation.filter((row) => row.weights_drawn);

async function drawWeights() {
  const view = element("weights-view"),
    row = drawnLayers.find((each) => each.layer === selection.layer) ?? drawnLayers[0];
  const {channels, inputs, blob: name} = row.weights_drawn,
    bytes = new Int8Array((await blob(name)).buffer);
  const most = bytes.reduce((greatest, weight) => Math.max(greatest, Math.abs(weight)), 1);
  const canvas = make("canvas", {role: "img", ariaLabel: "Weights of " + row.layer + " in integers"});
  const tip = make(
    "p",
    {className: "tip"},
    channels + " channels from top to bottom, " + inputs + " inputs from left to right",
  );
  view.replaceChildren(
    make("h3", {}, "Weights of ", make("bdi", {}, row.layer)),
    make(
      "div",
      {className: "controls"},
      chooser(
        "layer",
        drawnLayers.map((each) => [each.layer, each.layer]),
        row.layer,
        (layer) => select({layer}),
      ),
    ),
    make(
      "p",
      {className: "legend"},
      "down to " + -most + " ",
      make("span", {className: "swatch c0"}),
      " 0 ",
      make("span", {className: "swatch c1"}),
      " up to " + most,
    ),
    canvas,
    tip,
  );
  view.hidden = false;
  const ends = ["paper", "c0", "c1"].map((colour) => partsOf(styleOf(colour)));
  const image = new ImageData(inputs, channels);
  bytes.forEach((weight, i) => {
    const share = Math.abs(weight) / most,
      end = ends[weight < 0 ? 1 : 2];
    for (let part = 0; part < 3; ++part) image.data[4 * i + part] = ends[0][part] + (end[part] - ends[0][part]) * share;
    image.data[4 * i + 3] = 255;
  });
  const {pen, width, height} = prepare(
    canvas,
    Math.min(360, Math.max(40, channels * Math.min(14, Math.max(2, 1200 / inputs)))),
  );
  const whole = make("canvas", {width: inputs, height: channels});
  whole.getContext("2d").putImageData(image, 0, 0);
  pen.imageSmoothingEnabled = inputs > 2 * width;
  pen.drawImage(whole, 0, 0, width, height);
  canvas.addEventListener("pointermove", (event) => {
    const input = Math.floor((event.offsetX / width) * inputs),
      channel = Math.floor((event.offsetY / height) * channels);
    const weight = bytes[channel * inputs + input];
    if (weight !== undefined) tip.textContent = "channel " + channel + ", input " + input + ": " + weight;
  });
}

// ---------------------------------------------------------------------------------------------------------------------
// The time line
// ---------------------------------------------------------------------------------------------------------------------

const timeWindow = {from: 0, to: 1};
const kindColours = ["c0", "c1", "c4", "c7"];

async function drawTimeline() {
  const timeline = report.timeline,
    view = element("timeline-view"),
    bins = timeline.bins,
    kinds = timeline.kinds.length;
  const activity = await blob(timeline.activity),
    ends = await endsOf(timeline);
  const cycles = bins * timeline.bin_cycles,
    from = timeWindow.from * cycles,
    to = timeWindow.to * cycles;
  const canvas = make("canvas", {role: "img", ariaLabel: "What each core does over time", tabIndex: 0});
  const tip = make("p", {className: "tip"}, "w and s zoom, a and d move; a bin is " + timeline.bin_cycles + " cycles");
  const legend = make("p", {className: "legend"});
  timeline.kinds.forEach((kind, i) =>
    legend.append(make("span", {className: "swatch " + kindColours[i % 4]}), " " + kind + "  "),
  );
  legend.append("— a line where a population ends a step");
  view.replaceChildren(
    make("h3", {}, "Time line of the cores"),
    legend,
    make(
      "div",
      {className: "controls"},
      make("button", {type: "button", onclick: saveTrace}, "Save as a trace for Perfetto"),
    ),
    canvas,
    tip,
  );
  view.hidden = false;
  const rowHeight = 34,
    {pen, width} = prepare(canvas, timeline.cores.length * (rowHeight + 6) + 22),
    right = width - 8;
  const left = 64,
    scale = (right - left) / (to - from);
  timeline.cores.forEach((core, row) => {
    const top = row * (rowHeight + 6) + 2,
      name = core.join(",");
    pen.fillStyle = selection.core === name ? styleOf("mark") : styleOf("field");
    pen.fillRect(left, top, right - left, rowHeight);
    pen.fillStyle = styleOf("ink");
    pen.textAlign = "right";
    pen.fillText(name, left - 8, top + rowHeight / 2);
    for (let kind = 0; kind < kinds; ++kind) {
      const band = rowHeight / kinds,
        base = top + (kind + 1) * band;
      pen.fillStyle = styleOf(kindColours[kind % 4]);
      const firstBin = Math.floor(from / timeline.bin_cycles),
        lastBin = Math.min(bins, Math.ceil(to / timeline.bin_cycles));
      for (let bin = firstBin; bin < lastBin; ++bin) {
        const share = activity[(row * bins + bin) * kinds + kind] / 255;
        if (share === 0) continue;
        const x = left + (bin * timeline.bin_cycles - from) * scale;
        pen.fillRect(Math.max(left, x), base - share * band, Math.max(0.6, timeline.bin_cycles * scale), share * band);
      }
    }
    timeline.populations.forEach((population, number) => {
      if (population.core.join(",") !== name) return;
      const marks = ends[number].filter((end) => end >= from && end <= to);
      if (marks.length * 3 > right - left) return;
      pen.fillStyle = layerColour(population.layer);
      for (const end of marks) pen.fillRect(left + (end - from) * scale, top, 1.5, rowHeight);
    });
  });
  axis(pen, left, right, timeline.cores.length * (rowHeight + 6) + 4, Math.round(from), Math.round(to), "cycle");
  canvas.addEventListener("pointermove", (event) => {
    const row = Math.floor(event.offsetY / (rowHeight + 6)),
      core = timeline.cores[row];
    const cycle = from + (event.offsetX - left) / scale,
      bin = Math.floor(cycle / timeline.bin_cycles);
    if (!core || bin < 0 || bin >= bins || cycle < from) return;
    const shares = timeline.kinds.map(
      (kind, i) => kind + " " + Math.round(activity[(row * bins + bin) * kinds + i] / 2.55) + " %",
    );
    tip.textContent =
      "core " + core.join(",") + ", cycles from " + bin * timeline.bin_cycles + ": " + shares.join(", ");
  });
  canvas.addEventListener("click", (event) => {
    const core = timeline.cores[Math.floor(event.offsetY / (rowHeight + 6))];
    if (core) select({core: core.join(",")});
  });
}

async function endsOf(timeline) {
  const numbers = new Varints(await blob(timeline.ends));
  return timeline.populations.map((population) => {
    let at = 0;
    return Array.from({length: population.steps}, () => (at += numbers.next()));
  });
}

function moveTime(zoom, shift) {
  const span = Math.min(1, Math.max(0.002, (timeWindow.to - timeWindow.from) * zoom));
  const middle = (timeWindow.from + timeWindow.to) / 2 + shift * span;
  timeWindow.from = Math.min(1 - span, Math.max(0, middle - span / 2));
  timeWindow.to = timeWindow.from + span;
  drawTimeline();
}

/// The trace event format of Chrome, which Perfetto reads: a cycle is a microsecond.
async function saveTrace() {
  const text = JSON.stringify(await traceOf(report.timeline));
  const link = make("a", {
    href: URL.createObjectURL(new Blob([text], {type: "application/json"})),
    download: "trace.json",
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function traceOf(timeline) {
  const events = [{ph: "M", pid: 0, name: "process_name", args: {name: "chip"}}];
  const ends = await endsOf(timeline),
    activity = await blob(timeline.activity),
    kinds = timeline.kinds.length;
  timeline.populations.forEach((population, number) => {
    events.push({
      ph: "M",
      pid: 0,
      tid: number + 1,
      name: "thread_name",
      args: {name: "core " + population.core.join(",") + " slot " + population.slot + ": " + population.layer},
    });
    let begin = 0;
    ends[number].forEach((end, step) => {
      events.push({
        ph: "X",
        pid: 0,
        tid: number + 1,
        ts: begin,
        dur: end - begin,
        name: population.layer,
        args: {step},
      });
      begin = end;
    });
  });
  timeline.cores.forEach((core, row) => {
    for (let bin = 0; bin < timeline.bins; ++bin) {
      const args = {};
      timeline.kinds.forEach((kind, i) => {
        args[kind] = Math.round(activity[(row * timeline.bins + bin) * kinds + i] / 2.55);
      });
      events.push({
        ph: "C",
        pid: 0,
        name: "core " + core.join(",") + ", % of cycles",
        ts: bin * timeline.bin_cycles,
        args,
      });
    }
  });
  return {traceEvents: events, displayTimeUnit: "ns"};
}

// ---------------------------------------------------------------------------------------------------------------------
// The start
// ---------------------------------------------------------------------------------------------------------------------

async function drawAll() {
  const drawn = [];
  if (phases.length > 0) drawn.push(drawPhases());
  if (report.activity) drawn.push(drawRaster());
  if (report.potentials) drawn.push(drawPotential());
  if (report.timeline) drawn.push(drawTimeline());
  if (drawnLayers.length > 0 && element("weights-view")) drawn.push(drawWeights());
  await Promise.all(drawn);
}

function chooseOfLayer(layer) {
  const index = report.potentials.neurons.findIndex((neuron) => neuron.layer === layer);
  if (index >= 0 && report.potentials.neurons[selection.neuron]?.layer !== layer) selection.neuron = index;
}

async function start() {
  const section = readAddress();
  if (selection.layer !== null && report.potentials && selection.neuron === 0) chooseOfLayer(selection.layer);
  await drawAll();
  showSelection();
  if (report.timeline)
    Object.assign(keys, {
      w: () => moveTime(0.5, 0),
      s: () => moveTime(2, 0),
      a: () => moveTime(1, -0.25),
      d: () => moveTime(1, 0.25),
    });
  listeners.push((change) => {
    if (change.theme) drawAll();
    if (report.activity && "sample" in change) drawRaster();
    if (report.potentials && change.layer) chooseOfLayer(change.layer);
    if (report.potentials && ("neuron" in change || change.layer)) drawPotential();
    if (report.timeline && "core" in change) drawTimeline();
    if (element("weights-view") && drawnLayers.some((row) => row.layer === change.layer)) drawWeights();
  });
  let pending = null;
  window.addEventListener("resize", () => {
    clearTimeout(pending);
    pending = setTimeout(drawAll, 150);
  });
  window.addEventListener("hashchange", () => {
    const to = readAddress();
    showSelection();
    drawAll();
    if (to && sections.includes(to)) element(to).scrollIntoView();
  });
  for (const id of ["theme", "help-button"]) element(id).hidden = false;
  if (section && document.getElementById(section)) document.getElementById(section).scrollIntoView();
}

start().then(
  () => {
    document.body.dataset.ready = "1";
  },
  (error) => {
    document.body.dataset.error = String((error && error.stack) || error);
  },
);
