//===- Reduction.cpp - networks made smaller ------------------------------===//

#include "compiler/reduction/Reduction.h"
#include "dialect/snn/PortNames.h"
#include "dialect/snn/SnnDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace snnc;

Value snnc::replaceByInput(snn::NetworkOp network, Value value, StringRef name, int64_t maxCount) {
  llvm::StringSet<> taken;
  for (unsigned i = 0; i < network.getNumArguments(); ++i)
    taken.insert(snn::getInputName(network, i));
  std::string unique = name.str();
  for (unsigned i = 1; taken.contains(unique); ++i)
    unique = (name + "." + Twine(i)).str();
  Builder builder(network.getContext());
  SmallVector<NamedAttribute> attributes;
  if (isa<snn::SpikesType>(value.getType()))
    attributes.push_back(builder.getNamedAttr(snn::SnnDialect::kMaxCountAttr, builder.getI64IntegerAttr(maxCount)));
  attributes.push_back(builder.getNamedAttr(snn::SnnDialect::kNameAttr, builder.getStringAttr(unique)));
  unsigned index = network.getNumArguments();
  (void)network.insertArgument(index, value.getType(), builder.getDictionaryAttr(attributes), value.getLoc());
  Value input = network.getArgument(index);
  value.replaceAllUsesWith(input);
  return input;
}

void snnc::setOutputs(snn::NetworkOp network, ValueRange values) {
  snn::OutputOp output = network.getOutput();
  network.setFunctionType(FunctionType::get(network.getContext(), network.getArgumentTypes(), values.getTypes()));
  network.removeResAttrsAttr();
  OpBuilder builder(output);
  snn::OutputOp::create(builder, output.getLoc(), values);
  output.erase();
}

void snnc::removeUnused(snn::NetworkOp network) {
  llvm::SetVector<Operation *> used;
  used.insert(network.getOutput());
  for (size_t i = 0; i < used.size(); ++i)
    for (Value operand : used[i]->getOperands())
      if (Operation *source = operand.getDefiningOp())
        used.insert(source);
  SmallVector<Operation *> unused;
  for (Operation &op : network.getBody().front())
    if (!used.contains(&op))
      unused.push_back(&op);
  for (Operation *op : unused)
    op->dropAllUses();
  for (Operation *op : unused)
    op->erase();
  for (unsigned i = network.getNumArguments(); i-- > 0 && network.getNumArguments() > 1;)
    if (network.getArgument(i).use_empty())
      (void)network.eraseArgument(i);
}

/// What the records call what an operation gives, or the network's file.
static std::string nameOf(Operation *op) {
  auto layer = dyn_cast<snn::StatefulOpInterface>(op);
  if (layer && !layer.getLayerName().empty())
    return layer.getLayerName().str();
  if (auto named = dyn_cast<NameLoc>(op->getLoc()))
    return named.getName().str();
  return op->getName().stripDialect().str();
}

namespace {
enum class Step { EndHere, ComeFromOutside, LeaveOut };
} // namespace

/// Takes a step at a layer. False where it would change nothing.
static bool take(Step step, snn::NetworkOp network, Operation *layer) {
  Value value = layer->getResult(0);
  switch (step) {
  case Step::EndHere:
    if (network.getOutput().getOutputs() == ValueRange(value))
      return false;
    setOutputs(network, value);
    break;
  case Step::ComeFromOutside:
    replaceByInput(network, value, nameOf(layer), snn::SnnDialect::kDefaultMaxCount);
    break;
  case Step::LeaveOut: {
    auto same = llvm::find_if(layer->getOperands(),
                              [&](Value operand) { return operand.getType() == value.getType() && operand != value; });
    if (same == layer->operand_end())
      return false;
    value.replaceAllUsesWith(*same);
    break;
  }
  }
  removeUnused(network);
  return true;
}

/// The module with the step taken at the layer of a number, where that is a valid one.
static OwningOpRef<ModuleOp> tryStep(ModuleOp module, Step step, size_t number) {
  OwningOpRef<ModuleOp> smaller = module.clone();
  snn::NetworkOp network = *smaller->getOps<snn::NetworkOp>().begin();
  Operation *layer = &*std::next(network.getBody().front().begin(), number);
  if (layer->getNumResults() != 1 || !take(step, network, layer))
    return nullptr;
  ScopedDiagnosticHandler silent(module.getContext(), [](Diagnostic &) { return success(); });
  return succeeded(verify(*smaller)) ? std::move(smaller) : nullptr;
}

static size_t countLayers(ModuleOp module) {
  return (*module.getOps<snn::NetworkOp>().begin()).getBody().front().getOperations().size();
}

OwningOpRef<ModuleOp> snnc::reduceNetwork(OwningOpRef<ModuleOp> module, function_ref<bool(ModuleOp)> keeps,
                                          unsigned attempts) {
  // From the front the network ends as early as it can, from the back it begins as late as it can.
  auto findSmaller = [&](Step step) -> OwningOpRef<ModuleOp> {
    size_t layers = countLayers(*module);
    for (size_t i = 0; i < layers && attempts > 0; ++i) {
      OwningOpRef<ModuleOp> smaller = tryStep(*module, step, step == Step::EndHere ? i : layers - 1 - i);
      if (!smaller || (step != Step::EndHere && countLayers(*smaller) >= layers))
        continue;
      --attempts;
      if (keeps(*smaller))
        return smaller;
    }
    return nullptr;
  };
  for (bool isSmaller = true; isSmaller;) {
    isSmaller = false;
    for (Step step : {Step::EndHere, Step::ComeFromOutside, Step::LeaveOut})
      while (OwningOpRef<ModuleOp> smaller = findSmaller(step)) {
        module = std::move(smaller);
        isSmaller = true;
        if (step == Step::EndHere)
          break; // none earlier would do
      }
  }
  return module;
}
