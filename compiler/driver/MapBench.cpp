//===- MapBench.cpp - snnc map-bench --------------------------------------===//
//
// Places networks of which only shapes or traffic are known: how good the placer is beside others, and how far it goes.
//
//===----------------------------------------------------------------------===//

#include "compiler/driver/Command.h"
#include "compiler/driver/Messages.h"
#include "compiler/placement/Hypergraph.h"
#include "compiler/placement/Layered.h"
#include "compiler/placement/Metrics.h"
#include "compiler/placement/Place.h"
#include "support/file/AtomicFiles.h"
#include "support/interrupt/Interrupt.h"
#include "support/json/Json.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <sys/resource.h>

using namespace snnc;
using namespace snnc::driver;
using json = nlohmann::ordered_json;

namespace {
/// Seconds since it was made or asked last.
class Clock {
public:
  double lap() {
    auto now = std::chrono::steady_clock::now();
    double seconds = std::chrono::duration<double>(now - last).count();
    last = now;
    return seconds;
  }

private:
  std::chrono::steady_clock::time_point last = std::chrono::steady_clock::now();
};

struct Seconds {
  double cluster = 0, place = 0, prove = 0, measure = 0;
};
} // namespace

/// LAYERSxCLUSTERS, each layer so many cores full of neurons.
static std::optional<placement::LayeredNetwork> denseByName(llvm::StringRef name, int64_t neurons) {
  auto [layers, clusters] = name.split('x');
  uint32_t layerCount, clusterCount;
  if (layers.getAsInteger(10, layerCount) || clusters.getAsInteger(10, clusterCount) || layerCount == 0 ||
      clusterCount == 0)
    return std::nullopt;
  return placement::denseLayers(layerCount, clusterCount, neurons);
}

/// A hypergraph has no mark: what does not begin as JSON is taken for one, and has to hold to its last byte.
static llvm::Expected<placement::Clusters> readClusters(const MapBenchOptions &options) {
  if (auto dense = denseByName(options.network, options.neurons))
    return placement::clusterLayers(*dense, options.neurons);
  auto file = llvm::MemoryBuffer::getFile(options.network, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!file)
    return llvm::createStringError("cannot read '" + options.network + "': " + file.getError().message());
  llvm::StringRef bytes = (*file)->getBuffer();
  if (!bytes.ltrim().starts_with("{"))
    return placement::readHypergraph(bytes, options.network, options.neurons);
  llvm::Expected<placement::LayeredNetwork> network = placement::parseShapes(bytes, options.network);
  if (!network)
    return network.takeError();
  return placement::clusterLayers(*network, options.neurons);
}

/// Columns and rows as asked for, or the smallest square that holds all clusters.
static std::pair<uint32_t, uint32_t> gridOf(const MapBenchOptions &options, uint32_t clusters) {
  if (options.columns)
    return {options.columns, options.rows};
  uint32_t side = std::max(1u, uint32_t(std::sqrt(double(clusters))));
  while (uint64_t(side) * side < clusters)
    ++side;
  return {side, side};
}

static json describe(const placement::Problem &problem, const placement::Clusters &clusters,
                     const placement::Result &result, const placement::Metrics &metrics, const Seconds &seconds) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  double scale = clusters.scale;
  auto core = [](int32_t column, int32_t row) { return json::array({column, row}); };
  return {{"clusters", clusters.count},
          {"flows", clusters.flows.size()},
          {"neurons", clusters.neurons},
          {"columns", problem.columns},
          {"rows", problem.rows},
          {"packet_hops", result.cost / scale},
          {"least_packet_hops", result.bound.value / scale},
          {"bound", result.bound.name},
          {"proved", result.proved},
          {"interrupted", result.interrupted},
          {"average_hops", metrics.averageHops},
          {"greatest_hops", metrics.greatestHops},
          {"worst_link",
           {{"packets", metrics.worstLinkLoad / scale},
            {"from", core(metrics.worstLink.fromColumn, metrics.worstLink.fromRow)},
            {"to", core(metrics.worstLink.toColumn, metrics.worstLink.toRow)}}},
          {"energy", metrics.energy / scale},
          {"average_latency", metrics.averageLatency},
          {"worst_latency", metrics.worstLatency},
          {"average_congestion", metrics.averageCongestion / scale},
          {"worst_congestion", metrics.worstCongestion / scale},
          {"seconds",
           {{"cluster", seconds.cluster},
            {"place", seconds.place},
            {"prove", seconds.prove},
            {"measure", seconds.measure}}},
          {"peak_megabytes", usage.ru_maxrss / 1024}};
}

static std::string render(const json &result) {
  auto number = [&](const char *name) { return result[name].get<double>(); };
  double cost = number("packet_hops"), least = number("least_packet_hops");
  std::string certificate = result["proved"].get<bool>() ? "proved: none is below"
                            : least > 0
                                ? fmt::format("none is below {:.10g}, {:.1f} % less", least, 100 * (1 - least / cost))
                                : "no bound";
  const json &link = result["worst_link"], &seconds = result["seconds"];
  return fmt::format("clusters            {} with {} flows, {} neurons\n"
                     "grid                {} x {} cores\n"
                     "packets x hops      {:.10g} ({})\n"
                     "hops                {:.3f} on average, {} at most\n"
                     "worst link          {:.10g} packets, from {},{} to {},{}\n"
                     "energy              {:.10g}\n"
                     "latency             {:.4f} on average, {:.4f} at most\n"
                     "congestion          {:.6g} on average, {:.6g} at most\n"
                     "seconds             {:.2g} to cluster, {:.2g} to place, {:.2g} to prove, {:.2g} to measure\n"
                     "memory              {} MB\n",
                     result["clusters"].get<int64_t>(), result["flows"].get<int64_t>(),
                     result["neurons"].get<int64_t>(), result["columns"].get<int>(), result["rows"].get<int>(), cost,
                     certificate, number("average_hops"), result["greatest_hops"].get<int>(),
                     link["packets"].get<double>(), link["from"][0].get<int>(), link["from"][1].get<int>(),
                     link["to"][0].get<int>(), link["to"][1].get<int>(), number("energy"), number("average_latency"),
                     number("worst_latency"), number("average_congestion"), number("worst_congestion"),
                     seconds["cluster"].get<double>(), seconds["place"].get<double>(), seconds["prove"].get<double>(),
                     seconds["measure"].get<double>(), result["peak_megabytes"].get<int64_t>());
}

int driver::runMapBench(const MapBenchOptions &options, const CommonOptions &common) {
  Clock clock;
  Seconds seconds;
  llvm::Expected<placement::Clusters> clusters = readClusters(options);
  if (!clusters)
    return fail(BadInput, clusters.takeError());
  auto [columns, rows] = gridOf(options, clusters->count);
  if (uint64_t(columns) * rows < clusters->count)
    return fail(DoesNotFit, fmt::format("the network takes {} cores of {} neurons, {} x {} cores are {} ({} too few)",
                                        clusters->count, options.neurons, columns, rows, uint64_t(columns) * rows,
                                        clusters->count - uint64_t(columns) * rows));
  if (!options.output.empty())
    if (llvm::Error error = writeAtomically(
            options.output, [&](llvm::raw_ostream &file) { placement::writeHypergraph(*clusters, file); }))
      return fail(BadInput, std::move(error));
  placement::Problem problem = placement::onGrid(*clusters, int32_t(columns), int32_t(rows));
  seconds.cluster = clock.lap();

  InterruptScope interrupt;
  auto progress = std::make_unique<Progress>("placing, percent", 100, common.quiet);
  auto tell = [&](double part) { progress->advance(uint64_t(100 * part)); };
  placement::PlaceOptions place{options.effort, common.seed ? common.seed : 1, {isInterrupted, tell}};
  placement::Classes classes = placement::findClasses(problem);
  std::vector<int32_t> found = placement::search(problem, classes, place);
  seconds.place = clock.lap();
  placement::Result result = placement::certify(problem, classes, std::move(found), place);
  progress.reset();
  seconds.prove = clock.lap();
  placement::Metrics metrics = placement::measure(problem, result.siteOf);
  seconds.measure = clock.lap();
  if (result.interrupted && !common.quiet)
    note("interrupted: this is the best placement that was found by then");
  json described = describe(problem, *clusters, result, metrics, seconds);
  llvm::outs() << (common.json ? toText(described) + "\n" : render(described));
  return Done;
}
