//===- MeshTest.cpp - routers, links and host port under random traffic ---===//
//
// Every core and the host send numbered packets to each other, or to several cores at once, at random rates and take
// them at random rates. Each packet must arrive once at each of its targets, and in order for each pair of sender and
// receiver.
//
//===----------------------------------------------------------------------===//

#include "Vtraffic.h"
#include "Vtraffic__Dpi.h"
#include "verilated.h"
#include <algorithm>
#include <cstdlib>
#include <deque>
#include <gtest/gtest.h>
#include <iostream>
#include <map>
#include <memory>
#include <numeric>
#include <random>
#include <set>

namespace {

/// How a node behaves; probabilities in thousandths.
struct Node {
  unsigned offer = 0, take = 1000;
  unsigned multicasts = 0;                    ///< share of its packets, where it has groups
  int onlyTarget = -1;                        ///< or any
  unsigned left = 0;                          ///< packets still to be made
  uint32_t sent = 0;                          ///< packets
  std::vector<std::deque<uint32_t>> expected; ///< by the sender, what it has sent and has not come
  std::vector<unsigned> received;             ///< by the sender
  std::vector<int> groups;                    ///< that it sends to
  std::deque<std::pair<int, int>> routes;     ///< groups and outputs to be written to its router
  bool offering = false;
  int target = 0; ///< a node, or behind all nodes a group
  uint32_t data = 0;
};

/// Several cores at once: the number in the routers on the way, the cores.
struct Group {
  int number;
  std::vector<int> receivers;
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
      node.expected.resize(nodes.size()), node.received.resize(nodes.size());
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

  /// The routers on the way of a packet between cores, each with the output that it leaves by: along the row first.
  std::vector<std::pair<int, int>> way(int from, int to) const {
    enum { North, East, South, West, Local };
    std::vector<std::pair<int, int>> hops;
    int at = from;
    for (; at % cols < to % cols; ++at)
      hops.push_back({at, East});
    for (; at % cols > to % cols; --at)
      hops.push_back({at, West});
    for (; at < to; at += cols)
      hops.push_back({at, South});
    for (; at > to; at -= cols)
      hops.push_back({at, North});
    hops.push_back({at, Local});
    return hops;
  }

  /// Lets a node send to several cores at once, where a number is free in all routers on the way.
  void addGroup(int sender, const std::vector<int> &receivers) {
    std::map<int, int> outputs; // of each router on the way, as bits
    for (int to : receivers)
      for (auto [router, output] : way(sender == host() ? 0 : sender, to))
        outputs[router] |= 1 << output;
    for (int i = 0, first = chance(500) ? 0 : int(random() % chip->groups); i < int(chip->groups); ++i) {
      int number = (first + i) % int(chip->groups);
      bool isFree = true;
      for (auto [router, bits] : outputs)
        isFree = isFree && !taken.count({router, number});
      if (!isFree)
        continue;
      for (auto [router, bits] : outputs) {
        taken.insert({router, number});
        nodes[router].routes.push_back({number, bits});
      }
      nodes[sender].groups.push_back(int(groups.size()));
      groups.push_back({number, receivers});
      return;
    }
  }

  /// Some groups of random senders and receivers, the sender's own core maybe among these. Of small ones several have
  /// the same number.
  void addGroups(int count) {
    for (int i = 0; i < count; ++i) {
      std::vector<int> receivers(host());
      std::iota(receivers.begin(), receivers.end(), 0);
      std::shuffle(receivers.begin(), receivers.end(), random);
      receivers.resize(1 + random() % (chance(500) ? receivers.size() : 2));
      addGroup(int(random() % nodes.size()), receivers);
    }
    for (Node &node : nodes)
      std::shuffle(node.routes.begin(), node.routes.end(), random);
  }

  bool configured() const {
    return std::all_of(nodes.begin(), nodes.end(), [](const Node &node) { return node.routes.empty(); });
  }

  bool isMulticast(int target) const { return target >= int(nodes.size()); }
  const Group &groupOf(int target) const { return groups[target - nodes.size()]; }
  /// What a packet's header holds in core_x and core_y.
  int columnOf(int target) const {
    return isMulticast(target) ? groupOf(target).number & ((1 << chip->column_bits) - 1) : target % cols;
  }
  int rowOf(int target) const {
    return isMulticast(target) ? groupOf(target).number >> chip->column_bits : target / cols;
  }

  bool chance(unsigned thousandths) { return random() % 1000 < thousandths; }

  void makeOffer(int self) {
    Node &node = nodes[self];
    if (node.offering || !node.left || !chance(node.offer) || !configured())
      return;
    if (node.onlyTarget >= 0)
      node.target = node.onlyTarget;
    else if (!node.groups.empty() && chance(node.multicasts))
      node.target = int(nodes.size()) + node.groups[random() % node.groups.size()];
    else // The host does not send to itself.
      node.target = int(random() % (self == host() ? nodes.size() - 1 : nodes.size()));
    node.data = uint32_t(node.target) << 26 | uint32_t(self) << 20 | (node.sent++ & 0xfffff);
    node.offering = true;
    --node.left;
    for (int to : isMulticast(node.target) ? groupOf(node.target).receivers : std::vector<int>{node.target}) {
      nodes[to].expected[self].push_back(node.data);
      ++inFlight;
    }
  }

  void deliver(int self, uint32_t data) {
    int target = int(data >> 26), sender = int(data >> 20 & 63);
    auto packet = [&](uint32_t which) {
      int to = int(which >> 26);
      return "packet " + std::to_string(which & 0xfffff) + " of node " + std::to_string(which >> 20 & 63) + " for " +
             (isMulticast(to) ? "group " + std::to_string(to - int(nodes.size())) : "node " + std::to_string(to));
    };
    if (sender >= int(nodes.size()) || target >= int(nodes.size() + groups.size()))
      return fail("a packet that nobody sent came to node " + std::to_string(self));
    std::deque<uint32_t> &expected = nodes[self].expected[sender];
    if (expected.empty() || expected.front() != data)
      return fail(packet(data) + " came to node " + std::to_string(self) + ", expected " +
                  (expected.empty() ? "none" : packet(expected.front())));
    expected.pop_front();
    ++nodes[self].received[sender];
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
    chip->host_in_multicast = isMulticast(node.target);
    chip->host_in_x = columnOf(node.target);
    chip->host_in_y = rowOf(node.target);
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
    return failure;
  }

  static Traffic *current;
  VerilatedContext context;
  std::mt19937_64 random;
  std::unique_ptr<Vtraffic> chip;
  std::vector<Node> nodes;
  std::vector<Group> groups;
  std::set<std::pair<int, int>> taken; ///< numbers of groups by router
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

void traffic_cycle(int x, int y, svBit came, svBit cameMulticast, int cameX, int cameY, int cameData, svBit taken,
                   svBit *offer, svBit *offerMulticast, svBit *offerToHost, int *offerX, int *offerY, int *offerData,
                   svBit *take, svBit *route, int *group, int *outputs) {
  Traffic &traffic = *Traffic::current;
  *offer = 0, *offerMulticast = 0, *offerToHost = 0, *offerX = 0, *offerY = 0, *offerData = 0, *take = 0;
  *route = 0, *group = 0, *outputs = 0;
  if (traffic.nodes.empty())
    return;
  int self = y * traffic.cols + x;
  Node &node = traffic.nodes[self];
  if (came) {
    traffic.deliver(self, uint32_t(cameData));
    int target = int(uint32_t(cameData) >> 26);
    if (traffic.failure.empty() && (bool(cameMulticast) != traffic.isMulticast(target) ||
                                    cameX != traffic.columnOf(target) || cameY != traffic.rowOf(target)))
      traffic.fail("the header of a packet was changed");
  }
  if (taken)
    node.offering = false;
  traffic.makeOffer(self);
  *offer = node.offering;
  *offerToHost = node.target == traffic.host();
  *offerMulticast = traffic.isMulticast(node.target);
  *offerX = *offerToHost ? x : traffic.columnOf(node.target);
  *offerY = *offerToHost ? y : traffic.rowOf(node.target);
  *offerData = int(node.data);
  *take = traffic.chance(node.take);
  // Now and then, so that routers sleep in between.
  if (!node.routes.empty() && traffic.chance(200)) {
    *route = 1, *group = node.routes.front().first, *outputs = node.routes.front().second;
    node.routes.pop_front();
  }
}

/// Loads from idle to saturated, receivers from fast to slow; some rounds aim all at one node.
TEST(Mesh, RandomTraffic) {
  uint64_t seed = environment("SNNC_TEST_SEED", 30000), count = environment("SNNC_TEST_COUNT", 60), delivered = 0;
  std::cout << "seeds " << seed << " to " << seed + count - 1 << "\n";
  for (uint64_t i = 0; i < count; ++i) {
    Traffic traffic(seed + i);
    static const unsigned offers[] = {20, 300, 1000}, takes[] = {100, 600, 1000}, multicasts[] = {0, 300, 1000};
    if (traffic.chip->groups)
      traffic.addGroups(20);
    int spot = i % 4 == 3 ? int(traffic.random() % traffic.nodes.size()) : -1;
    for (Node &node : traffic.nodes) {
      node.left = 300;
      node.offer = offers[traffic.random() % 3];
      node.take = takes[traffic.random() % 3];
      node.multicasts = multicasts[traffic.random() % 3];
      node.onlyTarget = spot;
    }
    if (spot == traffic.host())
      traffic.nodes[spot].left = 0;
    ASSERT_EQ(traffic.run(1000000), "") << "seed " << seed + i;
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

/// So does a stream to all cores at once, from each of them and from the host.
TEST(Mesh, MulticastAtFullRate) {
  for (int from = 0;; ++from) {
    Traffic traffic(3);
    if (!traffic.chip->groups)
      GTEST_SKIP() << "the target has no multicast groups";
    if (from >= int(traffic.nodes.size()))
      break;
    std::vector<int> all(traffic.host());
    std::iota(all.begin(), all.end(), 0);
    traffic.addGroup(from, all);
    while (!traffic.configured())
      traffic.cycle();
    Node &node = traffic.nodes[from];
    node.left = 100, node.offer = 1000, node.onlyTarget = int(traffic.nodes.size());
    uint64_t begin = traffic.time;
    ASSERT_EQ(traffic.run(1000), "");
    EXPECT_EQ(traffic.delivered, 100 * all.size());
    EXPECT_LE(traffic.time - begin, 100u + 50u + 2 * (traffic.cols + traffic.rows + 2)) << "from " << from;
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
