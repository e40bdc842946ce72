// Spikes and potentials, and what all drawings on canvases share.

/// A canvas as sharp as the screen, and what draws on it.
function prepare(canvas, height) {
  const ratio = Math.min(2, window.devicePixelRatio || 1),
    width = Math.max(200, canvas.clientWidth || 900);
  canvas.style.height = height + "px";
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  pen.clearRect(0, 0, width, height);
  pen.font = "12px system-ui, sans-serif";
  pen.textBaseline = "middle";
  return {pen, width, height};
}

function chooser(label, options, value, onChange) {
  const field = make("select", {onchange: () => onChange(field.value)});
  for (const [key, text] of options)
    field.append(make("option", {value: key, selected: String(key) === String(value)}, text));
  return make("label", {}, label + " ", field);
}

function axis(pen, left, right, y, from, to, unit) {
  pen.fillStyle = styleOf("soft");
  pen.strokeStyle = styleOf("line");
  const span = to - from,
    rough = span / 8,
    power = 10 ** Math.floor(Math.log10(Math.max(rough, 1e-9)));
  const step = Math.max(
    1,
    [1, 2, 5, 10].map((f) => f * power).find((s) => s >= rough),
  );
  for (let tick = Math.ceil(from / step) * step; tick <= to; tick += step) {
    const x = left + ((tick - from) / span) * (right - left);
    pen.textAlign = x > right - 40 ? "right" : x < left + 10 ? "left" : "center";
    pen.fillText(String(tick), x, y + 8);
  }
  pen.textAlign = "right";
  pen.fillText(unit, left - 8, y + 8);
}

// ---------------------------------------------------------------------------------------------------------------------
// Spikes
// ---------------------------------------------------------------------------------------------------------------------

const labelWidth = 150;

/// The spikes of a layer: for each kept step of all samples neuron numbers and counts.
async function spikesOf(layer) {
  const numbers = new Varints(await blob(layer.blob)),
    starts = [0],
    neurons = [],
    counts = [];
  while (!numbers.isAtEnd) {
    let neuron = 0;
    for (let left = numbers.next(); left > 0; --left) {
      const code = numbers.next();
      neuron += Math.floor(code / 2);
      neurons.push(neuron);
      counts.push(code % 2 ? numbers.next() : 1);
    }
    starts.push(neurons.length);
  }
  return {starts, neurons, counts};
}

function firstStepOf(sample) {
  return report.activity.samples.slice(0, sample).reduce((sum, each) => sum + each.steps, 0);
}

const rasterState = {engine: null, from: 0, to: null};
const against = " against float";

/// What is drawn one below the other: inputs, then the layers of an engine, each beside that of the float network.
function rasterFields(engine, other) {
  const inputs = report.activity.inputs.map((input) => ({...input, name: input.input}));
  const layers = engine.layers.map((layer) => ({
    ...layer,
    name: layer.layer,
    other: other?.layers.find((one) => one.layer === layer.layer) ?? null,
  }));
  return [...inputs, ...layers];
}

async function drawRaster() {
  const activity = report.activity,
    view = element("raster-view");
  const sample = Math.min(selection.sample, activity.samples.length - 1),
    steps = activity.samples[sample].steps;
  const engines = activity.engines.map((engine) => engine.engine);
  rasterState.engine ??= engines[engines.length - 1];
  const showsDifferences = rasterState.engine.endsWith(against);
  const name = showsDifferences ? rasterState.engine.slice(0, -against.length) : rasterState.engine;
  const engine = activity.engines.find((each) => each.engine === name);
  const other = name === "float" ? null : activity.engines.find((each) => each.engine === "float");
  const fields = rasterFields(engine, other);
  const from = Math.min(rasterState.from, steps - 1),
    to = Math.min(rasterState.to ?? steps, steps);
  const canvas = make("canvas", {role: "img", ariaLabel: "Spikes of each layer over time", tabIndex: 0});
  const tip = make("p", {className: "tip"}, "drag over steps to look closer; double click for the whole sample");
  const choices = engines.map((each) => [each, each]);
  if (engines.includes("float"))
    for (const each of engines) if (each !== "float") choices.push([each + against, each + against]);
  view.replaceChildren(
    make("h3", {}, "Raster"),
    make(
      "p",
      {},
      "A field for each input and layer, its first neuron at the top; below it its spikes a step" +
        (other ? ", with those of the float network as a line" : "") +
        ".",
    ),
    make(
      "div",
      {className: "controls"},
      chooser(
        "sample",
        activity.samples.map((each, i) => [i, i + ": " + each.name]),
        sample,
        (value) => {
          rasterState.from = 0;
          rasterState.to = null;
          select({sample: Number(value)});
        },
      ),
      chooser("engine", choices, rasterState.engine, (value) => {
        rasterState.engine = value;
        drawRaster();
      }),
    ),
    canvas,
    tip,
  );
  if (showsDifferences)
    view.insertBefore(
      make(
        "p",
        {className: "legend"},
        make("span", {className: "swatch full"}),
        " " + name + " alone  ",
        make("span", {className: "swatch l3"}),
        " float alone  ",
        make("span", {className: "swatch c7"}),
        " both, as often",
      ),
      canvas,
    );
  view.hidden = false;
  const fieldHeight = 92,
    rateHeight = 34,
    each = fieldHeight + rateHeight + 14;
  const {pen, width} = prepare(canvas, fields.length * each + 22);
  const right = width - 8,
    scale = (right - labelWidth) / Math.max(1, to - from),
    first = firstStepOf(sample);
  for (const [index, field] of fields.entries()) {
    const top = index * each + 4,
      spikes = await spikesOf(field),
      kept = spikes.starts.length - 1;
    const neurons = field.shape.reduce((product, extent) => product * extent, 1);
    const compared = field.other ? await spikesOf(field.other) : null;
    labelLayer(pen, field, neurons, top);
    drawField(pen, spikes, showsDifferences ? compared : null, {
      first,
      from,
      to,
      kept,
      scale,
      top,
      height: fieldHeight,
      neurons,
      right,
      colour: layerColour(field.name),
    });
    drawRates(pen, spikes, compared, {
      first,
      from,
      to,
      scale,
      top: top + fieldHeight + 3,
      height: rateHeight,
      right,
      colour: layerColour(field.name),
    });
  }
  axis(pen, labelWidth, right, fields.length * each + 4, from, to, "step");
  const stepAt = (event) => from + (event.offsetX - labelWidth) / scale;
  canvas.addEventListener("pointermove", (event) => {
    const field = fields[Math.floor(event.offsetY / each)],
      step = Math.floor(stepAt(event));
    const share = ((event.offsetY % each) - 4) / fieldHeight;
    if (field && step >= from && step < to && share >= 0 && share < 1)
      tip.textContent = field.name + " " + placeIn(field.shape, share) + ", step " + step;
  });
  let pressed = null;
  canvas.addEventListener("pointerdown", (event) => {
    pressed = stepAt(event);
  });
  canvas.addEventListener("pointerup", (event) => {
    const released = stepAt(event);
    if (pressed !== null && Math.abs(released - pressed) * scale > 6) {
      rasterState.from = Math.max(0, Math.floor(Math.min(pressed, released)));
      rasterState.to = Math.min(steps, Math.max(rasterState.from + 1, Math.ceil(Math.max(pressed, released))));
      drawRaster();
    } else {
      const field = fields[Math.floor(event.offsetY / each)];
      if (field?.layer) select({layer: field.layer});
    }
    pressed = null;
  });
  canvas.addEventListener("dblclick", () => {
    rasterState.from = 0;
    rasterState.to = null;
    drawRaster();
  });
}

/// The neuron at a share of a field's height, as channel, row and column.
function placeIn([channels, rows, columns], share) {
  const neuron = Math.floor(share * channels * rows * columns),
    pixels = rows * columns;
  return (
    "[" + [Math.floor(neuron / pixels), Math.floor((neuron % pixels) / columns), neuron % columns].join(", ") + "]"
  );
}

function labelLayer(pen, layer, neurons, top) {
  pen.textAlign = "left";
  pen.fillStyle = layerColour(layer.name);
  pen.fillRect(0, top, 5, 34);
  pen.fillStyle = styleOf("ink");
  pen.fillText(layer.name, 10, top + 9, labelWidth - 16);
  pen.fillStyle = styleOf("soft");
  pen.fillText(neurons + " neurons", 10, top + 26, labelWidth - 16);
}

/// Spikes in bins as fine as the screen: the more of a bin's neurons and steps spike, the darker it is. Beside those of
/// another network: what one of them has more of.
function drawField(pen, spikes, other, place) {
  const {first, to, kept, from, scale, top, height, neurons, right} = place;
  pen.fillStyle = styleOf("field");
  pen.fillRect(labelWidth, top, right - labelWidth, height);
  const columns = Math.max(1, Math.floor(right - labelWidth)),
    rows = Math.min(height, neurons);
  const bins = binsOf(spikes, place, columns, rows),
    others = other ? binsOf(other, place, columns, rows) : bins;
  const full = Math.max(1, neurons / rows) * Math.max(1, 1 / scale);
  const dot = Math.max(1, Math.min(scale, 6)),
    line = Math.max(1, height / rows - (rows < 30 ? 1 : 0));
  const colours = other ? [styleOf("c7"), styleOf("bad"), styleOf("l3")] : [place.colour];
  for (const [kind, colour] of colours.entries()) {
    pen.fillStyle = colour;
    for (let bin = 0; bin < bins.length; ++bin) {
      const count = Math.max(bins[bin], others[bin]);
      if (count === 0 || kind !== (bins[bin] === others[bin] ? 0 : bins[bin] > others[bin] ? 1 : 2)) continue;
      pen.globalAlpha = other && kind > 0 ? 1 : Math.min(1, 0.35 + (0.65 * count) / full);
      pen.fillRect(labelWidth + (bin % columns), top + (Math.floor(bin / columns) * height) / rows, dot, line);
    }
  }
  pen.globalAlpha = 1;
  if (first + to > kept) {
    const x = labelWidth + Math.max(0, kept - first - from) * scale;
    pen.fillStyle = styleOf("soft");
    pen.textAlign = "left";
    pen.fillText("counted, but not kept from here on", Math.min(x + 4, right - 220), top + height / 2);
  }
}

function binsOf(spikes, {first, from, to, scale, neurons}, columns, rows) {
  const bins = new Float32Array(columns * rows),
    until = Math.min(first + to, spikes.starts.length - 1);
  for (let step = first + from; step < until; ++step) {
    const column = Math.min(columns - 1, Math.floor((step - first - from) * scale));
    for (let i = spikes.starts[step]; i < spikes.starts[step + 1]; ++i)
      bins[Math.floor((spikes.neurons[i] / neurons) * rows) * columns + column] += spikes.counts[i];
  }
  return bins;
}

function ratesOf(spikes, first, from, to) {
  const rates = new Float64Array(to - from);
  for (let step = from; step < to && first + step + 1 < spikes.starts.length; ++step)
    for (let i = spikes.starts[first + step]; i < spikes.starts[first + step + 1]; ++i)
      rates[step - from] += spikes.counts[i];
  return rates;
}

function drawRates(pen, spikes, compared, {first, from, to, scale, top, height, right, colour}) {
  const rates = ratesOf(spikes, first, from, to),
    others = compared ? ratesOf(compared, first, from, to) : null;
  const most = Math.max(1, ...rates, ...(others ?? []));
  pen.fillStyle = colour;
  rates.forEach((rate, i) => {
    const tall = (rate / most) * height;
    pen.fillRect(labelWidth + i * scale, top + height - tall, Math.max(0.7, scale - (scale > 3 ? 0.6 : 0)), tall);
  });
  if (others) {
    pen.strokeStyle = styleOf("ink");
    pen.lineWidth = 1;
    pen.beginPath();
    others.forEach((rate, i) => pen.lineTo(labelWidth + (i + 0.5) * scale, top + height - (rate / most) * height));
    pen.stroke();
  }
  pen.fillStyle = styleOf("soft");
  pen.textAlign = "left";
  pen.fillText("up to " + most + " a step", 10, top + height / 2, labelWidth - 16);
  pen.strokeStyle = styleOf("line");
  pen.strokeRect(labelWidth, top, right - labelWidth, height);
}

// ---------------------------------------------------------------------------------------------------------------------
// Potentials of a neuron
// ---------------------------------------------------------------------------------------------------------------------

function neuronName(neuron) {
  return neuron.layer + " [" + neuron.place.join(", ") + "], " + neuron.spikes + " spikes";
}

async function drawPotential() {
  const potentials = report.potentials,
    view = element("potential-view");
  const bytes = await blob(potentials.blob),
    values = new DataView(bytes.buffer, bytes.byteOffset);
  const index = Math.min(selection.neuron, potentials.neurons.length - 1),
    neuron = potentials.neurons[index];
  const steps = potentials.steps,
    count = potentials.neurons.length;
  const trace = (engine, which) => {
    const factor = potentials.engines[engine] === "float" ? 1 : 1 / (neuron.scale ?? 1);
    return Float64Array.from(
      {length: steps},
      (_, step) => values.getFloat32(4 * (((engine * count + index) * 2 + which) * steps + step), true) * factor,
    );
  };
  const canvas = make("canvas", {role: "img", ariaLabel: "Membrane potential of " + neuronName(neuron)});
  const legend = make("p", {className: "legend"});
  view.replaceChildren(
    make("h3", {}, "Membrane potential"),
    make(
      "p",
      {},
      "After integration, before spikes are subtracted, in sample " +
        potentials.sample +
        "; integers divided by the scale of their channel" +
        (neuron.scale ? " (" + neuron.scale.toPrecision(4) + ")" : "") +
        ". Equal lines lie on each other: the wider one is below.",
    ),
    make(
      "div",
      {className: "controls"},
      chooser(
        "neuron",
        potentials.neurons.map((each, i) => [i, neuronName(each)]),
        index,
        (value) => select({neuron: Number(value)}),
      ),
    ),
    legend,
    canvas,
  );
  view.hidden = false;
  const {pen, width, height} = prepare(canvas, 230),
    right = width - 8,
    bottom = height - 22,
    top = 8;
  const traces = potentials.engines.map((_, engine) => trace(engine, 0));
  const threshold = neuron.threshold === null ? null : neuron.threshold / (neuron.scale ?? 1);
  let least = 0;
  let most = threshold ?? 0;
  for (const value of traces.flatMap((trace) => [...trace]).filter(Number.isFinite)) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const y = (value) => bottom - ((value - least) / Math.max(most - least, 1e-12)) * (bottom - top);
  const scale = (right - 60) / Math.max(1, steps);
  pen.strokeStyle = styleOf("line");
  for (const [value, text] of [[0, "0"], ...(threshold === null ? [] : [[threshold, "threshold"]])]) {
    pen.beginPath();
    pen.setLineDash(value === 0 ? [] : [5, 4]);
    pen.moveTo(60, y(value));
    pen.lineTo(right, y(value));
    pen.stroke();
    pen.fillStyle = styleOf("soft");
    pen.textAlign = "right";
    pen.fillText(text, 56, y(value), 54);
  }
  pen.setLineDash([]);
  const colours = ["c7", "c4", "c1", "c2"],
    widths = [1.8, 4, 1.4, 1.2];
  const order = [...traces.keys()].sort((a, b) => widths[b] - widths[a]);
  for (const engine of order) {
    pen.strokeStyle = styleOf(colours[engine % 4]);
    pen.lineWidth = widths[engine % 4];
    pen.beginPath();
    traces[engine].forEach((value, step) => pen.lineTo(60 + (step + 0.5) * scale, y(value)));
    pen.stroke();
  }
  potentials.engines.forEach((name, engine) => {
    legend.append(make("span", {className: "swatch " + colours[engine % 4]}), " " + name + "  ");
  });
  axis(pen, 60, right, bottom + 2, 0, steps, "step");
}
