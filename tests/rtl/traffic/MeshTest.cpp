//===- MeshTest.cpp - routers, links and host port under random traffic ---===//
//
// Every core and the host send numbered packets to each other at random rates and take them at random rates. Each
// packet must arrive once, at its target, and in order for each pair of sender and receiver.
//
//===----------------------------------------------------------------------===//

#include "Vtraffic.h"
#include "Vtraffic__Dpi.h"
#include "verilated.h"
#include <cstdlib>
#include <deque>
#include <gtest/gtest.h>
#include <iostream>
#include <memory>
#include <random>

namespace {

/// How a node behaves; probabilities in thousandths.
struct Node {
  unsigned offer = 0, take = 1000;
  int onlyTarget = -1;                  ///< or any
  unsigned left = 0;                    ///< packets still to be made
  std::vector<unsigned> sent, received; ///< by the other node
  bool offering = false;
  int target = 0;
  uint32_t data = 0;
};

/// Nodes are the cores, row by row, and the host.
class Traffic {
public:
  explicit Traffic(uint64_t seed) : random(seed), chip(std::make_unique<Vtraffic>(&context, "traffic")) {
    current = this;
    chip->clk = 0;
    chip->rst = 1;
    chip->host_in_valid = 0;
    chip->host_out_ready = 0;
    for (int i = 0; i < 3; ++i)
      tick();
    chip->rst = 0;
    cols = int(chip->cols), rows = int(chip->rows);
    nodes.resize(cols * rows + 1);
    for (Node &node : nodes)
      node.sent.resize(nodes.size()), node.received.resize(nodes.size());
  }
  ~Traffic() {
    chip->final();
    current = nullptr;
  }

  int host() const { return cols * rows; }
  void tick() {
    chip->clk = 0;
    chip->eval();
    chip->clk = 1;
    chip->eval();
  }

  bool chance(unsigned thousandths) { return random() % 1000 < thousandths; }

  void makeOffer(int self) {
    Node &node = nodes[self];
    if (node.offering || !node.left || !chance(node.offer))
      return;
    // The host does not send to itself.
    do
      node.target = node.onlyTarget >= 0 ? node.onlyTarget : int(random() % nodes.size());
    while (node.target == self && self == host());
    node.data = uint32_t(node.target) << 26 | uint32_t(self) << 20 | (node.sent[node.target]++ & 0xfffff);
    node.offering = true;
    --node.left;
    ++inFlight;
  }

  void deliver(int self, uint32_t data) {
    int target = int(data >> 26), sender = int(data >> 20 & 63);
    if (target != self || sender >= int(nodes.size()))
      return fail("packet for node " + std::to_string(target) + " came to node " + std::to_string(self));
    unsigned number = nodes[self].received[sender]++ & 0xfffff;
    if ((data & 0xfffff) != number)
      fail("node " + std::to_string(self) + " got packet " + std::to_string(data & 0xfffff) + " of node " +
           std::to_string(sender) + ", expected " + std::to_string(number));
    --inFlight;
    ++delivered;
  }

  void fail(const std::string &what) {
    if (failure.empty())
      failure = what;
  }

  /// One cycle, the host's side included.
  void cycle() {
    Node &node = nodes[host()];
    makeOffer(host());
    chip->host_in_valid = node.offering;
    chip->host_in_x = node.target % cols;
    chip->host_in_y = node.target / cols;
    chip->host_in_data = node.data;
    chip->host_out_ready = chance(node.take);
    chip->eval();
    bool taken = chip->host_in_valid && chip->host_in_ready;
    if (chip->host_out_valid && chip->host_out_ready) {
      int sender = int(chip->host_out_data >> 20 & 63);
      if (!chip->host_out_to_host || chip->host_out_x != sender % cols || chip->host_out_y != sender / cols)
        fail("the header of a packet to the host was changed");
      deliver(host(), chip->host_out_data);
    }
    tick();
    if (taken)
      node.offering = false;
    ++time;
  }

  /// Runs until everything has arrived.
  std::string run(uint64_t mostCycles) {
    for (uint64_t end = time + mostCycles; failure.empty();) {
      bool more = inFlight != 0;
      for (const Node &node : nodes)
        more |= node.left != 0;
      if (!more)
        break;
      if (time == end)
        fail(std::to_string(inFlight) + " packets have not arrived after " + std::to_string(mostCycles) + " cycles");
      cycle();
    }
    for (int i = 0; i < 50; ++i)
      cycle();
    for (size_t from = 0; from < nodes.size(); ++from)
      for (size_t to = 0; to < nodes.size(); ++to)
        if (failure.empty() && nodes[from].sent[to] != nodes[to].received[from])
          fail("packets from " + std::to_string(from) + " to " + std::to_string(to) + " were lost or doubled");
    return failure;
  }

  static Traffic *current;
  VerilatedContext context;
  std::mt19937_64 random;
  std::unique_ptr<Vtraffic> chip;
  std::vector<Node> nodes;
  int cols = 0, rows = 0;
  uint64_t time = 0, delivered = 0;
  int64_t inFlight = 0;
  std::string failure;
};

Traffic *Traffic::current = nullptr;

uint64_t environment(const char *name, uint64_t value) {
  const char *text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 0) : value;
}

} // namespace

void traffic_cycle(int x, int y, svBit came, int cameX, int cameY, int cameData, svBit taken, svBit *offer,
                   svBit *offerToHost, int *offerX, int *offerY, int *offerData, svBit *take) {
  Traffic &traffic = *Traffic::current;
  *offer = 0, *offerToHost = 0, *offerX = 0, *offerY = 0, *offerData = 0, *take = 0;
  if (traffic.nodes.empty())
    return;
  int self = y * traffic.cols + x;
  Node &node = traffic.nodes[self];
  if (came) {
    if (cameX != x || cameY != y)
      traffic.fail("a packet came to the wrong core");
    traffic.deliver(self, uint32_t(cameData));
  }
  if (taken)
    node.offering = false;
  traffic.makeOffer(self);
  *offer = node.offering;
  *offerToHost = node.target == traffic.host();
  *offerX = *offerToHost ? x : node.target % traffic.cols;
  *offerY = *offerToHost ? y : node.target / traffic.cols;
  *offerData = int(node.data);
  *take = traffic.chance(node.take);
}

/// Loads from idle to saturated, receivers from fast to slow; some rounds aim all at one node.
TEST(Mesh, RandomTraffic) {
  uint64_t seed = environment("SNNC_TEST_SEED", 30000), count = environment("SNNC_TEST_COUNT", 60), delivered = 0;
  std::cout << "seeds " << seed << " to " << seed + count - 1 << "\n";
  for (uint64_t i = 0; i < count; ++i) {
    Traffic traffic(seed + i);
    static const unsigned offers[] = {20, 300, 1000}, takes[] = {100, 600, 1000};
    int spot = i % 4 == 3 ? int(traffic.random() % traffic.nodes.size()) : -1;
    for (Node &node : traffic.nodes) {
      node.left = 300;
      node.offer = offers[traffic.random() % 3];
      node.take = takes[traffic.random() % 3];
      node.onlyTarget = spot;
    }
    if (spot == traffic.host())
      traffic.nodes[spot].left = 0;
    ASSERT_EQ(traffic.run(200000), "") << "seed " << seed + i;
    delivered += traffic.delivered;
  }
  std::cout << delivered << " packets delivered\n";
  EXPECT_GT(delivered, count * 300);
}

/// A single stream passes at one packet a cycle, over each link of the mesh.
TEST(Mesh, FullRate) {
  for (int from = 0;; ++from) {
    Traffic traffic(1);
    if (from >= int(traffic.nodes.size()))
      break;
    for (int to = 0; to < int(traffic.nodes.size()); ++to) {
      if (from == traffic.host() && to == from)
        continue;
      Node &node = traffic.nodes[from];
      node.left = 100, node.offer = 1000, node.onlyTarget = to;
      uint64_t begin = traffic.time;
      ASSERT_EQ(traffic.run(1000), "");
      // 50 idle cycles of `run`, and a few for each hop.
      EXPECT_LE(traffic.time - begin, 100u + 50u + 2 * (traffic.cols + traffic.rows + 2)) << from << " to " << to;
    }
  }
}

/// All send to one node without pause: each of them gets through.
TEST(Mesh, NobodyStarves) {
  for (int spot = 0;; ++spot) {
    Traffic traffic(2);
    if (spot >= int(traffic.nodes.size()))
      break;
    for (int self = 0; self < int(traffic.nodes.size()); ++self)
      if (self != spot || spot != traffic.host())
        traffic.nodes[self].left = 1000000, traffic.nodes[self].offer = 1000, traffic.nodes[self].onlyTarget = spot;
    for (int i = 0; i < 20000; ++i)
      traffic.cycle();
    ASSERT_EQ(traffic.failure, "");
    for (int self = 0; self < int(traffic.nodes.size()); ++self)
      if (self != spot || spot != traffic.host())
        // A router's outputs share evenly among inputs: each merge on the way may halve what is left, at most.
        EXPECT_GT(traffic.nodes[spot].received[self], 3u) << "from " << self << " to " << spot;
  }
}
