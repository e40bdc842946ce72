//===- NirExport.cpp - from the dialect snn to a NIR file -----------------===//
//
// Every layer becomes a node; merges become several edges into one node, connections that change nothing become edges.
//
//===----------------------------------------------------------------------===//
#include "compiler/export/nir/NirExporter.h"
#include "compiler/import/NetworkBuilder.h"
#include "dialect/snn/Elements.h"
#include "dialect/snn/SnnDialect.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::nir;

WrittenField nir::integers(ArrayRef<int64_t> values) { return {{static_cast<int64_t>(values.size())}, values.vec()}; }

WrittenField nir::integer(int64_t value) { return {{}, std::vector<int64_t>{value}}; }

InFlightDiagnostic Exporter::fail(Operation *op) {
  hasFailed = true;
  return op->emitError();
}

//===----------------------------------------------------------------------===//
// Conventions
//===----------------------------------------------------------------------===//

/// The file's time step is that of the network, else what the dialect takes.
LogicalResult Exporter::chooseConventions() {
  llvm::Expected<Conventions> row = getConventions({options.dialect, std::nullopt, "", "", "", ""});
  if (!row)
    return network.emitError() << llvm::toString(row.takeError());
  conventions = *row;
  FailureOr<std::optional<double>> step = findTimeStep(network);
  if (failed(step))
    return failure();
  double habit = conventions.dt;
  conventions.dt = step->value_or(options.dt.value_or(habit));
  result.notes.push_back("to be read in dialect '" + options.dialect + "' (--nir-dialect)");
  bool isInFile = conventions.timeStep == TimeStep::FromResistance && !network.getOps<snn::IntegrateFireOp>().empty();
  if (conventions.dt != habit && !isInFile)
    result.notes.push_back("the time step is " + formatNumber(conventions.dt) + ", which is not in the file (--dt)");
  return success();
}

bool Exporter::hasLosses(const std::string &dialect) {
  llvm::Expected<Conventions> row = getConventions({dialect, std::nullopt, "", "", "", ""});
  if (!row) {
    llvm::consumeError(row.takeError());
    return true;
  }
  return llvm::any_of(network.getBody().front(), [&](Operation &op) { return !findLosses(&op, *row).empty(); });
}

/// The dialects in which the network can be written as it is, and the option that does without.
std::string Exporter::describeRemedy(ArrayRef<std::string> losses) {
  std::vector<std::string> fitting;
  for (const std::string &dialect : getDialects())
    if (!hasLosses(dialect))
      fitting.push_back("--write-dialect " + dialect);
  std::string remedy = fitting.empty() ? "" : llvm::join(fitting, " or ") + " would say it, ";
  return llvm::join(losses, ", ") + ", which a NIR file in dialect '" + options.dialect + "' does not say; " + remedy +
         "--allow-loss leaves it out";
}

void Exporter::checkLosses() {
  for (Operation &op : network.getBody().front()) {
    std::vector<std::string> losses = findLosses(&op, conventions);
    if (losses.empty())
      continue;
    if (!options.allowLoss)
      fail(&op) << describeRemedy(losses);
    else
      result.notes.push_back("lost: layer '" + names[&op] + "' " + llvm::join(losses, ", "));
  }
}

/// Of inputs a node knows the shape, and nothing else.
void Exporter::checkInterface() {
  for (BlockArgument input : network.getArguments()) {
    auto type = dyn_cast<snn::SpikesType>(input.getType());
    if (type && !type.getIsSigned())
      continue;
    std::string what = "input '" + inputs[input] + "' takes " + (type ? "signed spikes" : "real numbers");
    if (!options.allowLoss)
      fail(network) << what << ", which a NIR file does not say; --allow-loss leaves it out";
    else
      result.notes.push_back("lost: " + what);
  }
  bool hasTiming = network.getStepUs() || network.getSteps();
  for (unsigned i = 0; i < network.getNumArguments(); ++i)
    hasTiming |= bool(network.getArgAttr(i, snn::SnnDialect::kMaxCountAttr));
  if (hasTiming)
    result.notes.push_back("step length, steps and greatest input counts are not in the file");
}

//===----------------------------------------------------------------------===//
// Names and edges
//===----------------------------------------------------------------------===//

/// A name that HDF5 takes and no other node has.
std::string Exporter::takeName(const std::string &wanted) {
  std::string base = wanted.empty() || wanted == "." ? "node" : wanted, name;
  std::replace(base.begin(), base.end(), '/', '.');
  name = base;
  for (unsigned number = 1; !taken.insert(name).second; ++number)
    name = base + "." + std::to_string(number);
  return name;
}

/// Whether a connection changes nothing.
static bool isPlain(snn::IdentityOp op) { return !op.getWeightsAttr() && !op.getBiasAttr(); }

/// Whether an operation is an edge, or a part of another's node.
static bool isWithoutNode(Operation *op) {
  if (isa<snn::MergeOp>(op))
    return true;
  if (auto identity = dyn_cast<snn::IdentityOp>(op))
    return isPlain(identity);
  if (auto delay = dyn_cast<snn::DelayOp>(op))
    return isImpliedByCycle(delay);
  return op->hasOneUse() && getSynapticCurrent(*op->user_begin()) == op;
}

/// Layers keep their names; then come inputs and outputs, then all others with the names that their file gave them.
void Exporter::nameNodes() {
  Block &body = network.getBody().front();
  for (Operation &op : body)
    if (auto layer = dyn_cast<snn::StatefulOpInterface>(op); layer && !layer.getLayerName().empty())
      names[&op] = takeName(layer.getLayerName().str());
  for (BlockArgument input : network.getArguments()) {
    auto name = network.getArgAttrOfType<StringAttr>(input.getArgNumber(), snn::SnnDialect::kNameAttr);
    inputs[input] = takeName(name ? name.str() : "input");
  }
  for (Operation &op : body.without_terminator()) {
    if (names.count(&op) || isWithoutNode(&op))
      continue;
    auto named = dyn_cast<NameLoc>(op.getLoc());
    names[&op] = takeName(named ? named.getName().str() : op.getName().stripDialect().str());
  }
}

/// What stands for `value` in a file, where a layer of it has no node.
static OperandRange sourcesWithoutNode(Value value) {
  Operation *op = value.getDefiningOp();
  bool isEdge = op && (isa<snn::MergeOp>(op) || (isa<snn::IdentityOp, snn::DelayOp>(op) && isWithoutNode(op)));
  return isEdge ? op->getOperands() : OperandRange(nullptr, 0);
}

/// The nodes that add up to a value, in the order of the text, and how often each. What has no node is looked at once,
/// for merges of merges lead to one value on very many ways.
llvm::MapVector<Value, uint64_t> Exporter::sourcesOf(Value value) {
  llvm::MapVector<Value, uint64_t> times;
  SmallVector<Value> inOrder; // readers before what they read, once it is reversed
  llvm::DenseSet<Value> seen{value};
  SmallVector<std::pair<Value, unsigned>> open{{value, 0}};
  while (!open.empty()) {
    auto &[next, done] = open.back();
    OperandRange sources = sourcesWithoutNode(next);
    if (sources.empty())
      times[next] = 0;
    if (done == sources.size()) {
      inOrder.push_back(next);
      open.pop_back();
    } else if (Value source = sources[done++]; seen.insert(source).second) {
      open.push_back({source, 0});
    }
  }
  llvm::DenseMap<Value, uint64_t> reached{{value, 1}};
  for (Value next : llvm::reverse(inOrder)) {
    uint64_t count = reached.lookup(next);
    for (Value source : sourcesWithoutNode(next))
      reached[source] = llvm::SaturatingAdd(reached.lookup(source), count);
    if (auto *found = times.find(next); found != times.end())
      found->second = count;
  }
  return times;
}

/// Edges add, but there is at most one from node to node: what counts several times goes through a Scale.
void Exporter::connect(Value value, const std::string &to) {
  constexpr uint64_t most = uint64_t(1) << 24; // whole numbers of f32
  for (auto [from, count] : sourcesOf(value)) {
    std::string source = from.getDefiningOp() ? names[from.getDefiningOp()] : inputs[from];
    if (count == 1) {
      graph.edges.emplace_back(source, to);
      continue;
    }
    if (count > most)
      fail(value.getDefiningOp()) << "adds '" << source << "' up more than " << most
                                  << " times, which no factor of a Scale says exactly; fewer merges would fit";
    std::string scale = takeName(source + ".times" + std::to_string(count));
    addNode(scale, "Scale").fields["scale"] = spread({}, snn::getShape(value.getType()), static_cast<float>(count));
    graph.edges.emplace_back(source, scale);
    graph.edges.emplace_back(scale, to);
  }
}

WrittenNode &Exporter::addNode(const std::string &name, const std::string &type) {
  graph.nodes.push_back({name, type, {}});
  return graph.nodes.back();
}

//===----------------------------------------------------------------------===//
// Layers without state
//===----------------------------------------------------------------------===//

static WrittenField floats(ElementsAttr attr, ArrayRef<int64_t> shape) {
  return {shape.vec(), *snn::readElements<float>(attr)};
}

/// A convolution; `isRow` makes it one of one axis. NIR has one padding for both sides of an axis, or the word 'same'.
void Exporter::writeConvolution(WrittenNode &node, const snn::Convolution &conv, bool isRow, ElementsAttr weights,
                                ElementsAttr bias, Operation *op) {
  auto axes = [&](std::array<int64_t, 2> values) {
    return isRow ? integer(values[1]) : integers({values[0], values[1]});
  };
  SmallVector<int64_t> shape{conv.outChannels, conv.inChannels / conv.groups, conv.kernel[0], conv.kernel[1]};
  if (isRow)
    shape.erase(shape.begin() + 2);
  node.fields["input_shape"] = axes({conv.inHeight, conv.inWidth});
  node.fields["weight"] = weights
                              ? floats(weights, shape)
                              : WrittenField{ArrayRef<int64_t>(shape).vec(), std::vector<float>(conv.numWeights(), 1)};
  node.fields["bias"] =
      bias ? floats(bias, conv.outChannels) : WrittenField{{conv.outChannels}, std::vector<float>(conv.outChannels, 0)};
  node.fields["stride"] = axes(conv.stride);
  node.fields["dilation"] = axes(conv.dilation);
  node.fields["groups"] = integer(conv.groups);
  node.fields["padding"] = axes({conv.padding[0], conv.padding[1]});
  if (conv.padding[0] == conv.padding[2] && conv.padding[1] == conv.padding[3])
    return;
  bool isSame = conv.stride == std::array<int64_t, 2>{1, 1};
  for (int axis : {0, 1})
    isSame &=
        getSamePadding(conv.kernel[axis], conv.dilation[axis]) == std::pair(conv.padding[axis], conv.padding[axis + 2]);
  if (!isSame)
    fail(op) << "has padding [" << conv.padding[0] << ", " << conv.padding[1] << ", " << conv.padding[2] << ", "
             << conv.padding[3] << "], which differs on two sides; NIR has one number for both, or 'same'";
  node.fields["padding"] = {{}, std::string("same")};
}

void Exporter::writeConv2d(snn::Conv2dOp op) {
  bool isRow = snn::getShape(op.getSource().getType()).size() == 2;
  snn::Convolution conv = op.getConvolution();
  if (isRow && (conv.kernel[0] != 1 || conv.padding[0] || conv.padding[2])) {
    fail(op) << "takes one row and has a kernel of " << conv.kernel[0] << " rows, which Conv1d has not";
    return;
  }
  writeConvolution(addNode(names[op], isRow ? "Conv1d" : "Conv2d"), conv, isRow, op.getWeights(), op.getBiasAttr(), op);
}

void Exporter::writeLinear(snn::LinearOp op) {
  WrittenNode &node = addNode(names[op], op.getBiasAttr() ? "Affine" : "Linear");
  node.fields["weight"] = floats(op.getWeights(), op.getWeights().getShapedType().getShape());
  if (op.getBiasAttr())
    node.fields["bias"] = floats(op.getBiasAttr(), op.getCurrent().getType().getShape());
}

/// Factors alone are a Scale; with a bias the connection is written as the convolution, or the matrix, that it is.
void Exporter::writeIdentity(snn::IdentityOp op) {
  ArrayRef<int64_t> shape = op.getCurrent().getType().getShape();
  if (!op.getBiasAttr()) {
    addNode(names[op], "Scale").fields["scale"] = spread(op.getWeightsAttr(), shape, 1);
    return;
  }
  if (shape.size() > 1) {
    writeConvolution(addNode(names[op], shape.size() == 2 ? "Conv1d" : "Conv2d"), op.getConvolution(),
                     shape.size() == 2, op.getWeightsAttr(), op.getBiasAttr(), op);
    return;
  }
  WrittenNode &node = addNode(names[op], "Affine");
  std::vector<float> matrix(shape[0] * shape[0], 0);
  std::vector<float> factors =
      op.getWeightsAttr() ? *snn::readElements<float>(op.getWeightsAttr()) : std::vector<float>(shape[0], 1);
  for (int64_t i = 0; i < shape[0]; ++i)
    matrix[i * shape[0] + i] = factors[i];
  node.fields["weight"] = {{shape[0], shape[0]}, matrix};
  node.fields["bias"] = floats(op.getBiasAttr(), shape);
}

void Exporter::writePool(Operation *op, StringRef type, ArrayRef<int64_t> kernel, ArrayRef<int64_t> stride,
                         bool ceilMode) {
  if (ceilMode)
    fail(op) << "has windows that hang over the edge (ceil_mode), which " << type << " of NIR has not";
  WrittenNode &node = addNode(names[op], type.str());
  node.fields["kernel_size"] = integers(kernel);
  node.fields["stride"] = integers(stride);
  node.fields["padding"] = integers({0, 0});
}

//===----------------------------------------------------------------------===//
// The network
//===----------------------------------------------------------------------===//

void Exporter::writeOp(Operation *op) {
  if (isWithoutNode(op))
    return;
  if (op->getNumOperands() == 1) {
    snn::LeakyIntegrateOp current = getSynapticCurrent(op);
    connect(current ? current.getCurrent() : op->getOperand(0), names[op]);
  }
  if (auto conv = dyn_cast<snn::Conv2dOp>(op))
    return writeConv2d(conv);
  if (auto linear = dyn_cast<snn::LinearOp>(op))
    return writeLinear(linear);
  if (auto identity = dyn_cast<snn::IdentityOp>(op))
    return writeIdentity(identity);
  if (auto pool = dyn_cast<snn::SumPool2dOp>(op))
    return writePool(op, "SumPool2d", pool.getKernel(), pool.getStrideOrKernel(), pool.getCeilMode());
  if (auto pool = dyn_cast<snn::AvgPool2dOp>(op))
    return writePool(op, "AvgPool2d", pool.getKernel(), pool.getStrideOrKernel(), pool.getCeilMode());
  if (auto flatten = dyn_cast<snn::FlattenOp>(op)) {
    WrittenNode &node = addNode(names[op], "Flatten");
    node.fields["start_dim"] = integer(0);
    node.fields["end_dim"] = integer(-1);
    node.fields["input_type"] = integers(snn::getShape(flatten.getSource().getType()));
    return;
  }
  if (auto delay = dyn_cast<snn::DelayOp>(op)) {
    addNode(names[op], "Delay").fields["delay"] =
        spread({}, snn::getShape(delay.getSource().getType()), static_cast<float>(delay.getSteps() * conventions.dt));
    return;
  }
  if (auto neurons = dyn_cast<snn::IntegrateFireOp>(op))
    return writeIntegrateFire(neurons);
  if (auto neurons = dyn_cast<snn::LeakyIntegrateFireOp>(op))
    return writeLeakyFire(neurons);
  if (auto integrator = dyn_cast<snn::LeakyIntegrateOp>(op))
    return writeIntegrator(integrator);
  if (auto threshold = dyn_cast<snn::ThresholdOp>(op))
    return writeThreshold(threshold);
  fail(op) << "has no node in NIR (" << op->getName() << ")";
}

FailureOr<Exported> Exporter::run() {
  for (Operation &op : network.getBody().front().without_terminator())
    if (auto tensor = dyn_cast<RankedTensorType>(op.getResult(0).getType()))
      if (!tensor.getElementType().isF32())
        return op.emitError() << "the network is in integers; NIR takes the network as it was imported";
  if (failed(chooseConventions()))
    return failure();
  nameNodes();
  checkInterface();
  checkLosses();
  for (BlockArgument input : network.getArguments())
    addNode(inputs[input], "Input").fields["shape"] = integers(snn::getShape(input.getType()));
  for (Operation &op : network.getBody().front().without_terminator())
    writeOp(&op);
  for (auto [index, value] : llvm::enumerate(network.getOutput().getOutputs())) {
    auto name = network.getResultAttrOfType<StringAttr>(index, snn::SnnDialect::kNameAttr);
    std::string output = takeName(name ? name.str() : "output");
    connect(value, output);
    addNode(output, "Output").fields["shape"] = integers(snn::getShape(value.getType()));
  }
  if (hasFailed)
    return failure();
  // Up to 1.0.4 there was no v_reset: what a file without one means depends on its version.
  graph.version = hasReset ? "1.0.8" : "1.0.4";
  llvm::Expected<std::string> bytes = writeGraph(graph);
  if (!bytes)
    return network.emitError() << llvm::toString(bytes.takeError());
  result.bytes = std::move(*bytes);
  result.nodes = graph.nodes.size();
  result.edges = graph.edges.size();
  return std::move(result);
}

FailureOr<Exported> nir::exportNir(snn::NetworkOp network, const ExportOptions &options) {
  return Exporter(network, options).run();
}
