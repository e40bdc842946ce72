//===- FaultTest.cpp - no wrong bit of an image passes in silence ---------===//
//
// Flips single bits of weights, parameters and tables, makes the CRC right again, and runs what `snnc verify` runs.
// Each must be refused by the loader, or end in a difference, a failed assertion or a stall; or the account of
// what the input reached must show that it reached nothing that the bit decides on.
//
//===----------------------------------------------------------------------===//

#include "backends/Backends.h"
#include "compiler/pipeline/Pipeline.h"
#include "mlir/IR/MLIRContext.h"
#include "sim/mesh/chip/ChipEngine.h"
#include "tests/Testing.h"
#include "tests/fuzz/Digits.h"
#include "tests/fuzz/ImageFaults.h"
#include "tests/fuzz/Isolate.h"
#include "tests/sim/Must.h"
#include "gtest/gtest.h"
#include <cmath>
#include <fmt/format.h>

using namespace mlir;
using namespace snnc;
using namespace snnc::fuzz;
using snnc::test::must;

/// What a spike of every place does, by edge and place: the potentials that it is added to, each with the weight, or
/// the output neuron. Two images with the same additions cannot be told apart.
using Additions = std::map<std::array<uint32_t, 4>, std::vector<std::array<int64_t, 4>>>;

static void addEdge(const mesh::LoadedImage &image, const sim::Symbols &symbols, const sim::ChipEdge &edge,
                    const sim::Shape &sender, Additions &additions) {
  std::vector<sim::Tap> taps;
  for (uint32_t c = 0; c < sender.channels; ++c)
    for (uint32_t y = 0; y < sender.height; ++y)
      for (uint32_t x = 0; x < sender.width; ++x) {
        sim::PortSpike spike{c, y, x, 1};
        if (!edge.filter.apply(spike.channel, spike.y, spike.x))
          continue;
        std::vector<std::array<int64_t, 4>> found;
        if (edge.receiver < 0) {
          found.push_back({edge.output, spike.channel, spike.y, spike.x});
        } else {
          const sim::PopulationTile &tile = symbols.populations()[edge.receiver];
          taps.clear();
          sim::appendTaps(edge.port, spike, tile, taps);
          for (const sim::Tap &tap : taps)
            for (uint32_t lane = 0; lane < tile.lanes; ++lane)
              if (int64_t weight = edge.port.weight(tap.weights, lane, tile.lanes))
                found.push_back({edge.receiver, tap.word, lane, weight});
        }
        if (found.empty())
          continue;
        // A multicast adds at each of its receivers.
        std::vector<std::array<int64_t, 4>> &all = additions[{edge.id, c, y, x}];
        all.insert(all.end(), found.begin(), found.end());
        std::sort(all.begin(), all.end());
      }
}

static Additions additionsOf(const mesh::LoadedImage &image) {
  sim::Symbols symbols(image);
  Additions additions;
  for (const sim::ChipEdge &edge : sim::hostEdges(image, symbols))
    addEdge(image, symbols, edge, symbols.inputs()[edge.input].shape, additions);
  for (const sim::PopulationTile &tile : symbols.populations())
    for (const sim::ChipEdge &edge : sim::edgesOf(image, symbols, tile))
      addEdge(image, symbols, edge, {tile.channels, tile.height, tile.width}, additions);
  return additions;
}

namespace {
/// What every channel of a population went through in the run of the right image.
struct Extremes {
  double leastIntegrated = 1e9, greatestIntegrated = -1e9, greatestCount = 0;
};

/// Collects them from the chip simulator.
class Account : public sim::Observer {
public:
  Account(const sim::Symbols &symbols, const mesh::LoadedImage &image)
      : Observer(/*wantsCommits=*/true), symbols(symbols), image(image) {}
  bool commit(const sim::Commit &commit) override {
    int population = symbols.find(commit.place->coreX, commit.place->coreY, commit.place->population);
    const sim::PopulationTile &tile = symbols.populations()[population];
    for (uint32_t lane = 0; lane < commit.n; ++lane) {
      Extremes &e = extremes[{uint32_t(population), commit.place->word * tile.lanes + lane}];
      e.leastIntegrated = std::min(e.leastIntegrated, commit.integrated[lane]);
      e.greatestIntegrated = std::max(e.greatestIntegrated, commit.integrated[lane]);
      e.greatestCount = std::max(e.greatestCount, commit.count[lane]);
      uint32_t channel = commit.place->word / (tile.height * tile.width) * tile.lanes + lane;
      integrated[{uint32_t(population), channel}].insert(commit.integrated[lane]);
      auto neuron = std::make_pair(uint32_t(population), commit.place->word * tile.lanes + lane);
      if (commit.count[lane])
        spiking[neuron].insert(commit.at);
      if (commit.integrated[lane] > lowerBound(tile, channel))
        aboveBound[neuron].insert(commit.at);
    }
    return true;
  }

  double lowerBound(const sim::PopulationTile &tile, uint32_t channel) const {
    const mesh::CoreProgram &core = image.program.core(tile.coreX, tile.coreY);
    const mesh::PopulationEntry &entry = *core.populations[tile.slot];
    if (isMaxPool(entry)) // counts have no bound
      return -1;
    uint32_t word = entry.stateBase + channel / tile.lanes * parameterWords(entry) + (entry.hasLowerBound ? 1 : 0);
    double value = core.state[size_t(word) * tile.lanes + channel % tile.lanes];
    return entry.hasLowerBound ? value : -value;
  }

  const sim::Symbols symbols; ///< its own: an account outlives the engine
  const mesh::LoadedImage &image;
  /// By population, and word and lane: the steps in which it spiked, and those in which no lower bound held it.
  std::map<std::pair<uint32_t, uint32_t>, std::set<sim::Moment>> spiking, aboveBound;
  /// Of one neuron of a population; nothing has happened to it where there is none.
  Extremes of(uint32_t population, uint32_t word, uint32_t lane) const {
    auto found = extremes.find({population, word * symbols.populations()[population].lanes + lane});
    return found == extremes.end() ? Extremes() : found->second;
  }
  /// Of all neurons of a population.
  Extremes ofPopulation(uint32_t population) const {
    Extremes all;
    for (const auto &[neuron, e] : extremes)
      if (neuron.first == population)
        all.greatestCount = std::max(all.greatestCount, e.greatestCount);
    return all;
  }
  /// By population and channel: all potentials after integration.
  std::map<std::pair<uint32_t, uint32_t>, std::set<double>> integrated;
  std::map<std::pair<uint32_t, uint32_t>, Extremes> extremes; ///< [population, word and lane]
};

/// A network on a chip with its input, and the account of the right run.
class Subject {
public:
  Subject(OwningOpRef<ModuleOp> module, const Mapping &mapping) : mapping(mapping) {
    if (compileCase(std::move(module), mapping, {}, image, quantized).kind != Outcome::Equal)
      return;
    file = must(mesh::writeImage(image->image));
    bits = configurationBits(image->image);
    rightAdditions = additionsOf(*image);
  }

  snn::NetworkOp network() { return *quantized->getOps<snn::NetworkOp>().begin(); }

  /// Runs the right image on `input`, which is the test's, and on `further`, and keeps account of each.
  void observe(Samples input, Samples further) {
    samples = std::move(input);
    more = std::move(further);
    chip = run(samples, account);
    observed.emplace(*chip->observed());
    run(more, accountOfMore);
  }

  /// What `snnc verify` says of the image with this bit changed.
  Outcome verify(const ImageBit &bit, const Samples &input) {
    auto loaded = loadBytes(flip(file, bit));
    if (!loaded)
      return Outcome::refused("refused", llvm::toString(loaded.takeError()));
    // That it leads outside of the network's outputs, an engine says.
    if (auto engine = sim::ChipEngine::create(*loaded); !engine)
      return Outcome::refused("refused", llvm::toString(engine.takeError()));
    return runLockstep(network(), *loaded, [&](llvm::ArrayRef<sim::InputInfo>) { return input; }, mapping, {});
  }

  /// Why no input at all can tell the bit; empty where some should.
  std::string meaningless(const ImageBit &bit) const;

  /// Whether in every step in which a spike came to where the bit decides, a lower bound held the potential: then
  /// neither input can tell it.
  bool isHeldByBounds(const ImageBit &bit) const;

  /// Why the input cannot tell the bit; empty where it should have.
  std::string untouchedBy(const ImageBit &bit) const;

  Mapping mapping;
  std::shared_ptr<const mesh::LoadedImage> image;
  OwningOpRef<ModuleOp> quantized;
  std::vector<uint8_t> file;
  std::vector<ImageBit> bits;
  Additions rightAdditions;
  Samples samples, more;
  std::unique_ptr<sim::ChipEngine> chip;
  std::optional<sim::Observation> observed; ///< by it
  std::unique_ptr<Account> account, accountOfMore;

private:
  std::unique_ptr<sim::ChipEngine> run(const Samples &input, std::unique_ptr<Account> &result) {
    sim::ChipOptions options;
    options.coverage = true;
    auto engine = must(sim::ChipEngine::create(image, options));
    result = std::make_unique<Account>(engine->neurons(), *image);
    for (const auto &sample : input)
      for (size_t step = 0; step < sample.size(); ++step)
        must(engine->step(sample[step], step + 1 == sample.size(), *result));
    return engine;
  }
  bool onlyUnmovable(const Additions &a, const Additions &b) const;
  bool spiked(const std::array<uint32_t, 4> &place) const;
  std::set<sim::Moment> stepsOf(const std::array<uint32_t, 4> &place, const Account &account,
                                const Samples &input) const;
  bool areHeldByBounds(const Additions &a, const Additions &b, const Account &account, const Samples &input) const;
  bool hasNegativeInput(uint32_t population, uint32_t channel) const;
  bool areNeuronsUntouched(const ImageBit &bit, const mesh::LoadedImage &flipped, const Account &account) const;
};
} // namespace

namespace {
/// All that the neurons of a channel do.
struct Neurons {
  double threshold, lower, bias = 0, subtract, cap, upper;
  bool resetToZero;

  static Neurons of(const mesh::CoreProgram &core, const mesh::PopulationEntry &entry, uint32_t channel,
                    uint32_t lanes) {
    uint32_t word = uint32_t(entry.stateBase) + channel / lanes * parameterWords(entry);
    auto take = [&] { return double(core.state[size_t(word++) * lanes + channel % lanes]); };
    Neurons n{};
    n.threshold = take();
    n.lower = entry.hasLowerBound ? take() : -n.threshold;
    n.bias = entry.hasBias ? take() : 0;
    n.subtract = entry.hasSubtract ? take() : n.threshold;
    n.cap = double(entry.maxCount);
    n.upper = double(entry.upper);
    n.resetToZero = entry.resetToZero;
    return n;
  }

  /// What becomes of a potential after integration: the count, and what is stored.
  std::pair<double, double> fire(double v) const {
    double count = v < threshold ? 0 : resetToZero ? 1 : std::min(std::floor(v / threshold), cap);
    return {count, std::min(count > 0 && resetToZero ? 0 : v - count * subtract, upper)};
  }

  /// Whether `other` makes the same of the potentials that these neurons integrated. A bound is at most 0: where
  /// nothing makes a potential fall, none holds it; and a potential that a bound holds does not tell how far it fell:
  /// where the records of the two are equal, it fell to the bound with either bias.
  bool sameOn(const std::set<double> &integrated, const Neurons &other, bool hasNegativeInput) const {
    bool falls = hasNegativeInput || bias < 0 || subtract > threshold;
    return llvm::all_of(integrated, [&](double v) {
      bool sameBound = lower == other.lower || !falls || v > std::max(lower, other.lower);
      bool sameBias = bias == other.bias || (v == lower && lower == other.lower);
      return sameBound && sameBias && fire(v) == other.fire(v);
    });
  }
};
} // namespace

/// Whether a spike can make a potential of the channel fall.
bool Subject::hasNegativeInput(uint32_t population, uint32_t channel) const {
  const sim::PopulationTile &tile = chip->neurons().populations()[population];
  for (const auto &[place, found] : rightAdditions)
    for (const auto &[receiver, word, lane, weight] : found)
      if (receiver == int64_t(population) && weight < 0 && lane == channel % tile.lanes &&
          word / (tile.height * tile.width) == channel / tile.lanes)
        return true;
  return llvm::any_of(chip->inputs(), [](const sim::InputInfo &input) { return input.isSigned; });
}

/// Whether all neurons of the bit's core do the same with it, within what they went through.
bool Subject::areNeuronsUntouched(const ImageBit &bit, const mesh::LoadedImage &flipped, const Account &account) const {
  const mesh::CoreProgram &right = image->program.cores[bit.core], &wrong = flipped.program.cores[bit.core];
  for (auto [index, tile] : llvm::enumerate(chip->neurons().populations())) {
    if (tile.coreX != right.x || tile.coreY != right.y)
      continue;
    if (isMaxPool(*right.populations[tile.slot])) {
      // It has no parameters; of its fields, the cap matters to counts that come to it alone.
      double cap = double(std::min(right.populations[tile.slot]->maxCount, wrong.populations[tile.slot]->maxCount));
      bool isCap = bit.field == "max_count" && account.ofPopulation(uint32_t(index)).greatestCount < cap;
      if (bit.kind == ImageBit::Population && bit.address == tile.slot && !isCap)
        return false;
      continue;
    }
    for (uint32_t channel = 0; channel < tile.channels; ++channel) {
      Neurons was = Neurons::of(right, *right.populations[tile.slot], channel, tile.lanes);
      Neurons is = Neurons::of(wrong, *wrong.populations[tile.slot], channel, tile.lanes);
      auto seen = account.integrated.find({uint32_t(index), channel});
      if (seen != account.integrated.end() && !was.sameOn(seen->second, is, hasNegativeInput(uint32_t(index), channel)))
        return false;
    }
  }
  return true;
}

/// Whether the neuron that a place of an edge stands for has ever sent a spike; the strongest input has one everywhere.
bool Subject::spiked(const std::array<uint32_t, 4> &place) const {
  for (auto [index, tile] : llvm::enumerate(chip->neurons().populations()))
    for (const sim::ChipEdge &edge : sim::edgesOf(*image, chip->neurons(), tile))
      if (edge.id == place[0]) {
        uint32_t word = (place[1] / tile.lanes * tile.height + place[2]) * tile.width + place[3];
        return accountOfMore->of(uint32_t(index), word, place[1] % tile.lanes).greatestCount > 0;
      }
  return true;
}

/// Whether everything that `a` adds and `b` does not comes from neurons that never spike, or goes to neurons that do
/// not move, even with the strongest input.
bool Subject::onlyUnmovable(const Additions &a, const Additions &b) const {
  for (const auto &[place, found] : a) {
    auto other = b.find(place);
    for (const std::array<int64_t, 4> &addition : found) {
      if (other != b.end() && llvm::is_contained(other->second, addition))
        continue;
      Extremes e = accountOfMore->of(uint32_t(addition[0]), uint32_t(addition[1]), uint32_t(addition[2]));
      if (e.leastIntegrated < e.greatestIntegrated && spiked(place))
        return false;
    }
  }
  return true;
}

/// Whether all that a bit decides is what spikes add to which potentials.
static bool decidesAdditions(const ImageBit &bit) {
  return bit.kind == ImageBit::Weight || bit.kind == ImageBit::Port || bit.kind == ImageBit::Destination ||
         bit.kind == ImageBit::HostEdge;
}

/// The steps in which a spike from a place of an edge counts at the receiver.
std::set<sim::Moment> Subject::stepsOf(const std::array<uint32_t, 4> &place, const Account &account,
                                       const Samples &input) const {
  std::set<sim::Moment> steps;
  for (const sim::ChipEdge &edge : sim::hostEdges(*image, chip->neurons()))
    if (edge.id == place[0])
      for (auto [s, sample] : llvm::enumerate(input))
        for (auto [step, frames] : llvm::enumerate(sample))
          for (const sim::Event &event : frames[edge.input])
            if (event.channel == place[1] && event.y == place[2] && event.x == place[3])
              steps.insert({uint32_t(s), uint32_t(step + edge.delayed)});
  for (auto [index, tile] : llvm::enumerate(chip->neurons().populations()))
    for (const sim::ChipEdge &edge : sim::edgesOf(*image, chip->neurons(), tile)) {
      uint32_t word = (place[1] / tile.lanes * tile.height + place[2]) * tile.width + place[3];
      auto found = account.spiking.find({uint32_t(index), word * tile.lanes + place[1] % tile.lanes});
      if (edge.id == place[0] && found != account.spiking.end())
        for (sim::Moment at : found->second)
          steps.insert({at.sample, at.step + edge.delayed});
    }
  return steps;
}

/// The same for everything that `a` adds and `b` does not.
bool Subject::areHeldByBounds(const Additions &a, const Additions &b, const Account &account,
                              const Samples &input) const {
  for (const auto &[place, found] : a) {
    auto other = b.find(place);
    std::set<sim::Moment> steps = stepsOf(place, account, input);
    for (const std::array<int64_t, 4> &addition : found) {
      if (other != b.end() && llvm::is_contained(other->second, addition))
        continue;
      uint32_t lanes = addition[0] < 0 ? 1 : chip->neurons().populations()[addition[0]].lanes;
      auto above = account.aboveBound.find({uint32_t(addition[0]), uint32_t(addition[1] * lanes + addition[2])});
      if (above != account.aboveBound.end() &&
          llvm::any_of(steps, [&](sim::Moment at) { return above->second.count(at) > 0; }))
        return false;
    }
  }
  return true;
}

bool Subject::isHeldByBounds(const ImageBit &bit) const {
  if (!decidesAdditions(bit))
    return false;
  const Additions &right = rightAdditions, wrong = additionsOf(*must(loadBytes(flip(file, bit))));
  return areHeldByBounds(right, wrong, *account, samples) && areHeldByBounds(wrong, right, *account, samples) &&
         areHeldByBounds(right, wrong, *accountOfMore, more) && areHeldByBounds(wrong, right, *accountOfMore, more);
}

std::string Subject::meaningless(const ImageBit &bit) const {
  if (bit.kind == ImageBit::Population && bit.field == "list_base")
    return "any free region of the spike list is as good";
  if (bit.kind == ImageBit::Population && bit.field == "state_base" &&
      isMaxPool(*image->program.cores[bit.core].populations[bit.address]))
    return "any free region is as good for what starts at 0";
  if (!decidesAdditions(bit))
    return "";
  std::shared_ptr<const mesh::LoadedImage> flipped = must(loadBytes(flip(file, bit)));
  const Additions &right = rightAdditions, wrong = additionsOf(*flipped);
  if (right == wrong)
    return "every spike that can come adds the same to the same potentials";
  if (onlyUnmovable(right, wrong) && onlyUnmovable(wrong, right))
    return "it changes only what never spikes, or potentials that a bound holds whatever comes";
  return "";
}

std::string Subject::untouchedBy(const ImageBit &bit) const {
  std::shared_ptr<const mesh::LoadedImage> flipped = must(loadBytes(flip(file, bit)));
  uint32_t edges = uint32_t(image->program.cores.size()) * image->image.target.destinations;
  switch (bit.kind) {
  case ImageBit::Weight:
    return observed->reachedWeight(bit.core, bit.address, bit.laneBit >= image->image.target.weightBits / 2)
               ? ""
               : "no spike added this weight word";
  case ImageBit::Parameter:
  case ImageBit::Population:
    return areNeuronsUntouched(bit, *flipped, *account) ? "no potential came to where it matters" : "";
  case ImageBit::Port:
    return observed->reachedPort(bit.core, bit.address) ? "" : "no spike came to this port";
  case ImageBit::Destination:
    return observed->reachedEdge(bit.core * image->image.target.destinations + bit.address) ? "" : "no spike passed";
  case ImageBit::HostEdge:
    return observed->reachedEdge(edges + bit.address) ? "" : "no spike passed";
  case ImageBit::Credit:
  case ImageBit::Route:
    return "";
  }
  llvm_unreachable("a kind of bit");
}

//===----------------------------------------------------------------------===//
// The test
//===----------------------------------------------------------------------===//

/// Draws `count` bits: each kind as often as another, as far as there are any.
static std::vector<ImageBit> drawBits(const std::vector<ImageBit> &bits, size_t count, uint64_t seed) {
  std::map<int, std::vector<ImageBit>> byKind;
  for (const ImageBit &bit : bits)
    byKind[bit.kind].push_back(bit);
  Random random(seed);
  std::vector<ImageBit> drawn;
  while (drawn.size() < std::min(count, bits.size()))
    for (auto &[kind, list] : byKind) {
      if (list.empty())
        continue;
      size_t index = size_t(random.range(0, int64_t(list.size()) - 1));
      drawn.push_back(list[index]);
      list.erase(list.begin() + index);
    }
  return drawn;
}

using Table = std::map<std::string, std::map<std::string, unsigned>>;

static void print(const Table &table) {
  for (const auto &[kind, outcomes] : table) {
    std::string line = fmt::format("{:<12}", kind);
    for (const auto &[what, number] : outcomes)
      line += fmt::format("  {}: {}", what, number);
    llvm::outs() << line << "\n";
  }
}

/// More than the test takes by itself, for a run by hand.
static size_t faultsWanted(size_t count) {
  const char *factor = std::getenv("SNNC_FAULTS_FACTOR");
  return factor ? count * size_t(std::atoi(factor)) : count;
}

static void expectNoneSilent(Subject &subject, size_t count, uint64_t seed, Table &table) {
  Isolation isolation(60);
  std::vector<ImageBit> drawn = drawBits(subject.bits, count, seed);
  size_t next = 0, done = 0;
  while (done < drawn.size()) {
    while (next < drawn.size() && isolation.running() < 2) {
      isolation.start(next, [&, next] { return subject.verify(drawn[next], subject.samples); });
      ++next;
    }
    auto [index, outcome] = isolation.next();
    ++done;
    const ImageBit &bit = drawn[index];
    std::string what = outcome.kind == Outcome::Equal ? "untouched" : outcome.reason;
    EXPECT_NE(what, "crash") << bit.describe() << ": " << outcome.detail;
    EXPECT_NE(what, "endless") << bit.describe() << ": " << outcome.detail;
    EXPECT_NE(what, "engine error") << bit.describe() << ": " << outcome.detail;
    if (outcome.kind == Outcome::Equal && subject.untouchedBy(bit).empty()) {
      what = "means the same";
      if (subject.meaningless(bit).empty()) {
        // Reached, but a bound or a cap hid it: another input must show it.
        what = "seen with more input";
        if (isolation.run([&] { return subject.verify(bit, subject.more); }).kind != Outcome::Failed) {
          what = subject.isHeldByBounds(bit) ? "held by lower bounds" : "SILENT";
          EXPECT_NE(what, "SILENT") << bit.describe() << " passes in silence";
        }
      }
    }
    ++table[nameOf(bit.kind)][what];
  }
}

/// Bursts of different density, to reach what one recording does not.
static Samples bursts(llvm::ArrayRef<sim::InputInfo> inputs) {
  Samples samples;
  for (double density : {0.002, 0.01, 0.05, 0.2, 0.6, 1.0})
    for (CountStyle counts : {CountStyle::One, CountStyle::Random, CountStyle::Bound}) {
      InputPlan plan{{6, 6}, counts, density, uint64_t(density * 1000) + uint64_t(counts)};
      for (auto &sample : drawSamples(plan, inputs))
        samples.push_back(std::move(sample));
    }
  return samples;
}

/// One recording, and a burst of spikes on every pixel.
static Samples digitSamples(const sim::InputInfo &input) {
  Samples samples = digitRecordings(input, {3}, 30);
  InputPlan burst{{4}, CountStyle::Random, 0.5, 0};
  for (auto &dense : drawSamples(burst, {input}))
    samples.push_back(dense);
  return samples;
}

TEST(ImageFaults, NoBitOfTheDigitsPassesInSilence) {
  registerAllPasses(allTargets());
  std::unique_ptr<MLIRContext> context = makeContext();
  Subject subject(importDigits(*context), Mapping());
  auto chip = must(sim::ChipEngine::create(subject.image));
  subject.observe(digitSamples(chip->inputs()[0]), bursts(chip->inputs()));
  Table table;
  expectNoneSilent(subject, faultsWanted(200), 20, table);
  print(table);
}

static bool hasDelays(const Network &network) {
  return llvm::any_of(network.values, [](const NetworkValue &value) { return value.kind == ValueKind::Delay; });
}

/// Small networks with every parameter that there is, split and placed at random; half of them with delayed edges.
TEST(ImageFaults, NoBitOfRandomNetworksPassesInSilence) {
  registerAllPasses(allTargets());
  Table table;
  unsigned networks = 0;
  for (uint64_t seed = 1; networks < faultsWanted(10) && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::unique_ptr<MLIRContext> context = makeContext();
    Mapping mapping;
    mapping.tileSeed = mapping.packSeed = mapping.placeSeed = seed;
    DrawLimits limits;
    limits.packedBits = 4;
    Network network = drawNetwork(seed, limits);
    if (networks % 2 && !hasDelays(network))
      continue;
    Subject subject(buildModule(network, context.get()), mapping);
    if (!subject.image)
      continue;
    ++networks;
    auto chip = must(sim::ChipEngine::create(subject.image));
    subject.observe(drawSamples(network.input, chip->inputs()), bursts(chip->inputs()));
    expectNoneSilent(subject, 40, seed, table);
  }
  print(table);
}
