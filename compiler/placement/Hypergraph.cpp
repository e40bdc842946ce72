//===- Hypergraph.cpp - networks of others as files -----------------------===//

#include "compiler/placement/Hypergraph.h"
#include "llvm/Support/Endian.h"
#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

using namespace snnc::placement;

/// Rates that are no whole numbers are rounded to multiples of 1/1024.
static constexpr double fineScale = 1024;

namespace {
/// One pass over the bytes of a file.
class Reader {
public:
  Reader(llvm::StringRef bytes, llvm::StringRef where, int64_t nodesOfCluster)
      : bytes(bytes), where(where), nodesOfCluster(nodesOfCluster) {}

  llvm::Expected<Clusters> run();

private:
  llvm::Error fail(size_t offset, const llvm::Twine &what) const {
    return llvm::createStringError(where + ": byte " + llvm::Twine(offset) + ": " + what);
  }
  bool has(uint64_t words) const { return words <= (bytes.size() - offset) / 4; }
  uint32_t word() {
    uint32_t value = llvm::support::endian::read32le(bytes.data() + offset);
    offset += 4;
    return value;
  }
  llvm::Error readEdge(uint32_t number);
  llvm::Error checkNode(uint32_t node) const;

  llvm::StringRef bytes, where;
  int64_t nodesOfCluster;
  size_t offset = 0;
  uint32_t nodes = 0;
  bool isWhole = true;
  /// Spikes from one cluster to another, both in one number.
  std::unordered_map<uint64_t, double> rates;
  std::vector<uint32_t> reached;
};
} // namespace

llvm::Error Reader::checkNode(uint32_t node) const {
  if (node >= nodes)
    return fail(offset - 4, "node " + llvm::Twine(node) + " does not exist: the file has " + llvm::Twine(nodes));
  return llvm::Error::success();
}

llvm::Error Reader::readEdge(uint32_t number) {
  if (!has(3))
    return fail(offset, "the file ends inside of edge " + llvm::Twine(number));
  uint32_t count = word(), source = word();
  if (llvm::Error error = checkNode(source))
    return error;
  if (!has(uint64_t(count) + 1))
    return fail(offset, "edge " + llvm::Twine(number) + " has " + llvm::Twine(count) +
                            " destinations, the file ends before them");
  reached.clear();
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t node = word();
    if (llvm::Error error = checkNode(node))
      return error;
    reached.push_back(uint32_t(node / nodesOfCluster));
  }
  float rate = llvm::bit_cast<float>(word());
  if (!std::isfinite(rate) || rate < 0)
    return fail(offset - 4, "the rate of edge " + llvm::Twine(number) + " must be a finite number from 0 up");
  isWhole &= rate == std::floor(rate);
  llvm::sort(reached);
  reached.erase(std::unique(reached.begin(), reached.end()), reached.end());
  for (uint32_t to : reached)
    rates[uint64_t(source / nodesOfCluster) << 32 | to] += rate;
  return llvm::Error::success();
}

llvm::Expected<Clusters> Reader::run() {
  if (!has(2))
    return fail(0, "a hypergraph begins with 8 bytes, the numbers of its nodes and edges");
  nodes = word();
  uint32_t edges = word();
  for (uint32_t edge = 0; edge < edges; ++edge)
    if (llvm::Error error = readEdge(edge))
      return std::move(error);
  if (offset != bytes.size())
    return fail(offset, "the file goes on behind its " + llvm::Twine(edges) + " edges");

  Clusters clusters;
  clusters.count = uint32_t((nodes + nodesOfCluster - 1) / nodesOfCluster);
  clusters.neurons = nodes;
  clusters.scale = isWhole ? 1 : fineScale;
  std::vector<std::pair<uint64_t, double>> sorted(rates.begin(), rates.end());
  llvm::sort(sorted);
  for (auto [ends, rate] : sorted)
    clusters.flows.push_back({int32_t(ends >> 32), int32_t(uint32_t(ends)), std::round(rate * clusters.scale)});
  return clusters;
}

llvm::Expected<Clusters> snnc::placement::readHypergraph(llvm::StringRef bytes, llvm::StringRef where,
                                                         int64_t nodesOfCluster) {
  return Reader(bytes, where, nodesOfCluster).run();
}

void snnc::placement::writeHypergraph(const Clusters &clusters, llvm::raw_ostream &stream) {
  std::map<std::pair<int32_t, double>, std::vector<int32_t>> edges;
  for (const Flow &flow : clusters.flows)
    if (flow.from != host && flow.to != host && flow.packets > 0)
      edges[{flow.from, flow.packets}].push_back(flow.to);
  auto write = [&](uint32_t value) {
    char word[4];
    llvm::support::endian::write32le(word, value);
    stream.write(word, 4);
  };
  write(clusters.count);
  write(uint32_t(edges.size()));
  for (const auto &[source, destinations] : edges) {
    write(uint32_t(destinations.size()));
    write(uint32_t(source.first));
    for (int32_t destination : destinations)
      write(uint32_t(destination));
    write(llvm::bit_cast<uint32_t>(float(source.second / clusters.scale)));
  }
}
