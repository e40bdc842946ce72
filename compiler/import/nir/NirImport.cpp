//===- NirImport.cpp - from a NIR file to the dialect snn -----------------===//
//
// Walks from the outputs to the inputs, so that a layer is built after those that feed it.
//
//===----------------------------------------------------------------------===//
#include "compiler/import/nir/NirImporter.h"
#include <cmath>

using namespace mlir;
using namespace snnc;
using namespace snnc::nir;

/// The fields that each supported type may have.
static const std::map<std::string, std::vector<std::string>> kNodeTypes = {
    {"Affine", {"weight", "bias"}},
    {"AvgPool2d", {"kernel_size", "stride", "padding"}},
    {"Conv1d", {"weight", "bias", "stride", "padding", "dilation", "groups", "input_shape"}},
    {"Conv2d", {"weight", "bias", "stride", "padding", "dilation", "groups", "input_shape"}},
    {"CubaLI", {"tau_syn", "tau_mem", "r", "v_leak", "w_in"}},
    {"CubaLIF", {"tau_syn", "tau_mem", "r", "v_leak", "v_threshold", "v_reset", "w_in"}},
    {"Delay", {"delay"}},
    {"Flatten", {"start_dim", "end_dim", "input_type"}},
    {"I", {"r"}},
    {"IF", {"r", "v_threshold", "v_reset"}},
    {"Input", {"shape"}},
    {"LI", {"tau", "r", "v_leak"}},
    {"LIF", {"tau", "r", "v_leak", "v_threshold", "v_reset"}},
    {"Linear", {"weight"}},
    {"Output", {"shape"}},
    {"Scale", {"scale"}},
    {"SumPool2d", {"kernel_size", "stride", "padding"}},
    {"Threshold", {"threshold"}},
};

/// Fields that a node may do without, or that need not hold numbers.
static bool isOptional(StringRef field) {
  return field == "bias" || field == "input_shape" || field == "input_type" || field == "padding" ||
         field == "v_reset" || field == "w_in";
}

static bool isLeaky(const Node &node) {
  return node.type == "LIF" || node.type == "LI" || node.type == "CubaLIF" || node.type == "CubaLI";
}

InFlightDiagnostic Importer::fail(const Node &node) {
  hasFailed = true;
  return builder.fail(node.name);
}

//===----------------------------------------------------------------------===//
// The graph as a whole
//===----------------------------------------------------------------------===//

void Importer::reportMistakes() {
  for (const Mistake &mistake : graph.mistakes) {
    hasFailed = true;
    if (mistake.node.empty())
      builder.fail() << mistake.text;
    else
      builder.fail(mistake.node) << mistake.text;
  }
}

void Importer::checkNodes() {
  std::vector<std::string> types;
  for (const auto &[type, fields] : kNodeTypes)
    types.push_back(type);
  for (Node &node : graph.nodes) {
    if (node.isBroken)
      continue;
    auto known = kNodeTypes.find(node.type);
    if (known == kNodeTypes.end()) {
      fail(node) << "nodes of type '" << node.type << "' are not supported" << describeKnown(node.type, types);
      node.isBroken = true;
      continue;
    }
    for (const auto &[field, data] : node.fields)
      if (!llvm::is_contained(known->second, field)) {
        fail(node) << "a node of type " << node.type << " has no field '" << field << "'"
                   << describeKnown(field, known->second);
        node.isBroken = true;
      }
    // What is wrong whatever comes in is told although something that comes in may be unknown.
    for (const std::string &field : known->second) {
      bool isNeeded = !(isOptional(field) && node.type != "Affine") && node.type != "Output";
      const hdf5::Dataset *data = find(node, field);
      if (!node.isBroken && (isNeeded || (data && !data->isText)))
        node.isBroken = failed(getNumbers(node, field));
    }
  }
  // A node whose type is not known may have been the one.
  bool anyBroken = llvm::any_of(graph.nodes, [](const Node &node) { return node.isBroken; });
  for (StringRef type : {"Input", "Output"})
    if (llvm::none_of(graph.nodes, [&](const Node &node) { return node.type == type; }) && !anyBroken) {
      hasFailed = true;
      builder.fail() << "the graph has no node of type " << type;
      // That no edge comes into the first nodes follows from it.
      graph.hasDangling |= type == "Input";
    }
}

void Importer::connect() {
  llvm::StringMap<Node *> byName;
  for (Node &node : graph.nodes)
    byName[node.name] = &node;
  for (const auto &[from, to] : graph.edges) {
    if (byName[to]->type == "Input" || byName[from]->type == "Output") {
      fail(*byName[to]) << "an edge leads from '" << from << "' (" << byName[from]->type << ") to '" << to << "' ("
                        << byName[to]->type << ")";
      byName[to]->isBroken = true;
      continue;
    }
    producers[to].push_back(byName[from]);
    ++readers[from];
  }
  for (Node &node : graph.nodes) {
    if (node.type == "Input" || node.isBroken || !producers[node.name].empty())
      continue;
    // An edge that leads nowhere may have been meant for it.
    if (!graph.hasDangling)
      fail(node) << "no edge comes in";
    node.isBroken = true;
  }
}

/// The time step of a dialect that writes it as 1 / r of the IF nodes.
bool Importer::chooseTimeStep() {
  if (conventions.timeStep != TimeStep::FromResistance)
    return true;
  const Node *first = nullptr;
  double resistance = 0;
  for (const Node &node : graph.nodes) {
    if (node.type != "IF" || node.isBroken || !find(node, "r"))
      continue;
    FailureOr<Numbers> numbers = getNumbers(node, "r");
    if (failed(numbers))
      return false;
    for (double r : numbers->values) {
      if (!first) {
        first = &node;
        resistance = r;
      }
      if (r <= 0 || r != resistance) {
        fail(node) << "r is " << formatNumber(r) << ", that of node '" << first->name << "' "
                   << formatNumber(resistance) << "; dialect '" << conventions.dialect
                   << "' takes the time step from it, as 1 / r: --dt must say it";
        return false;
      }
    }
  }
  if (first)
    conventions.dt = 1 / resistance;
  else
    conventions.timeStep = TimeStep::Habit;
  return true;
}

/// Notes the time step where the file or --dt says it and time constants depend on it. In seconds it is below 1; from 1
/// on it counts steps. What --dt says is the step of recordings too. norse and snnTorch write times that have nothing
/// to do with the data's: the former a thousand times too small, the latter in steps of 0.0001.
void Importer::noteTimeStep() {
  bool isSaid = conventions.timeStep == TimeStep::Option || conventions.timeStep == TimeStep::FromResistance;
  double microseconds = std::round(conventions.dt * 1e6);
  bool isTime = conventions.dialect != "norse" && conventions.dialect != "snntorch";
  if (!isSaid || !isTime || !llvm::any_of(graph.nodes, isLeaky) || conventions.dt >= 1 || microseconds < 1 ||
      std::abs(conventions.dt * 1e6 - microseconds) > 1e-3 * microseconds)
    return;
  snn::NetworkOp network = builder.getNetwork();
  auto attribute = Builder(network.getContext()).getI64IntegerAttr(int64_t(microseconds));
  network->setAttr(snn::SnnDialect::kDtUsAttr, attribute);
  if (conventions.timeStep == TimeStep::Option)
    network->setAttr(snn::SnnDialect::kStepUsAttr, attribute);
}

void Importer::describeConventions() {
  auto isType = [](StringRef type) { return [=](const Node &node) { return node.type == type; }; };
  bool hasLeaky = llvm::any_of(graph.nodes, isLeaky);
  bool hasNeurons = llvm::any_of(graph.nodes, isType("IF")) || llvm::any_of(graph.nodes, isType("LIF")) ||
                    llvm::any_of(graph.nodes, isType("CubaLIF"));
  for (std::string &sentence : conventions.describe(graph.version, hasNeurons, hasLeaky))
    assumptions.push_back(std::move(sentence));
}

//===----------------------------------------------------------------------===//
// Building
//===----------------------------------------------------------------------===//

/// What comes into a node; unknown where a part of it is.
FailureOr<Signal> Importer::getSource(const Node &node) {
  SmallVector<Signal> sources;
  for (const Node *producer : producers[node.name]) {
    if (!cuts.count({producer, &node})) {
      sources.push_back(signals.lookup(producer->name));
    } else if (FailureOr<Value> late = getFromCycle(*producer, node); succeeded(late)) {
      sources.push_back(Signal(*late));
    } else {
      return failure();
    }
    if (!sources.back().isKnown())
      return Signal();
  }
  return sources.empty() ? FailureOr<Signal>(Signal()) : addUp(node, sources);
}

/// Builds what leads to `node` but for cycles, and then the node. Keeps its own stack.
Signal Importer::build(const Node &node) {
  SmallVector<const Node *> way{&node};
  while (!way.empty()) {
    const Node *top = way.back();
    for (const Node *producer : producers[top->name])
      if (!signals.count(producer->name) && !cuts.count({producer, top}))
        way.push_back(producer);
    if (way.back() != top)
      continue;
    way.pop_back();
    if (signals.count(top->name))
      continue;
    FailureOr<Signal> source = top->isBroken ? FailureOr<Signal>(Signal()) : getSource(*top);
    FailureOr<Signal> result = source;
    if (succeeded(source) && source->isKnown())
      result = buildNode(*top, *source);
    hasFailed |= failed(result);
    Signal &signal = signals[top->name] = result.value_or(Signal());
    for (Part &part : signal.parts)
      part.isOnlyReader &= readers[top->name] == 1;
    if (signal.isKnown())
      shapes[top->name].assign(signal.getShape().begin(), signal.getShape().end());
  }
  return signals.lookup(node.name);
}

void Importer::reportUnused() {
  for (const Node &node : graph.nodes)
    if (!signals.count(node.name))
      assumptions.push_back("node '" + node.name + "' leads to no output and was left out");
}

FailureOr<OwningOpRef<ModuleOp>> Importer::run() {
  llvm::Expected<Conventions> chosen = getConventions(options.nir);
  if (!chosen)
    return builder.fail() << llvm::toString(chosen.takeError());
  conventions = *chosen;
  llvm::Expected<Graph> read = readFile(path);
  if (!read)
    return builder.fail() << llvm::toString(read.takeError());
  graph = std::move(*read);
  reportMistakes();
  checkNodes();
  connect();
  if (!chooseTimeStep())
    return failure();
  describeConventions();
  cutCycles();

  std::vector<NetworkBuilder::Input> inputs;
  for (const Node &node : graph.nodes)
    if (node.type == "Input") {
      if (std::optional<SmallVector<int64_t>> shape = getInputShape(node); shape && !node.isBroken)
        inputs.push_back({node.name, {shape->begin(), shape->end()}, std::nullopt});
      else
        signals[node.name] = Signal();
    }
  for (auto [input, value] : llvm::zip_equal(inputs, builder.begin(inputs))) {
    signals[input.name] = Signal(value);
    shapes[input.name].assign(input.shape.begin(), input.shape.end());
  }
  noteTimeStep();

  std::vector<NetworkBuilder::Output> outputs;
  for (const Node &node : graph.nodes)
    if (node.type == "Output")
      if (Signal signal = build(node); signal.isKnown())
        outputs.push_back({node.name, signal.parts.front().value});
  // Mistakes of nodes that lead nowhere are mistakes, too.
  if (hasFailed)
    for (const Node &node : graph.nodes)
      build(node);
  buildCycles();
  checkPorts();
  if (hasFailed) {
    if (options.onUnfinished)
      options.onUnfinished(builder.getNetwork());
    return failure();
  }
  reportUnused();
  return builder.finish(outputs, options.spikingOutput == "auto", assumptions);
}

FailureOr<OwningOpRef<ModuleOp>> nir::import(const std::string &path, const ImportOptions &options,
                                             MLIRContext *context, std::vector<std::string> &assumptions) {
  return Importer(path, options, context, assumptions).run();
}
