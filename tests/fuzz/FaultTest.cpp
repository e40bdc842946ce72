//===- FaultTest.cpp - no wrong bit of an image passes in silence ---------===//
//
// Flips single bits of weights, parameters and tables, makes the CRC right again, and runs what `snnc verify` runs.
// Each must be refused by the loader, or end in a difference, a failed assertion or a standstill; or the account of
// what the input reached must show that it reached nothing that the bit decides on.
//
//===----------------------------------------------------------------------===//

#include "compiler/tools/Init.h"
#include "mlir/IR/MLIRContext.h"
#include "sim/chip/ChipEngine.h"
#include "tests/Testing.h"
#include "tests/fuzz/Digits.h"
#include "tests/fuzz/ImageFaults.h"
#include "tests/fuzz/Isolate.h"
#include "tests/sim/Must.h"
#include "gtest/gtest.h"
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
          const mesh::CoreProgram &core = image.program.core(tile.coreX, tile.coreY);
          taps.clear();
          sim::Population(tile, core, image.image.target).taps(edge.port, spike, taps);
          for (const sim::Tap &tap : taps)
            for (uint32_t lane = 0; lane < tile.lanes; ++lane)
              if (int64_t weight = edge.port.weights[size_t(tap.weightWord) * tile.lanes + lane])
                found.push_back({edge.receiver, tap.word, lane, weight});
        }
        if (found.empty())
          continue;
        std::sort(found.begin(), found.end());
        additions[{edge.id, c, y, x}] = std::move(found);
      }
}

static Additions additionsOf(const mesh::LoadedImage &image) {
  sim::Symbols symbols(image);
  Additions additions;
  for (auto [edge, host] : llvm::zip(sim::hostEdges(image, symbols), image.image.hostEdges))
    addEdge(image, symbols, edge, symbols.inputs()[host.input].shape, additions);
  for (const sim::PopulationTile &tile : symbols.populations())
    for (const sim::ChipEdge &edge : sim::edgesOf(image, symbols, tile))
      addEdge(image, symbols, edge, {tile.channels, tile.height, tile.width}, additions);
  return additions;
}

namespace {
/// What every channel of a population went through in the run of the right image.
struct Extremes {
  double leastIntegrated = 1e9, greatestIntegrated = -1e9, greatestStored = -1e9, greatestCount = 0;
};

/// Collects them from the chip simulator.
class Account : public sim::Observer {
public:
  explicit Account(const sim::Symbols &symbols) : Observer(/*wantsCommits=*/true), symbols(symbols) {}
  bool commit(const sim::Commit &commit) override {
    int population = symbols.find(commit.place->coreX, commit.place->coreY, commit.place->population);
    const sim::PopulationTile &tile = symbols.populations()[population];
    for (uint32_t lane = 0; lane < commit.n; ++lane) {
      Extremes &e = extremes[{uint32_t(population), commit.place->word * tile.lanes + lane}];
      e.leastIntegrated = std::min(e.leastIntegrated, commit.integrated[lane]);
      e.greatestIntegrated = std::max(e.greatestIntegrated, commit.integrated[lane]);
      e.greatestStored = std::max(e.greatestStored, commit.stored[lane]);
      e.greatestCount = std::max(e.greatestCount, commit.count[lane]);
    }
    return true;
  }

  const sim::Symbols symbols; ///< its own: an account outlives the engine
  /// Of one neuron of a population; nothing has happened to it where there is none.
  Extremes of(uint32_t population, uint32_t word, uint32_t lane) const {
    auto found = extremes.find({population, word * symbols.populations()[population].lanes + lane});
    return found == extremes.end() ? Extremes() : found->second;
  }
  /// Of all neurons of a channel.
  Extremes ofChannel(uint32_t population, uint32_t channel) const {
    const sim::PopulationTile &tile = symbols.populations()[population];
    uint32_t pixels = tile.height * tile.width, first = channel / tile.lanes * pixels;
    Extremes all;
    for (uint32_t word = first; word < first + pixels; ++word) {
      Extremes e = of(population, word, channel % tile.lanes);
      all.leastIntegrated = std::min(all.leastIntegrated, e.leastIntegrated);
      all.greatestIntegrated = std::max(all.greatestIntegrated, e.greatestIntegrated);
      all.greatestStored = std::max(all.greatestStored, e.greatestStored);
      all.greatestCount = std::max(all.greatestCount, e.greatestCount);
    }
    return all;
  }

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
  }

  snn::NetworkOp network() { return *quantized->getOps<snn::NetworkOp>().begin(); }

  /// Runs the right image on `input`, which is the test's, and on `further`, and keeps account of each.
  void observe(Samples input, Samples further) {
    samples = std::move(input);
    more = std::move(further);
    chip = run(samples, account);
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

  /// Why the input cannot tell the bit; empty where it should have.
  std::string untouchedBy(const ImageBit &bit) const;

  Mapping mapping;
  std::shared_ptr<const mesh::LoadedImage> image;
  OwningOpRef<ModuleOp> quantized;
  std::vector<uint8_t> file;
  std::vector<ImageBit> bits;
  Samples samples, more;
  std::unique_ptr<sim::ChipEngine> chip;
  std::unique_ptr<Account> account, accountOfMore;

private:
  std::unique_ptr<sim::ChipEngine> run(const Samples &input, std::unique_ptr<Account> &result) {
    sim::ChipOptions options;
    options.coverage = true;
    auto engine = must(sim::ChipEngine::create(image, options));
    result = std::make_unique<Account>(engine->neurons());
    for (const auto &sample : input)
      for (size_t step = 0; step < sample.size(); ++step)
        must(engine->step(sample[step], step + 1 == sample.size(), *result));
    return engine;
  }
  bool onlyUnmovable(const Additions &a, const Additions &b) const;
  bool spiked(const std::array<uint32_t, 4> &place) const;
  std::string parameterUntouched(const ImageBit &bit, const mesh::CoreProgram &flipped) const;
  std::string populationUntouched(const ImageBit &bit, const mesh::PopulationEntry &flipped) const;
};
} // namespace

/// A parameter word's channel, what it is, and what it was and became.
std::string Subject::parameterUntouched(const ImageBit &bit, const mesh::CoreProgram &flipped) const {
  const mesh::CoreProgram &core = image->program.cores[bit.core];
  uint32_t lanes = image->image.target.lanes;
  for (auto [index, tile] : llvm::enumerate(chip->neurons().populations())) {
    if (tile.coreX != core.x || tile.coreY != core.y)
      continue;
    const mesh::PopulationEntry &entry = *core.populations[tile.slot];
    uint32_t each = parameterWords(entry), base = uint32_t(entry.stateBase);
    if (bit.address < base || bit.address >= potentialBase(entry))
      continue;
    uint32_t which = (bit.address - base) % each, channel = (bit.address - base) / each * lanes + bit.lane;
    double was = core.state[size_t(bit.address) * lanes + bit.lane];
    double is = flipped.state[size_t(bit.address) * lanes + bit.lane];
    Extremes e = account->ofChannel(uint32_t(index), channel);
    std::vector<const char *> names{"threshold"};
    if (entry.hasLowerBound)
      names.push_back("lower");
    if (entry.hasBias)
      names.push_back("bias");
    if (entry.hasSubtract)
      names.push_back("subtract");
    std::string name = names[which];
    // Without words of their own, lower bound and subtraction follow the threshold.
    bool isLower = name == "lower" || (name == "threshold" && !entry.hasLowerBound);
    double lowerWas = name == "threshold" ? -was : was, lowerIs = name == "threshold" ? -is : is;
    if (isLower && e.leastIntegrated <= std::max(lowerWas, lowerIs))
      return "";
    if (name == "threshold" && e.greatestIntegrated >= std::min(was, is))
      return "";
    if (name == "bias" || (name == "subtract" && e.greatestCount > 0))
      return "";
    return fmt::format("{} {} became {}: potentials ran from {} to {}, counts to {}", name, was, is, e.leastIntegrated,
                       e.greatestIntegrated, e.greatestCount);
  }
  return "";
}

std::string Subject::populationUntouched(const ImageBit &bit, const mesh::PopulationEntry &flipped) const {
  const mesh::CoreProgram &core = image->program.cores[bit.core];
  const mesh::PopulationEntry &entry = *core.populations[bit.address];
  double count = 0, stored = -1e9;
  int index = chip->neurons().find(core.x, core.y, bit.address);
  for (const auto &[key, e] : account->extremes)
    if (int(key.first) == index) {
      count = std::max(count, e.greatestCount);
      stored = std::max(stored, e.greatestStored);
    }
  if (bit.field == "max_count" && count < double(std::min(entry.maxCount, flipped.maxCount)))
    return fmt::format("cap {} became {}: counts to {}", entry.maxCount, flipped.maxCount, count);
  if (bit.field == "upper" && stored < double(std::min(entry.upper, flipped.upper)))
    return fmt::format("upper {} became {}: potentials stored to {}", entry.upper, flipped.upper, stored);
  if (bit.field == "reset_to_zero" && count == 0)
    return "no spike was emitted";
  return "";
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

std::string Subject::meaningless(const ImageBit &bit) const {
  if (bit.kind == ImageBit::Population && bit.field == "list_base")
    return "any free region of the spike list is as good";
  std::shared_ptr<const mesh::LoadedImage> flipped = must(loadBytes(flip(file, bit)));
  Additions right = additionsOf(*image), wrong = additionsOf(*flipped);
  if (right == wrong)
    return "every spike that can come adds the same to the same potentials";
  if (onlyUnmovable(right, wrong) && onlyUnmovable(wrong, right))
    return "it changes only what never spikes, or potentials that a bound holds whatever comes";
  return "";
}

std::string Subject::untouchedBy(const ImageBit &bit) const {
  std::shared_ptr<const mesh::LoadedImage> flipped = must(loadBytes(flip(file, bit)));
  const mesh::CoreProgram &core = flipped->program.cores[bit.core];
  const sim::Observation &observed = *chip->observed();
  uint32_t edges = uint32_t(image->program.cores.size()) * image->image.target.destinations;
  switch (bit.kind) {
  case ImageBit::Weight:
    return observed.reachedWeight(bit.core, bit.address) ? "" : "no spike added this weight word";
  case ImageBit::Parameter:
    return parameterUntouched(bit, core);
  case ImageBit::Port:
    return observed.reachedPort(bit.core, bit.address) ? "" : "no spike came to this port";
  case ImageBit::Population:
    return populationUntouched(bit, *core.populations[bit.address]);
  case ImageBit::Destination:
    return observed.reachedEdge(bit.core * image->image.target.destinations + bit.address) ? "" : "no spike passed";
  case ImageBit::HostEdge:
    return observed.reachedEdge(edges + bit.address) ? "" : "no spike passed";
  case ImageBit::Credit:
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
          what = "SILENT";
          ADD_FAILURE() << bit.describe() << " passes in silence";
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
  registerPasses();
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
  registerPasses();
  Table table;
  unsigned networks = 0;
  for (uint64_t seed = 1; networks < faultsWanted(10) && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::unique_ptr<MLIRContext> context = makeContext();
    Mapping mapping;
    mapping.tileSeed = mapping.packSeed = mapping.placeSeed = seed;
    Network network = drawNetwork(seed, {});
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
