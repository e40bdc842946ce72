//===- TimingTest.cpp - what a core must do in a cycle --------------------===//
//
// The rates that the mapping counts on: one word of taps a cycle, spikes behind each other without a gap, one fired
// word a cycle, and an idle step of at most 64 cycles in a core with one population and a few edges.
//
//===----------------------------------------------------------------------===//

#include "tests/rtl/NetworkRun.h"
#include <gtest/gtest.h>

using namespace snnc::bench;

/// One population fed by `inputs` host edges through one port, with `outputs` edges to the host.
static Network onePopulation(int lanes, int groups, int height, int width, int kernel, int inputs, int outputs) {
  Network network;
  network.lanes = lanes;
  Population population;
  population.slot = 2;
  population.groups = groups, population.height = height, population.width = width;
  int all = groups * lanes;
  population.threshold.assign(all, 30000);
  population.lower.assign(all, -30000);
  population.bias.assign(all, 0);
  population.subtract.assign(all, 30000);
  Port port;
  port.height = port.width = kernel;
  port.offsetY = port.offsetX = kernel / 2;
  port.weights.assign(size_t(kernel) * kernel * all, 1);
  network.ports.push_back(port);
  for (int i = 0; i < inputs + outputs; ++i) {
    Edge edge;
    bool in = i < inputs;
    edge.source = in ? host : 0;
    edge.target = in ? 0 : host;
    edge.port = edge.outputEdge = in ? 0 : i - inputs;
    edge.entry = in ? i : i - inputs;
    edge.box.highY = height - 1, edge.box.highX = width - 1, edge.box.highChannel = all - 1;
    network.edges.push_back(edge);
    (in ? population.inEdges : population.outEdges).push_back(i);
  }
  network.populations.push_back(population);
  return network;
}

static uint64_t cyclesOf(const Network &network, const NetworkRun::Stimulus &stimulus, unsigned steps) {
  ChipModel chip(modelPaths("SNNC_RTL_TIMING_MODELS", {"core8"}).front(), 0, false);
  RunOptions options;
  options.samples = 1;
  options.leastSteps = options.mostSteps = steps;
  NetworkRun run(chip, network, stimulus, 1, options);
  EXPECT_EQ(run.run(), "");
  return run.cyclesRunning();
}

/// Cycles of a step amid others: the first and the last one of a sample visit every word.
static double cyclesPerStep(const Network &network, const NetworkRun::Stimulus &stimulus) {
  return double(cyclesOf(network, stimulus, 60) - cyclesOf(network, stimulus, 20)) / 40;
}

TEST(Timing, IdleStep) {
  auto silence = [](const Edge &) { return std::vector<Spike>(); };
  // 1,000 state words are scanned in 32 cycles.
  double full = cyclesPerStep(onePopulation(8, 10, 10, 10, 3, 1, 1), silence);
  double edges = cyclesPerStep(onePopulation(8, 10, 10, 10, 3, 3, 3), silence);
  double small = cyclesPerStep(onePopulation(8, 1, 1, 1, 1, 1, 1), silence);
  std::cout << "idle step: " << full << " cycles with 1,000 words, " << edges << " with 3 edges each way, " << small
            << " with one word; the way to the host and back included\n";
  EXPECT_LE(full, 64);
  EXPECT_LE(edges, 64);
}

/// The core shared by as many populations as it has slots, each with one edge from the host and one to it.
TEST(Timing, IdleStepOfManyPopulations) {
  Network network;
  for (int p = 0; p < 8; ++p) {
    Network one = onePopulation(8, 1, 11, 11, 1, 1, 1);
    Population population = one.populations[0];
    population.slot = p;
    population.stateBase = p * 122, population.listBase = p * 121;
    population.firstDestination = population.firstCredit = p;
    population.inEdges = {2 * p}, population.outEdges = {2 * p + 1};
    Port port = one.ports[0];
    port.population = port.index = p;
    port.weightBase = p;
    Edge in = one.edges[0], out = one.edges[1];
    in.target = out.source = p;
    in.port = out.port = in.entry = out.entry = out.outputEdge = p;
    network.lanes = one.lanes;
    network.populations.push_back(population);
    network.ports.push_back(port);
    network.edges.push_back(in);
    network.edges.push_back(out);
  }
  double cycles = cyclesPerStep(network, [](const Edge &) { return std::vector<Spike>(); });
  std::cout << "idle step of eight populations: " << cycles << " cycles\n";
  // 32 to scan all words, 12 a population, 16 edges.
  EXPECT_LE(cycles, 32 + 12 * 8 + 16);
}

/// Spikes at one pixel after the other, `count` a step.
static NetworkRun::Stimulus sweep(int height, int width, int count) {
  return [=](const Edge &) {
    std::vector<Spike> spikes(count);
    for (int i = 0; i < count; ++i) {
      spikes[i].x = 1 + i % (width - 2);
      spikes[i].y = 1 + i / (width - 2) % (height - 2);
    }
    return spikes;
  };
}

/// Cycles for each further spike: two runs of which one has 200 spikes more in each step.
static double cyclesPerSpike(const Network &network, int height, int width) {
  double few = cyclesPerStep(network, sweep(height, width, 100));
  double many = cyclesPerStep(network, sweep(height, width, 300));
  return (many - few) / 200;
}

TEST(Timing, Accumulate) {
  double dense = cyclesPerSpike(onePopulation(8, 1, 1, 1, 1, 1, 1), 3, 3);
  double wide = cyclesPerSpike(onePopulation(8, 4, 1, 1, 3, 1, 1), 3, 3);
  double kernel = cyclesPerSpike(onePopulation(8, 1, 10, 10, 3, 1, 1), 10, 10);
  std::cout << "cycles a spike: " << dense << " at one tap and group, " << wide << " at four groups, " << kernel
            << " at nine taps\n";
  EXPECT_LE(dense, 1.02);
  EXPECT_LE(wide, 4.02);
  EXPECT_LE(kernel, 9.02);
}

TEST(Timing, Fire) {
  // All 900 words are touched in each step, all 100 in the smaller one.
  double large = cyclesPerStep(onePopulation(8, 9, 10, 10, 19, 1, 1), sweep(3, 3, 1));
  double little = cyclesPerStep(onePopulation(8, 1, 10, 10, 19, 1, 1), sweep(3, 3, 1));
  // The one spike takes a cycle a word too.
  double perWord = (large - little) / 800 - 1;
  std::cout << "cycles a fired word: " << perWord << "\n";
  EXPECT_LE(perWord, 1.1);
}

/// The pixels of a 21x21 map, one spike each for `count` of them, `apart` columns and rows from each other.
static NetworkRun::Stimulus lattice(int count, int apart) {
  return [=](const Edge &) {
    std::vector<Spike> spikes(count);
    for (int i = 0; i < count; ++i) {
      spikes[i].x = 1 + i % (21 / apart) * apart;
      spikes[i].y = 1 + i / (21 / apart) * apart;
    }
    return spikes;
  };
}

/// Windows of 3x3 at a stride of 3: a spike touches one window.
TEST(Timing, MaxPool) {
  Network network = onePopulation(8, 1, 21, 21, 1, 1, 1);
  Population &pool = network.populations[0];
  pool.isPool = true;
  pool.maxCount = 15;
  pool.windowRows = pool.windowColumns = 7;
  pool.windowHeight = pool.windowWidth = pool.windowStrideY = pool.windowStrideX = 3;
  network.edges[1].box.highY = network.edges[1].box.highX = 6;
  double idle = cyclesPerStep(network, [](const Edge &) { return std::vector<Spike>(); });
  // One spike a window, then all nine pixels of each.
  double perWindow = (cyclesPerStep(network, lattice(42, 3)) - cyclesPerStep(network, lattice(14, 3))) / 28;
  double perPixel = (cyclesPerStep(network, lattice(21 * 18, 1)) - cyclesPerStep(network, lattice(21 * 9, 1))) / 189;
  std::cout << "max pool: an idle step " << idle << " cycles, a window with one spike " << perWindow
            << ", a pixel of windows full of spikes " << perPixel << "; each with a cycle to take the spike\n";
  EXPECT_LE(idle, 64);
  // To take the spike 1, to add it 2, to go to its window and back 8, for 9 pixels 18, to clear the frame 1, and to
  // send the counts of 8 lanes.
  EXPECT_LE(perWindow, 1 + 2 + 8 + 18 + 1 + 8 + 1);
  // All but the first spike of a window see at its first pixel that another was before.
  EXPECT_LE(perPixel, 1 + 2 + 8 + 2 + 1 + 1);
}
