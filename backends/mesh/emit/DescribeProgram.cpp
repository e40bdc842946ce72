//===- DescribeProgram.cpp - program.json ---------------------------------===//

#include "backends/mesh/analysis/Resources.h"
#include "backends/mesh/emit/EmitImage.h"
#include "backends/mesh/target/TargetAttribute.h"
#include "compiler/target/EncoderText.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::mesh;
using json = nlohmann::ordered_json;

static const char schemaText[] =
#include "backends/mesh/emit/program.schema.json.inc"
    ;

llvm::StringRef mesh::programSchema() { return schemaText; }

static json list(ArrayRef<int64_t> values) { return std::vector<int64_t>(values.begin(), values.end()); }

static json amounts(const Resources &resources) {
  json result = json::object();
  for (unsigned i = 0; i < resourceCount; ++i)
    result[nameOf(Resource(i)).str()] = resources.amount[i];
  return result;
}

static json describeEdge(Value source, mesh::EdgeAttr edge) {
  json result;
  if (auto population = source.getDefiningOp<mesh::PopulationOp>()) {
    result["from"] = {
        {"layer", population.getLayer().str()}, {"core", list(*population.getCore())}, {"slot", *population.getSlot()}};
  } else {
    result["from"] = {{"input", source.getDefiningOp<mesh::SourceOp>().getName().str()}};
  }
  result["low"] = list(edge.getLow());
  result["high"] = list(edge.getHigh());
  result["offset"] = list(edge.getOffset());
  result["shift"] = list(edge.getShift());
  result["delayed"] = edge.getDelayed();
  result["destination"] = edge.getDestination();
  result["credit"] = edge.getCredit();
  if (edge.getMulticast() >= 0)
    result["multicast"] = edge.getMulticast();
  return result;
}

static json describePort(mesh::PortOp port, mesh::TargetAttr target) {
  json result = {{"index", *port.getIndex()},
                 {"kernel", list(port.getKernel())},
                 {"stride", list(port.getStride())},
                 {"offset", list(port.getOffset())},
                 {"weight_base", *port.getWeightBase()},
                 {"weight_words", port.getWeightWords(target)},
                 {"weight_bits", target.getWeightBits() / (port.getPacked() ? 2 : 1)}};
  result["edges"] = json::array();
  for (auto [i, source] : llvm::enumerate(port.getSources()))
    result["edges"].push_back(describeEdge(source, port.getEdge(i)));
  return result;
}

static json describePopulation(mesh::PopulationOp population, mesh::TargetAttr target, mesh::LayerOp layer) {
  mesh::EventsType type = population.getEvents().getType();
  int64_t groups = target.groupsOf(type.getChannels());
  json result = {{"layer", population.getLayer().str()},
                 {"origin", list(population.getOrigin())},
                 {"shape", list(type.getShape())},
                 {"core", list(*population.getCore())},
                 {"slot", *population.getSlot()},
                 {"groups", groups},
                 {"state_base", *population.getStateBase()},
                 {"potential_base", *population.getStateBase() + groups * population.getParameterWords(layer)},
                 {"list_base", *population.getListBase()},
                 {"first_destination", *population.getFirstDestination()},
                 {"first_credit", *population.getFirstCredit()},
                 {"used", amounts(demandOf(population, target, layer))}};
  result["ports"] = json::array();
  for (auto port : population.getBody().getOps<mesh::PortOp>())
    result["ports"].push_back(describePort(port, target));
  return result;
}

static json describeLayer(mesh::LayerOp layer, mesh::TargetAttr target) {
  json result = {
      {"name", layer.getSymName().str()}, {"shape", list(layer.getShape())}, {"max_count", layer.getMaxCount()}};
  if (mesh::MaxPoolAttr pool = layer.getMaxPoolAttr()) {
    result["max_pool"] = {{"kernel", list(pool.getKernel())},
                          {"stride", list(pool.getStride())},
                          {"padding", list(pool.getPadding())},
                          {"extent", list(pool.getExtent())},
                          {"max_steps", target.getStateMax() / int64_t(layer.getMaxCount())}};
    return result;
  }
  result["upper"] = layer.getUpper();
  result["reset"] = layer.getResetToZero() ? "zero" : "subtract";
  return result;
}

static json describeSink(mesh::SinkOp sink) {
  json result = {{"name", sink.getName().str()}, {"shape", list(sink.getShape())}, {"edges", json::array()}};
  if (sink.getScale())
    result["scale"] = sink.getScale()->convertToDouble();
  for (auto [i, source] : llvm::enumerate(sink.getSources()))
    result["edges"].push_back(describeEdge(source, sink.getEdge(i)));
  return result;
}

/// Memory and table use of each core that holds a population, and of the whole chip.
static void describeUse(mesh::ProgramOp program, const mesh::Layers &layers, json &result) {
  mesh::TargetAttr target = program.getTarget();
  llvm::MapVector<std::pair<int64_t, int64_t>, Resources> cores;
  Resources used;
  for (auto population : program.getBody().getOps<mesh::PopulationOp>()) {
    Resources demand = demandOf(population, target, layers.of(population));
    cores[{(*population.getCore())[0], (*population.getCore())[1]}] += demand;
    used += demand;
  }
  result["cores"] = json::array();
  for (auto &[core, demand] : cores)
    result["cores"].push_back({{"core", {core.first, core.second}}, {"used", amounts(demand)}});
  result["used"] = amounts(used);
  result["used"]["cores"] = cores.size();
  Resources available;
  for (const UsableCore &core : usableCores(target))
    available += capacityOfKind(target, core.kind);
  result["available"] = amounts(available);
  result["available"]["cores"] = usableCores(target).size();
}

json mesh::describeProgram(mesh::ProgramOp program) {
  mesh::Layers layers(program);
  mesh::TargetAttr target = program.getTarget();
  json result = {{"format", "snnc.program"}, {"version", 1}, {"network", program.getSymName().str()}};
  result["target"] = json::parse(fromAttribute(target).canonicalJson());
  for (const char *key : {"inputs", "outputs", "layers", "populations"})
    result[key] = json::array();
  for (Operation &op : program.getBody().front()) {
    if (auto source = dyn_cast<mesh::SourceOp>(op))
      result["inputs"].push_back(
          {{"name", source.getName().str()},
           {"shape", list(source.getEvents().getType().getShape())},
           {"bound", source.getBound()},
           {"total", source.getTotal() ? json(*source.getTotal()) : json()},
           {"signed", source.getIsSigned()},
           {"encoder", source.getEncoderAttr() ? json(encoderObject(source.getEncoderAttr())) : json()}});
    else if (auto layer = dyn_cast<mesh::LayerOp>(op))
      result["layers"].push_back(describeLayer(layer, target));
    else if (auto sink = dyn_cast<mesh::SinkOp>(op))
      result["outputs"].push_back(describeSink(sink));
    else if (auto population = dyn_cast<mesh::PopulationOp>(op))
      result["populations"].push_back(describePopulation(population, target, layers.of(population)));
  }
  describeUse(program, layers, result);
  if (json mapping = describeMapping(program); !mapping.is_null())
    result["mapping"] = std::move(mapping);
  result["versions"]["image"] = imageFormatVersion;
  return result;
}
