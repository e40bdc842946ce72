//===- RtlEngine.cpp - a chip with a clock as an engine -------------------===//

#include "sim/mesh/rtl/RtlEngine.h"
#include "sim/mesh/rtl/StallReport.h"
#include <algorithm>
#include <fmt/format.h>

using namespace snnc;
using namespace snnc::sim;

llvm::Expected<std::unique_ptr<RtlEngine>> RtlEngine::create(std::shared_ptr<const mesh::LoadedImage> image,
                                                             const RtlOptions &options) {
  auto codec = mesh::FieldCodec::create(image->image.target);
  if (!codec)
    return codec.takeError();
  std::unique_ptr<RtlEngine> engine(new RtlEngine(image, options, std::move(*codec)));
  if (llvm::Error error = checkOutputEdges(*image, engine->symbols))
    return std::move(error);
  if (options.cycleModel) {
    auto model = CycleModel::create(image, engine->symbols);
    if (!model)
      return model.takeError();
    engine->cycleModel = model->get();
    if (options.timeline)
      engine->timeline.emplace(*image, engine->symbols);
    engine->model = std::move(*model);
  } else {
    auto model = Model::load(image->image.target, options.model);
    if (!model)
      return model.takeError();
    if (!options.model.waveform.empty())
      engine->waveformModel = model->get();
    if (!options.model.vcd)
      engine->waveform = options.model.waveform;
    engine->waveformFrom = options.waveformFrom;
    engine->waveformTo = options.waveformTo;
    engine->model = std::move(*model);
    // What configures the chip is a part of the first step.
    if (engine->waveformModel && options.waveformFrom == 0)
      if (llvm::Error error = engine->beginWaveform())
        return std::move(error);
  }
  engine->model->onCommit = [self = engine.get()](const snnc_rtl_commit &record) { self->records.push_back(record); };
  return engine;
}

/// The cycles that the longest firing of a max pool may take: in the worst case half the pixels of each window spike,
/// and from each of them the other half is looked at first.
static uint64_t longestPooling(const mesh::LoadedImage &loaded) {
  uint64_t longest = 0;
  for (const mesh::PopulationSymbol &symbol : loaded.image.populations) {
    const mesh::PopulationEntry &entry = *loaded.program.core(symbol.coreX, symbol.coreY).populations[symbol.slot];
    if (!mesh::isMaxPool(entry))
      continue;
    uint64_t taps = uint64_t(std::min(entry.windowHeight, entry.height) * std::min(entry.windowWidth, entry.width));
    longest = std::max(longest, mesh::listWords(entry, loaded.program.target) * (taps * taps + 16 * taps));
  }
  return longest;
}

/// The cycles that one spike may take at most: nothing else holds up a packet for longer than a firing.
static uint64_t longestSpike(const mesh::LoadedImage &loaded) {
  int64_t longest = 0;
  for (const mesh::CoreProgram &core : loaded.program.cores)
    for (const auto &port : core.ports) {
      if (!port || !core.populations[port->population])
        continue;
      const mesh::PopulationEntry &population = *core.populations[port->population];
      int64_t rows = std::min((port->kernelHeight + port->strideY - 1) / port->strideY, population.height);
      int64_t columns = std::min((port->kernelWidth + port->strideX - 1) / port->strideX, population.width);
      longest = std::max(longest, rows * columns * population.groups);
    }
  return uint64_t(longest);
}

RtlEngine::RtlEngine(std::shared_ptr<const mesh::LoadedImage> loaded, const RtlOptions &options, mesh::FieldCodec codec)
    : image(std::move(loaded)), symbols(*image), codec(std::move(codec)), host(*image, symbols, this->codec),
      overlapSamples(options.overlapSamples), layerStates(symbols.layers().size()) {
  if (options.stallSeed)
    stalls.emplace(*options.stallSeed);
  sums.spikes.assign(layers().size(), 0);
  sums.cappedCounts.resize(layers().size());
  for (const PopulationTile &tile : symbols.populations()) {
    layerStates[tile.layer].populations.push_back(uint32_t(populations.size()));
    FiringParameters firing(tile, image->program.core(tile.coreX, tile.coreY));
    if (firing.hasCap())
      sums.cappedCounts[tile.layer] = 0;
    populations.push_back({tile, edgesOf(*image, symbols, tile), std::move(firing), 0, {}});
  }
  const mesh::TargetDescription &target = image->image.target;
  patience = 20000 + 16 * target.stateWords + 100 * longestSpike(*image) + longestPooling(*image);
}

//===----------------------------------------------------------------------===//
// The waveform
//===----------------------------------------------------------------------===//

llvm::Error RtlEngine::beginWaveform() {
  waveformBegan = true;
  if (llvm::Error error = waveformModel->startWaveform())
    return error;
  log.emplace();
  return llvm::Error::success();
}

void RtlEngine::endWaveform() {
  waveformModel->endWaveform();
  if (!waveform.empty())
    if (llvm::Error error = addText(waveform, *image, symbols, codec, *log))
      llvm::errs() << "note: " << llvm::toString(std::move(error)) << "\n";
  log.reset();
}

RtlEngine::~RtlEngine() {
  if (log)
    endWaveform();
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

llvm::Expected<Progress> RtlEngine::step(llvm::ArrayRef<SpikeFrame> frames, bool last, Observer &caller) {
  if (frames.size() != inputs().size())
    return llvm::createStringError("a step has " + llvm::Twine(frames.size()) + " frames, the network has " +
                                   llvm::Twine(inputs().size()) + " inputs");
  bool begins = host.fed().empty() || host.fed().back().last;
  if (llvm::Error error = checkStep(sampleLimit(), begins ? 0 : host.fed().back().at.step + 1))
    return std::move(error);
  if (waveformModel && !waveformBegan && host.fed().size() == waveformFrom)
    if (llvm::Error error = beginWaveform())
      return std::move(error);
  observer = &caller;
  host.feed(frames, last, *this);
  if (log)
    log->addStep(waveformTime(ticks + 1), host.fed().back().at);
  ++sums.steps;
  sums.countInputs(inputs(), frames);
  sums.samples += last;
  if (last && !overlapSamples)
    return drain(caller);
  return clockUntil(caller, [&] { return host.idle() && !pins.in_valid; });
}

llvm::Expected<Progress> RtlEngine::drain(Observer &caller) {
  return clockUntil(caller, [&] { return isFinished(); });
}

bool RtlEngine::isFinished() const {
  size_t fed = host.fed().size();
  for (const Population &population : populations)
    if (population.fired < fed)
      return false;
  for (uint32_t i = 0; i < outputs().size(); ++i)
    if (host.completed(i) < fed)
      return false;
  return host.idle() && !pins.in_valid;
}

template <typename Until> llvm::Expected<Progress> RtlEngine::clockUntil(Observer &caller, Until &&until) {
  observer = &caller;
  while (!stopped && !until())
    if (llvm::Error error = clock())
      return std::move(error);
  sums.synapticOperations += std::exchange(host.synapticOperations, 0);
  observer = nullptr;
  return stopped ? Progress::Stopped : Progress::Done;
}

llvm::Error RtlEngine::clock() {
  ++sums.cycles;
  llvm::Error error = clockChip();
  if (timeline && !error)
    timeline->clock(sums.cycles, *cycleModel);
  return error;
}

llvm::Error RtlEngine::clockChip() {
  bool hold = stalls && (*stalls)() % 4 == 0;
  if (!pins.in_valid && !hold)
    if (std::optional<uint64_t> packet = host.nextPacket()) {
      pins.in_packet = *packet;
      pins.in_valid = 1;
    }
  pins.out_ready = !(stalls && (*stalls)() % 3 == 0);
  model->cycle(pins);
  ++ticks;
  if (const char *failure = model->failure())
    return llvm::make_error<EngineFailure>(fmt::format("RTL assertion failed in cycle {}: {}", sums.cycles, failure));

  bool progress = !records.empty();
  for (const snnc_rtl_commit &record : records)
    if (llvm::Error error = takeRecord(record))
      return error;
  records.clear();
  if (pins.in_valid && pins.in_accepted) {
    pins.in_valid = 0;
    ++fromHost;
    progress |= pollsMissing == 0;
  }
  if (pins.out_valid && pins.out_ready) {
    progress |= pollsMissing == 0;
    if (llvm::Error error = host.take(pins.out_packet, *this))
      return error;
  }
  return watch(progress);
}

//===----------------------------------------------------------------------===//
// Records
//===----------------------------------------------------------------------===//

llvm::Error RtlEngine::takeRecord(const snnc_rtl_commit &record) {
  int index = symbols.find(record.core_x, record.core_y, record.population);
  if (index < 0)
    return llvm::make_error<EngineFailure>(fmt::format("core ({}, {}) commits for population {}, which does not run",
                                                       record.core_x, record.core_y, record.population));
  Population &population = populations[index];
  Layer &layer = layerStates[population.tile.layer];
  auto broken = [&](const std::string &what) {
    return llvm::make_error<EngineFailure>(fmt::format("a tile of layer '{}' (core ({}, {}), population {}) {}",
                                                       layers()[population.tile.layer].name, record.core_x,
                                                       record.core_y, record.population, what));
  };
  if (population.fired >= host.fed().size())
    return broken(fmt::format("fires step {}, but only {} were fed", population.fired, host.fed().size()));
  const FedStep &step = host.fed()[population.fired];
  if (log)
    log->addCommit(waveformTime(ticks), int(record.core_y * image->program.target.cols + record.core_x), symbols,
                   population.tile, step.at, record);
  if (record.word == SNNC_RTL_FIRED) {
    if (bool(record.count[0]) != step.last)
      return broken(fmt::format("{} in step {} of sample {}", step.last ? "does not end the sample" : "ends the sample",
                                step.at.step, step.at.sample));
    if (population.fired > layer.step && observer->wantsCommits)
      population.early.push_back(record);
    ++population.fired;
    if (timeline)
      timeline->endStep(uint32_t(index), sums.cycles);
    endLayer(layer);
    if (log && waveformTo != UINT32_MAX &&
        llvm::all_of(populations, [&](const Population &one) { return one.fired > waveformTo; }))
      endWaveform();
    return llvm::Error::success();
  }
  if (record.word >= population.tile.words())
    return broken(fmt::format("commits word {} of {}", record.word, population.tile.words()));
  count(population, record, step.last);
  if (!observer->wantsCommits)
    return llvm::Error::success();
  if (population.fired == layer.step)
    report(population, record);
  else
    population.early.push_back(record);
  return llvm::Error::success();
}

/// Adds up what the record stands for: its spikes, and what they will cost on the edges of the population.
void RtlEngine::count(const Population &population, const snnc_rtl_commit &record, bool last) {
  const PopulationTile &tile = population.tile;
  uint32_t pixels = tile.height * tile.width;
  for (uint32_t lane = 0; lane < tile.lanes; ++lane) {
    if (record.count[lane] == 0)
      continue;
    sums.spikes[tile.layer] += uint64_t(record.count[lane]);
    if (population.firing.hasCap())
      *sums.cappedCounts[tile.layer] +=
          population.firing.isCapped(population.firing.groups[record.word / pixels], lane, record.integrated[lane]);
    for (const ChipEdge &edge : population.edges) {
      PortSpike spike{record.word / pixels * tile.lanes + lane, record.word % pixels / tile.width,
                      record.word % tile.width, record.count[lane]};
      if (edge.receiver >= 0 && !(edge.delayed && last) && edge.filter.apply(spike.channel, spike.y, spike.x))
        sums.synapticOperations += operationsOf(edge, spike, populations[edge.receiver].tile);
    }
  }
}

void RtlEngine::report(const Population &population, const snnc_rtl_commit &record) {
  double integrated[SNNC_RTL_MAX_LANES], counts[SNNC_RTL_MAX_LANES], stored[SNNC_RTL_MAX_LANES];
  double current[SNNC_RTL_MAX_LANES];
  WordNeurons neurons = population.tile.neurons(record.word);
  for (uint32_t lane = 0; lane < neurons.n; ++lane) {
    integrated[lane] = record.integrated[lane];
    counts[lane] = record.count[lane];
    stored[lane] = record.stored[lane];
    current[lane] = record.current[lane];
  }
  Moment at = host.fed()[layerStates[population.tile.layer].step].at;
  stopped |=
      !stopped && !observer->commit({at, neurons.layer, neurons.first, neurons.stride, neurons.n, integrated, counts,
                                     stored, Place{record.core_x, record.core_y, record.population, record.word},
                                     population.tile.hasCurrent ? current : nullptr});
}

/// Ends the layer's step once every tile has fired it, and hands on what tiles that are ahead have committed since.
void RtlEngine::endLayer(Layer &layer) {
  auto isDone = [&] {
    return std::all_of(layer.populations.begin(), layer.populations.end(),
                       [&](uint32_t index) { return populations[index].fired > layer.step; });
  };
  while (!stopped && isDone()) {
    uint32_t index = uint32_t(&layer - layerStates.data());
    if (observer->wantsCommits)
      stopped |= !observer->endStep(index, host.fed()[layer.step].at);
    ++layer.step;
    for (uint32_t tile : layer.populations) {
      Population &population = populations[tile];
      // Records of a step end with a mark of it; those of the step under way have none yet.
      while (!population.early.empty() && !stopped) {
        snnc_rtl_commit record = population.early.front();
        population.early.pop_front();
        if (record.word == SNNC_RTL_FIRED)
          break;
        report(population, record);
      }
    }
  }
}

void RtlEngine::output(uint32_t output, Moment at, uint32_t neuron, int32_t count) {
  stopped |= !stopped && !observer->output(output, at, neuron, count * symbols.unitOf(output));
}

void RtlEngine::endOutput(uint32_t output, Moment at) { stopped |= !stopped && !observer->endOutput(output, at); }

//===----------------------------------------------------------------------===//
// The watchdog
//===----------------------------------------------------------------------===//

llvm::Error RtlEngine::watch(bool progress) {
  quiet = progress ? 0 : quiet + 1;
  if (progress)
    polls = 0;
  if (quiet < patience)
    return llvm::Error::success();
  quiet = 0;
  // A core takes a packet and answers a READ within the patience, whatever else it does.
  bool stuck = pollsMissing > 0 || pins.in_valid || (polls >= 2 && pollSum == lastPollSum);
  if (!stuck) {
    poll();
    return llvm::Error::success();
  }
  ChipProgress state{*image, symbols, host, {}, {}};
  for (const Population &population : populations) {
    state.fired.push_back(population.fired);
    state.edges.push_back(population.edges);
  }
  return llvm::make_error<EngineFailure>(
      fmt::format("the chip stands still in cycle {}: {}", sums.cycles, describeStandstill(state)));
}

/// Asks every core how many spikes it has taken: spikes between cores are all that the host does not see otherwise.
void RtlEngine::poll() {
  lastPollSum = std::exchange(pollSum, 0);
  for (const mesh::CoreProgram &core : image->program.cores)
    if (core.used()) {
      host.read(core.x, core.y, mesh::Counter::SpikesIn);
      ++pollsMissing;
    }
}

void RtlEngine::reply(uint32_t coreX, uint32_t coreY, uint32_t value) {
  if (isReadingCounter) {
    counterRead = value;
    return;
  }
  pollSum += value;
  if (--pollsMissing == 0)
    ++polls;
}

//===----------------------------------------------------------------------===//
// The account of cycles
//===----------------------------------------------------------------------===//

/// The clock runs for it, but the cycles are not those of the network.
llvm::Expected<uint32_t> RtlEngine::readCounter(uint32_t coreX, uint32_t coreY, mesh::Counter counter) {
  host.read(coreX, coreY, counter);
  isReadingCounter = true;
  counterRead.reset();
  llvm::Error error = llvm::Error::success();
  while (!counterRead && !error)
    error = clockChip();
  isReadingCounter = false;
  if (error)
    return std::move(error);
  return *counterRead;
}

static std::vector<CycleReport::Wait> describe(const std::map<cycles::Wait, uint64_t> &waits, const Symbols &symbols) {
  std::map<std::string, CycleReport::Wait> byName;
  for (const auto &[wait, cycles] : waits) {
    if (cycles == 0)
      continue;
    const char *what = wait.kind == cycles::Wait::ForSpikes   ? "spikes of "
                       : wait.kind == cycles::Wait::ForCredit ? "room in "
                                                              : "the network, with packets to ";
    std::string layer = wait.population < 0 ? "" : symbols.layers()[symbols.populations()[wait.population].layer].name;
    std::string name = what + (wait.population < 0 ? "the host" : layer);
    byName.try_emplace(name, CycleReport::Wait{{name, 0}, layer}).first->second.value += cycles;
  }
  std::vector<CycleReport::Wait> result;
  for (const auto &[name, wait] : byName)
    result.push_back(wait);
  llvm::sort(result, [](const auto &a, const auto &b) {
    return std::make_pair(b.value, a.name) < std::make_pair(a.value, b.name);
  });
  return result;
}

RtlEngine::CoreWaits RtlEngine::waitsOfCores() const {
  CoreWaits waits;
  for (const mesh::CoreProgram &core : image->program.cores)
    if (cycleModel && core.used())
      waits[{core.y, core.x}] = cycleModel->waits(core.x, core.y);
  return waits;
}

/// Adds `more`, or takes it away.
void RtlEngine::add(const CoreWaits &more, int sign, CoreWaits &sum) {
  for (const auto &[core, waits] : more)
    for (const auto &[wait, cycles] : waits)
      sum[core][wait] += uint64_t(sign) * cycles;
}

llvm::Expected<std::optional<CycleReport>> RtlEngine::cycleReport() {
  CycleReport report;
  // Before the counters are read, which takes packets and time.
  CoreWaits before = waitsOfCores(), waits = before;
  add(waitsWhileReading, -1, waits);
  if (cycleModel)
    report.links = linksOf(*image, codec, *cycleModel, fromHost);
  if (timeline)
    report.timeline = timeline->finish(*cycleModel);
  for (const mesh::CoreProgram &core : image->program.cores) {
    if (!core.used())
      continue;
    CycleReport::Core own;
    own.x = core.x;
    own.y = core.y;
    for (const PopulationTile &tile : symbols.populations())
      if (const std::string &name = layers()[tile.layer].name;
          tile.coreX == core.x && tile.coreY == core.y && !llvm::is_contained(own.layers, name))
        own.layers.push_back(name);
    own.waits = describe(waits[{core.y, core.x}], symbols);
    for (const mesh::ConstantSpec &counter : mesh::FieldTable::get().counters) {
      llvm::Expected<uint32_t> value = readCounter(core.x, core.y, mesh::Counter(counter.value));
      if (!value)
        return value.takeError();
      own.counters.push_back({counter.name, *value});
    }
    report.cores.push_back(std::move(own));
  }
  add(before, -1, waitsWhileReading);
  add(waitsOfCores(), 1, waitsWhileReading);
  return report;
}
